//! Every page is in the list that axe, the console and the screenshots go by.

use super::Finding;

/// Routes the pages.
pub(super) const ROUTES: &str = "crates/frontend/src/app.rs";
/// Lists them for what looks at all.
pub(super) const PAGES: &str = "end2end/pages.ts";

/// What `app.rs` routes and `pages.ts` does not list, and the other way round.
pub(super) fn check(routes: &str, pages: &str) -> Vec<Finding> {
    let (routes, pages) = (routes_of(routes), pages_of(pages));
    let unlisted = routes.iter().filter(|route| !pages.contains(route)).map(|route| {
        Finding::new(
            PAGES,
            format!("lacks `{route}`: add a line, so that axe and the screenshots look at it"),
        )
    });
    // One address is meant to be nowhere.
    let gone = pages
        .iter()
        .filter(|page| !routes.contains(page) && !page.starts_with("/no/"))
        .map(|page| Finding::new(PAGES, format!("lists `{page}`, which {ROUTES} does not route")));
    unlisted.chain(gone).collect()
}

/// The routes in the order of the text; a route within a `ParentRoute` has that one's path before its own.
fn routes_of(text: &str) -> Vec<String> {
    let mut parents: Vec<&str> = Vec::new();
    let mut routes = Vec::new();
    for line in text.lines().map(str::trim) {
        if line.starts_with("</ParentRoute") {
            parents.pop();
        }
        let Some(path) = line.split_once("at!(\"").and_then(|(_, rest)| rest.split('"').next()) else {
            continue;
        };
        if line.starts_with("<ParentRoute") {
            parents.push(path);
        } else if line.starts_with("<Route") {
            let whole = parents.concat() + path;
            routes.push(if whole.len() > 1 { whole.trim_end_matches('/').to_owned() } else { whole });
        }
    }
    routes
}

fn pages_of(text: &str) -> Vec<String> {
    let quoted = text.lines().filter_map(|line| line.trim().strip_prefix("{ route: \""));
    quoted.filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const APP: &str = r#"
        <Route path=at!("/sign-in") view=SignInPage ssr=SsrMode::Async />
        <ParentRoute path=at!("/b/:broker") view=BrokerFrame ssr=SsrMode::Async>
            <Route path=at!("") view=DashboardPage ssr=SsrMode::Async />
            <Route path=at!("/pool") view=PoolPage ssr=SsrMode::Async />
        </ParentRoute>
        <ParentRoute path=at!("") view=HouseFrame ssr=SsrMode::Async>
            <Route path=at!("/account") view=AccountPage ssr=SsrMode::Async />
        </ParentRoute>
    "#;

    #[test]
    fn a_route_that_is_not_listed_is_found_and_so_is_a_page_without_a_route() {
        let pages = "
            { route: \"/sign-in\", by: \"nobody\" },
            { route: \"/b/:broker\" },
            { route: \"/account\" },
            { route: \"/no/such/page\" },
            { route: \"/gone\" },
        ";
        let rules: Vec<_> = check(APP, pages).into_iter().map(|finding| finding.rule).collect();
        assert_eq!(rules.len(), 2, "{rules:?}");
        assert!(rules[0].starts_with("lacks `/b/:broker/pool`"), "{rules:?}");
        assert!(rules[1].starts_with("lists `/gone`"), "{rules:?}");
    }
}
