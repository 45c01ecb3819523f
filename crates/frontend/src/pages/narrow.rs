//! What lists of leads and of assignments are narrowed by: menus of one value each, and how a column sorts.

use crate::components::{
    FilterMenu, FilterOption, Glyph, Icon, LinkButton, Notice, NoticeKind, SelectBar, Selection, SortHeader,
    Sorted, Steady,
};
use crate::letters::capital;
use crate::pages::query::address;
use leptos::ev::MouseEvent;
use leptos::prelude::*;
use leptos_router::components::Form;
use leptos_router::hooks::use_navigate;
use steadyline_core::page::{Choice, KEPT_COUNTED, Unread, grouped, in_days};
use steadyline_core::setting::Quality;

/// Days of silence that are offered.
const SILENCES: [i64; 5] = [3, 7, 14, 30, 60];
/// Characters that are shown of a value that means nothing.
const UNREAD_SHOWN: usize = 40;

/// A menu of which one value is chosen. `href` leads to the list with that value, or without.
pub(crate) fn one_of(
    id: &'static str,
    label: &'static str,
    offered: &[Choice],
    chosen: &str,
    href: impl Fn(&str) -> String,
) -> Option<AnyView> {
    let known = offered.iter().any(|choice| choice.value == chosen);
    // One that is asked for and not offered is shown all the same, so that it can be taken away.
    let other = (!chosen.is_empty() && !known).then(|| Choice {
        value: chosen.to_owned(),
        label: chosen.to_owned(),
        count: 0,
    });
    let options: Vec<_> = other
        .iter()
        .chain(offered)
        .map(|choice| {
            let on = choice.value == chosen;
            FilterOption {
                label: choice.label.clone(),
                count: if choice.count > 0 { grouped(choice.count) } else { String::new() },
                href: href(if on { "" } else { &choice.value }),
                on,
            }
        })
        .collect();
    let clear = href("");
    (!options.is_empty())
        .then(|| view! { <FilterMenu id=id label=label options=options clear=clear /> }.into_any())
}

/// Values without counts.
pub(crate) fn words(of: &[(&str, &str)]) -> Vec<Choice> {
    of.iter()
        .map(|(value, label)| Choice { value: (*value).to_owned(), label: (*label).to_owned(), count: 0 })
        .collect()
}

pub(crate) fn silences() -> Vec<Choice> {
    SILENCES
        .map(|days| Choice {
            value: days.to_string(),
            label: format!("{} and more", in_days(days)),
            count: 0,
        })
        .to_vec()
}

pub(crate) fn qualities() -> Vec<Choice> {
    Quality::ALL
        .iter()
        .map(|quality| Choice {
            value: quality.as_str().to_owned(),
            label: quality.label().to_owned(),
            count: 0,
        })
        .collect()
}

/// "1,204 leads", "10,000 and more".
pub(crate) fn kept_words(kept: i64, one: &str, many: &str) -> String {
    match kept {
        1 => format!("1 {one}"),
        kept if kept >= KEPT_COUNTED => format!("{} {many} and more", grouped(kept)),
        kept => format!("{} {many}", grouped(kept)),
    }
}

