//! The policy: every setting with what it means.

use super::field::Setting;
use super::preview::{Looking, Together};
use super::{Section, beside_menu, version_of};
use crate::address::use_broker;
use crate::components::{Button, ButtonKind, Card, EmptyState, Glyph, Moment, Page};
use crate::form::{Fields, Post, PostForm};
use crate::loading::{Again, Load, Read, read, read_again};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::use_query_map;
use steadyline_api::setting::{self, PreviewSettings, SaveSettings, WAS};
use steadyline_core::page::{self, SettingChange, SettingField, SettingsDraft};

/// Settings by what they are about, in the order of the page. One that none of them names stands under the last.
const GROUPS: [(&str, &str, &[&str]); 6] = [
    (
        "Numbers",
        "How much one number carries",
        &["leads_per_number", "daily_call_cap", "reserve_booked_numbers"],
    ),
    (
        "Calls",
        "How often and when a lead is called",
        &[
            "max_attempts",
            "max_attempts_hot",
            "max_attempts_normal",
            "max_attempts_low",
            "max_attempts_per_day",
            "min_minutes_between_attempts",
            "call_hours",
        ],
    ),
    (
        "Choosing a number",
        "Which of the free numbers a lead gets",
        &["rotation", "locality", "preferred_area_codes", "min_health", "health_band"],
    ),
    (
        "Giving numbers back",
        "When a lead gives its number back",
        &[
            "unreachable_days",
            "release_stale_after_days",
            "release_held_after_days",
            "assigned_too_long_days",
        ],
    ),
    ("Office", "Where and when you work", &["timezone", "main_line"]),
    ("SignalWire", "Who calls in, and what counts as answered", &["unknown_callers", "min_answer_seconds"]),
];

/// The policy.
#[component]
pub fn SettingsPage() -> impl IntoView {
    let broker = use_broker();
    let query = use_query_map();
    let has_looked = move || query.with(|query| query.get("preview").is_some());
    let policy = read_again(
        Again::ChangedHere,
        move || (broker.get(), has_looked()),
        |(broker, has_looked)| async move {
            let policy = setting::settings(broker.clone()).await?;
            let draft = if has_looked { setting::settings_draft(broker).await? } else { None };
            Ok((policy, draft))
        },
    );
    let changes = read(move || broker.get(), setting::setting_changes);
    view! {
        <Load
            from=policy
            title="Settings"
            around=|content| beside_menu(Section::Policy, content)
            rows=12
            view=move |(policy, draft)| view! { <Policy policy=policy draft=draft changes=changes /> }
        />
    }
}

#[component]
fn Policy(
    policy: page::SettingsPage,
    draft: Option<SettingsDraft>,
    changes: Read<Vec<SettingChange>>,
) -> impl IntoView {
    let page::SettingsPage { broker, version, mut fields } = policy;
    let slug = broker.slug.as_str().to_owned();
    let post = Post::<SaveSettings>::new();
    let (typed, preview) = draft.map(|draft| (draft.typed, draft.preview)).unzip();
    let mut was: Vec<_> =
        fields.iter().map(|field| (format!("{WAS}{}", field.name), field.value.clone())).collect();
    for (name, text) in typed.into_iter().flatten() {
        if let Some(field) = fields.iter_mut().find(|field| field.name == name) {
            field.value = text;
        } else if let Some((_, shown)) = was.iter_mut().find(|(was, _)| *was == name) {
            *shown = text;
        }
    }
    let looking = Looking::new(preview);
    let groups = grouped(fields);
    let version = version_of(version, move || post.answer().get().and_then(Result::err));
    let content = view! {
        <div class="stack" on:input=looking.soon()>
            <PostForm post=post hidden=vec![("broker", slug)] let:form>
                <input type="hidden" name="version" value=move || version.get().to_string() />
                {was.iter()
                    .map(|(name, shown)| {
                        let shown = form.typed(name, shown.clone());
                        view! { <input type="hidden" name=name.clone() value=shown /> }
                    })
                    .collect_view()}
                {groups
                    .iter()
                    .map(|(title, sub, fields)| {
                        view! {
                            <Group form=form title=title sub=sub fields=fields.clone() looking=looking />
                        }
                    })
                    .collect_view()}
                <div class="bar save-bar">
                    <Button kind=ButtonKind::Primary big=true busy=form.busy()>
                        "Save settings"
                    </Button>
                    <button
                        type="submit"
                        class="button big"
                        formaction=PreviewSettings::url()
                        formnovalidate=true
                        aria-busy=move || looking.busy().get().then_some("true")
                        on:click=move |event| {
                            event.prevent_default();
                            looking.look(&event);
                        }
                    >
                        "Preview"
                    </button>
                    <Together looking=looking />
                </div>
            </PostForm>
            <Card title="Who changed what">
                <Load from=changes rows=3 view=|changes| view! { <Changes changes=changes /> } />
            </Card>
        </div>
    };
    view! { <Page title="Settings">{beside_menu(Section::Policy, content.into_any())}</Page> }
}

type Groups = Vec<(&'static str, &'static str, Vec<SettingField>)>;

fn grouped(mut fields: Vec<SettingField>) -> Groups {
    let mut groups: Groups = GROUPS
        .iter()
        .map(|(title, sub, names)| {
            let (own, others) = fields.drain(..).partition(|field| names.contains(&field.name.as_str()));
            fields = others;
            (*title, *sub, own)
        })
        .collect();
    if let Some((.., last)) = groups.last_mut() {
        last.append(&mut fields);
    }
    groups.retain(|(.., fields)| !fields.is_empty());
    groups
}

#[component]
fn Group(
    form: Fields,
    title: &'static str,
    sub: &'static str,
    fields: Vec<SettingField>,
    looking: Looking,
) -> impl IntoView {
    view! {
        <Card title=title sub=sub padded=true>
            <div class="setting-grid">
                {fields
                    .into_iter()
                    .map(|setting| view! { <Setting form=form setting=setting looking=looking /> })
                    .collect_view()}
            </div>
        </Card>
    }
}

#[component]
fn Changes(changes: Vec<SettingChange>) -> impl IntoView {
    if changes.is_empty() {
        return view! {
            <EmptyState
                glyph=Glyph::History
                title="No changes yet"
                text="Who changed what, and when, appears here."
            />
        }
        .into_any();
    }
    view! {
        <ul class="rows lines">
            {changes
                .into_iter()
                .map(|SettingChange { what, by, at }| {
                    view! {
                        <li>
                            <span>
                                {what} <span class="dim">{format!(" · {by}")}</span>
                            </span>
                            <span class="dim small nowrap end">
                                <Moment of=at />
                            </span>
                        </li>
                    }
                })
                .collect_view()}
        </ul>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::GROUPS;
    use steadyline_core::setting::SETTINGS;

    #[test]
    fn every_setting_has_a_group_and_every_name_a_setting() {
        let named: Vec<&str> = GROUPS.iter().flat_map(|(.., names)| names.iter().copied()).collect();
        for doc in SETTINGS {
            assert!(named.contains(&doc.name), "{}", doc.name);
        }
        assert_eq!(named.len(), SETTINGS.len());
    }
}
