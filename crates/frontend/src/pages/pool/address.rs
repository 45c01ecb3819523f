//! Addresses of the pool: filters, order and place stand in the query.

use crate::pages::query::{address, toggled};
use leptos_router::params::ParamsMap;
use steadyline_core::page::{NumberLink, PoolQuery};

/// The pool with this query; what is empty is left out.
pub(super) fn pool_href(slug: &str, query: &PoolQuery) -> String {
    address(&format!("/b/{slug}/pool"), &query.pairs())
}

/// Reads what [`PoolQuery::pairs`] says.
pub(super) fn query_of(asked: &ParamsMap) -> PoolQuery {
    let value = |name| asked.get(name).unwrap_or_default();
    PoolQuery {
        state: value("state"),
        area_code: value("area_code"),
        standing: value("standing"),
        band: value("band"),
        room: value("room"),
        search: value("search"),
        sort: value("sort"),
        cursor: value("cursor"),
    }
}

/// A number's page, or one below it: `number_href("alder", &link, "/edit")`.
pub(crate) fn number_href(slug: &str, link: &NumberLink, below: &str) -> String {
    format!("/b/{slug}/pool/{}{below}", link.key())
}

/// A filter of the pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    State,
    AreaCode,
    Standing,
    Band,
    Room,
}

impl By {
    /// What the address says of it.
    pub(super) fn value(self, query: &PoolQuery) -> &str {
        match self {
            Self::State => &query.state,
            Self::AreaCode => &query.area_code,
            Self::Standing => &query.standing,
            Self::Band => &query.band,
            Self::Room => &query.room,
        }
    }

    /// The first page of the pool with this filter instead.
    pub(super) fn set(self, query: &PoolQuery, value: String) -> PoolQuery {
        let mut query = PoolQuery { cursor: String::new(), ..query.clone() };
        match self {
            Self::State => query.state = value,
            Self::AreaCode => query.area_code = value,
            Self::Standing => query.standing = value,
            Self::Band => query.band = value,
            Self::Room => query.room = value,
        }
        query
    }

    /// The first page of the pool with one value more, or without it.
    pub(super) fn toggle(self, query: &PoolQuery, value: &str) -> PoolQuery {
        self.set(query, toggled(self.value(query), value))
    }
}

/// Whether anything narrows the pool.
pub(super) fn is_narrowed(query: &PoolQuery) -> bool {
    [&query.state, &query.area_code, &query.standing, &query.band, &query.room, &query.search]
        .into_iter()
        .any(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_is_added_and_taken_away_and_begins_at_the_first_page() {
        let query = PoolQuery { state: "TX".into(), cursor: "c1".into(), ..PoolQuery::default() };
        let more = By::State.toggle(&query, "FL");
        assert_eq!(pool_href("alder", &more), "/b/alder/pool?state=TX%2CFL");
        assert_eq!(pool_href("alder", &By::State.toggle(&more, "TX")), "/b/alder/pool?state=FL");
    }

    #[cfg(feature = "ssr")]
    #[test]
    fn a_query_is_read_as_the_address_says_it() {
        let query = PoolQuery {
            state: "TX,FL".into(),
            area_code: "512".into(),
            standing: "all".into(),
            band: "poor".into(),
            room: "free".into(),
            search: "ö &".into(),
            sort: "-health".into(),
            cursor: "c1".into(),
        };
        let mut asked = ParamsMap::new();
        for (name, value) in query.pairs() {
            asked.insert(name, value.to_owned());
        }
        assert_eq!(query_of(&asked), query);
    }
}