/// A column that sorts by a link: by its word, then the other way round. `rule` is the order where none is asked for;
/// the pair says whether it holds figures, and which windows leave it out.
pub(crate) fn sorts(
    label: &'static str,
    word: &'static str,
    sort: &str,
    rule: &'static str,
    (num, only): (bool, &'static str),
    href: impl Fn(String) -> String,
) -> AnyView {
    let asked = if sort.is_empty() { rule } else { sort };
    let (now, descending) = asked.strip_prefix('-').map_or((asked, false), |now| (now, true));
    let sorted = (now == word).then_some(if descending { Sorted::Descending } else { Sorted::Ascending });
    // The first press of a column takes what the rule would, else the least first.
    let next = match sorted {
        Some(Sorted::Ascending) => format!("-{word}"),
        Some(Sorted::Descending) => word.to_owned(),
        None if rule.strip_prefix('-') == Some(word) => format!("-{word}"),
        None => word.to_owned(),
    };
    let next = if next == rule { String::new() } else { next };
    view! { <SortHeader label=label href=href(next) sorted=sorted num=num only=only /> }.into_any()
}

/// Finds leads by name, reference or phone, within the filters that `kept` names.
#[component]
pub(crate) fn LeadSearch(
    /// Where the list is.
    action: String,
    /// What the list is of, for screen readers.
    label: &'static str,
    /// What was asked for.
    search: String,
    /// The other filters.
    kept: Vec<(&'static str, String)>,
) -> impl IntoView {
    view! {
        <Form method="GET" action=action attr:class="filter-search" attr:role="search" attr:aria-label=label>
            <Icon glyph=Glyph::Filter small=true />
            <input
                {..Steady::new("type", "search")}
                name="search"
                value=search
                aria-label="Name, reference or phone of a lead"
                placeholder="Name, reference, phone"
                autocomplete="off"
            />
            {kept
                .into_iter()
                .filter(|(name, value)| !value.is_empty() && !matches!(*name, "search" | "cursor"))
                .map(|(name, value)| view! { <input type="hidden" name=name value=value /> })
                .collect_view()}
        </Form>
    }
}

/// What is done with chosen leads. Each button leads to a page that says to whom.
#[component]
pub(crate) fn LeadSelectBar(
    /// Whose.
    slug: String,
    /// The address of the list.
    back: String,
) -> impl IntoView {
    let selection = Selection::find();
    let navigate = use_navigate();
    let list = back.clone();
    let act = move |act: &'static str, words: &'static str, glyph: Glyph| {
        let path = format!("/b/{slug}/many/{act}");
        let (page, list, navigate) = (path.clone(), list.clone(), navigate.clone());
        let on_click = move |event: MouseEvent| {
            event.prevent_default();
            let query = [("leads", &*selection.ids()), ("back", &list)];
            navigate(&address(&page, &query), Default::default());
        };
        view! {
            <button type="submit" class="button" formaction=path on:click=on_click>
                <Icon glyph=glyph />
                {words}
            </button>
        }
    };
    let words = move || match selection.count() {
        0 => "Selected leads".to_owned(),
        1 => "1 lead".to_owned(),
        many => format!("{many} leads"),
    };
    view! {
        <SelectBar count=Signal::derive(move || selection.count()) words=Signal::derive(words)>
            <input type="hidden" name="back" value=back />
            {act("release", "Release", Glyph::Unlock)}
            {act("suppress", "Suppress", Glyph::Ban)}
            <span class="rule alive-only" aria-hidden="true"></span>
            <button
                type="button"
                class="button alive-only"
                aria-label="Clear the selection"
                title="Clear the selection"
                on:click=move |_| selection.clear()
            >
                <Icon glyph=Glyph::Close />
            </button>
        </SelectBar>
    }
}

/// Says which filters of the address mean nothing, so that nobody takes the list for what was asked for.
#[component]
pub(crate) fn UnreadNotice(
    /// Those filters.
    unread: Vec<Unread>,
    /// The page without them.
    href: String,
    /// What is shown without them.
    #[prop(default = "list is")]
    shown: &'static str,
) -> impl IntoView {
    if unread.is_empty() {
        return None;
    }
    let them = if unread.len() == 1 { "that filter" } else { "those filters" };
    let told = unread_told(&unread, shown, them);
    let end = view! {
        <LinkButton href=href icon=Glyph::Close>
            {format!("Drop {them}")}
        </LinkButton>
    };
    Some(view! {
        <Notice kind=NoticeKind::Warn end=end>
            {told}
        </Notice>
    })
}

/// "Area code “zz” was not understood: the list is shown without that filter."
fn unread_told(unread: &[Unread], shown: &str, them: &str) -> String {
    let named: Vec<_> = unread.iter().map(unread_words).collect();
    let reasons: Vec<_> = unread.iter().map(|one| one.why.as_str()).filter(|why| !why.is_empty()).collect();
    // As soon as any has a reason: what can be read may be nowhere, or no day that there are figures of.
    let lost = if !reasons.is_empty() {
        "could not be used"
    } else if named.len() == 1 {
        "was not understood"
    } else {
        "were not understood"
    };
    let told = format!("{} {lost}: the {shown} shown without {them}.", named.join(", "));
    [&[told.as_str()][..], &reasons[..]].concat().join(" ")
}

/// "Area code “zz”".
fn unread_words(Unread { name, value, .. }: &Unread) -> String {
    let (shown, more) = match value.char_indices().nth(UNREAD_SHOWN) {
        Some((end, _)) => (&value[..end], "…"),
        None => (value.as_str(), ""),
    };
    format!("{} “{shown}{more}”", capital(&name.replace('_', " ")))
}

/// Those who were silent for long, and the way to release them all.
#[component]
pub(crate) fn SilentNotice(
    /// Whose.
    slug: String,
    /// Days asked for; may be empty.
    days: String,
    /// The address of the list.
    back: String,
) -> impl IntoView {
    let days = days.parse::<i32>().ok().filter(|days| *days > 0)?;
    let silent = days.to_string();
    let href = address(&format!("/b/{slug}/many/release"), &[("silent", &silent), ("back", &back)]);
    let end = view! {
        <LinkButton href=href icon=Glyph::Unlock>
            "Release all silent leads"
        </LinkButton>
    };
    Some(view! {
        <Notice glyph=Glyph::Waiting end=end>
            {format!("Nobody has called these leads for {} or more. Each keeps a number that others could use.", in_days(days))}
        </Notice>
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_that_means_nothing_is_named_as_people_read_it_and_not_at_any_length() {
        let words = |name: &str, value: &str| {
            unread_words(&Unread { name: name.to_owned(), value: value.to_owned(), why: String::new() })
        };
        assert_eq!(words("area_code", "zz"), "Area code “zz”");
        assert_eq!(words("status", &"ö".repeat(60)), format!("Status “{}…”", "ö".repeat(40)));
    }

    #[test]
    fn what_cannot_be_used_is_told_with_the_reason() {
        let unread = |name: &str, value: &str, why: &str| Unread {
            name: name.to_owned(),
            value: value.to_owned(),
            why: why.to_owned(),
        };
        let number = unread("number", "15125550142", "There is no such number.");
        assert_eq!(
            unread_told(std::slice::from_ref(&number), "list is", "that filter"),
            "Number “15125550142” could not be used: the list is shown without that filter. There is no such number."
        );
        assert_eq!(
            unread_told(&[unread("hour", "noon", ""), number], "list is", "those filters"),
            "Hour “noon”, Number “15125550142” could not be used: the list is shown without those filters. \
             There is no such number."
        );
    }
}
