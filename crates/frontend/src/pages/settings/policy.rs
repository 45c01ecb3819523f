//! The policy: every setting with what it means.

use super::SettingsMenu;
use super::field::Setting;
use crate::address::use_broker;
use crate::components::{Button, ButtonKind, Card, EmptyState, Glyph, Page, When};
use crate::form::{Fields, Post, PostForm};
use crate::loading::{Load, read};
use leptos::prelude::*;
use steadyline_api::setting::{self, SaveSettings};
use steadyline_core::page::{self, SettingField};

/// Settings by what they are about, in the order of the page. One that none of them names stands under the last.
const GROUPS: [(&str, &str, &[&str]); 5] = [
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
        "When a lead lets go of its number",
        &[
            "unreachable_days",
            "release_stale_after_days",
            "release_held_after_days",
            "assigned_too_long_days",
        ],
    ),
    ("Office", "Where and when you work", &["timezone", "main_line"]),
];

/// The policy.
#[component]
pub fn SettingsPage() -> impl IntoView {
    let broker = use_broker();
    let read = read(move || broker.get(), setting::settings);
    view! {
        <Load from=read title="Settings" rows=12 view=|settings| view! { <Policy settings=settings /> } />
    }
}

#[component]
fn Policy(settings: page::SettingsPage) -> impl IntoView {
    let page::SettingsPage { broker, fields, changes } = settings;
    let slug = broker.slug.as_str().to_owned();
    let post = Post::<SaveSettings>::new();
    let groups = grouped(fields);
    view! {
        <Page title="Settings">
            <div class="with-menu">
                <SettingsMenu slug=slug.clone() />
                <div class="stack">
                    <PostForm post=post hidden=vec![("broker", slug)] let:form>
                        {groups
                            .iter()
                            .map(|(title, sub, fields)| {
                                view! { <Group form=form title=title sub=sub fields=fields.clone() /> }
                            })
                            .collect_view()}
                        <div class="bar save-bar">
                            <Button kind=ButtonKind::Primary big=true busy=form.busy()>
                                "Save settings"
                            </Button>
                            <span class="dim">"Changes hold for what comes next; nobody loses a number by them."</span>
                        </div>
                    </PostForm>
                    <Changes changes=changes />
                </div>
            </div>
        </Page>
    }
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
fn Group(form: Fields, title: &'static str, sub: &'static str, fields: Vec<SettingField>) -> impl IntoView {
    view! {
        <Card title=title sub=sub padded=true>
            <div class="setting-grid">
                {fields
                    .into_iter()
                    .map(|setting| view! { <Setting form=form setting=setting /> })
                    .collect_view()}
            </div>
        </Card>
    }
}

#[component]
fn Changes(changes: Vec<(String, page::When)>) -> impl IntoView {
    view! {
        <Card title="Recent changes">
            {if changes.is_empty() {
                view! {
                    <EmptyState
                        glyph=Glyph::History
                        title="Nothing was changed yet"
                        text="Who changed what, and when, is kept here."
                    />
                }
                    .into_any()
            } else {
                view! {
                    <ul class="rows lines">
                        {changes
                            .into_iter()
                            .map(|(what, at)| {
                                view! {
                                    <li>
                                        <span>{what}</span>
                                        <span class="dim small nowrap end">
                                            <When words=at.relative exact=at.exact at=at.iso />
                                        </span>
                                    </li>
                                }
                            })
                            .collect_view()}
                    </ul>
                }
                    .into_any()
            }}
        </Card>
    }
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
