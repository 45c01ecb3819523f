//! Releasing or suppressing many leads: who is affected, then the button.

use super::lead_href;
use crate::address::use_broker;
use crate::components::{
    Button, ButtonKind, Card, Choice, ConfirmCard, Crumb, EmptyState, Field, Glyph, LinkButton, Page, Phone,
    StatusChip, keyed,
};
use crate::form::{Fields, Post, PostForm};
use crate::loading::{Load, read};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use steadyline_api::many::{ReleaseMany, SuppressMany, many_leads};
use steadyline_core::page::{
    ManyAct, ManyPage, ManyQuery, ManyRow, StatusKind, counted, grouped, in_days, list_of,
};

/// Releases many.
#[component]
pub fn ManyReleasePage() -> impl IntoView {
    page(ManyAct::Release)
}

/// Suppresses many.
#[component]
pub fn ManySuppressPage() -> impl IntoView {
    page(ManyAct::Suppress)
}

fn page(act: ManyAct) -> impl IntoView {
    let broker = use_broker();
    let asked = use_query_map();
    // A form without JavaScript names each lead by itself.
    let query = Memo::new(move |_| {
        asked.with(|asked| ManyQuery {
            act,
            leads: asked.get_all("leads").unwrap_or_default().join(","),
            silent: asked.get("silent").unwrap_or_default(),
        })
    });
    let many = read(move || (broker.get(), query.get()), |(broker, query)| many_leads(broker, query));
    let title = match act {
        ManyAct::Release => "Release",
        ManyAct::Suppress => "Suppress",
    };
    let back = Memo::new(move |_| asked.with(|asked| asked.get("back").unwrap_or_default()));
    view! { <Load from=many title=title view=move |many: ManyPage| content(many, back.get_untracked()) /> }
}

fn content(many: ManyPage, back: String) -> impl IntoView {
    let slug = many.broker.slug.to_string();
    let back = list_of(&slug, &back);
    let list = if back.starts_with(&format!("/b/{slug}/assignments")) { "Assignments" } else { "Leads" };
    let crumbs = vec![Crumb::new(list, back.clone())];
    let (title, body) = if many.rows.is_empty() {
        ("No leads", nobody(&many, back))
    } else {
        match many.query.act {
            ManyAct::Release => ("Release", release(many, back)),
            ManyAct::Suppress => ("Suppress", suppress(many, back)),
        }
    };
    view! {
        <Page title=title crumbs=crumbs narrow=true>
            {body}
        </Page>
    }
}

fn nobody(many: &ManyPage, back: String) -> AnyView {
    let (title, text) = match many.silent_days {
        0 => ("No leads selected".to_owned(), "Select leads in the list, then choose what to do with them."),
        days => (
            format!("No lead has been silent for {}", in_days(days)),
            "A lead with a number and no booking is silent once nobody has called it for that long.",
        ),
    };
    view! {
        <Card label=title.clone()>
            <EmptyState glyph=Glyph::Leads title=title text=text>
                <LinkButton href=back>"Back to the list"</LinkButton>
            </EmptyState>
        </Card>
    }
    .into_any()
}

fn release(many: ManyPage, back: String) -> AnyView {
    let post = Post::<ReleaseMany>::new();
    let by_silence = many.silent_days > 0;
    let hidden = vec![
        ("broker", many.broker.slug.to_string()),
        ("leads", many.query.leads.clone()),
        ("silent", many.query.silent.clone()),
        ("back", back.clone()),
    ];
    let losing = if by_silence { many.active } else { many.active + many.held };
    let text = match losing {
        0 => "No number is given back unless you check the box: all of these leads have spoken to you."
            .to_owned(),
        some => format!("{} back.", counted(some, "lead gives its number", "leads give their numbers")),
    };
    let who = match (losing, many.total()) {
        (1, _) => "It",
        (_, 1) => "The lead",
        _ => "Each",
    };
    let mut losses = vec![format!("{who} may see another number next time")];
    if !by_silence && many.held > 0 {
        losses.push(counted(
            many.held,
            "has spoken to you on its number",
            "have spoken to you on their numbers",
        ));
    }
    if many.without > 0 {
        losses.push(format!("{} no number: nothing changes there", counted(many.without, "has", "have")));
    }
    if losing > many.most {
        losses.push(format!(
            "{} at most are released at once, longest silent first; repeat for the rest",
            grouped(many.most)
        ));
    }
    let (silent_days, held, booked) = (many.silent_days, many.held, many.booked);
    let fields = move |form: Fields| {
        let spoke = (by_silence && held > 0).then(|| {
            let label = format!("Also {} who spoke to you", grouped(held));
            let known = if held == 1 { "They know this number" } else { "They know their number" };
            let hint = format!("{known}. From another one, you are a stranger to them.");
            view! {
                <div class="choices boxed">
                    <Choice
                        name="held"
                        label=label
                        hint=hint
                        checked=form.checked("held", false)
                    />
                </div>
            }
        });
        let locked = (booked > 0).then(|| {
            let label = format!("Also {} who booked", grouped(booked));
            let locked = if booked == 1 { "Their number is locked" } else { "Their numbers are locked" };
            let hint = format!("{locked} for the appointment, which would be kept only in the timeline.");
            view! {
                <div class="choices boxed">
                    <Choice
                        name="booked"
                        label=label
                        hint=hint
                        checked=form.checked("booked", false)
                    />
                </div>
            }
        });
        let reason = if by_silence { format!("no call for {}", in_days(silent_days)) } else { String::new() };
        view! {
            {spoke}
            {locked}
            <Field
                name="reason"
                label="Reason"
                required=true
                value=form.typed("reason", reason)
                error=form.error("reason")
                hint="For the timeline of each."
            />
        }
    };
    let (page, back) = (StoredValue::new(many), StoredValue::new(back));
    view! {
        <Card title="Release their numbers" padded=true>
            <PostForm post=post hidden=hidden let:form>
                <ConfirmCard text=text.clone() losses=losses.clone() fields=fields(form)>
                    <LinkButton href=back.get_value() kind=ButtonKind::Quiet>
                        "Cancel"
                    </LinkButton>
                    <Button kind=ButtonKind::Danger icon=Glyph::Unlock busy=form.busy()>
                        "Release"
                    </Button>
                </ConfirmCard>
            </PostForm>
        </Card>
        <Affected page=page />
    }
    .into_any()
}

fn suppress(many: ManyPage, back: String) -> AnyView {
    let post = Post::<SuppressMany>::new();
    let hidden = vec![
        ("broker", many.broker.slug.to_string()),
        ("leads", many.query.leads.clone()),
        ("back", back.clone()),
    ];
    let total = many.total();
    let text = format!(
        "{} be called again, on any of their records.",
        counted(total, "person will never", "people will never")
    );
    let mut losses = vec!["No number is ever assigned to them".to_owned()];
    if total > many.without {
        let losing = total - many.without;
        losses.push(format!("{} back", counted(losing, "lead gives its number", "leads give their numbers")));
    }
    if many.booked > 0 {
        losses.push(format!("{} an appointment with you", counted(many.booked, "has", "have")));
    }
    let title = StoredValue::new(format!("Suppress {}", counted(total, "lead", "leads")));
    let (page, back) = (StoredValue::new(many), StoredValue::new(back));
    view! {
        <Card title=title.get_value() padded=true>
            <PostForm post=post hidden=hidden let:form>
                <ConfirmCard text=text.clone() losses=losses.clone()>
                    <LinkButton href=back.get_value() kind=ButtonKind::Quiet>
                        "Cancel"
                    </LinkButton>
                    <Button kind=ButtonKind::Danger icon=Glyph::Ban busy=form.busy()>
                        {title.get_value()}
                    </Button>
                </ConfirmCard>
            </PostForm>
        </Card>
        <Affected page=page />
    }
    .into_any()
}

/// Who is meant, and below them those of whom a box asks first.
#[component]
fn Affected(page: StoredValue<ManyPage>) -> impl IntoView {
    let many = page.get_value();
    let slug = many.broker.slug.to_string();
    let total = many.total();
    let (asked_of, asked) = match (many.query.act, many.silent_days > 0) {
        (ManyAct::Suppress, _) => (None, 0),
        (ManyAct::Release, true) => (Some(StatusKind::Held), many.held),
        (ManyAct::Release, false) => (Some(StatusKind::Booked), many.booked),
    };
    let (below, sure): (Vec<_>, Vec<_>) =
        many.rows.into_iter().partition(|row| asked_of.is_some() && row.status == asked_of);
    view! {
        {listed("Who is affected", &slug, sure, total - asked)}
        {listed("Only if you check the box", &slug, below, asked)}
    }
}

fn listed(title: &'static str, slug: &str, rows: Vec<ManyRow>, total: i64) -> Option<AnyView> {
    let shown = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let foot = (total > shown).then(|| format!("And {} more.", grouped(total - shown)));
    let lines = keyed(rows, |row| row.lead.id, |row| line(slug, row));
    (total > 0).then(|| {
        view! {
            <Card title=title>
                <ul class="rows lines wraps">{lines}</ul>
                {foot.map(|foot| view! { <p class="card-foot">{foot}</p> })}
            </Card>
        }
        .into_any()
    })
}

fn line(slug: &str, row: ManyRow) -> impl IntoView + use<> {
    let number = match row.number {
        Some(link) => view! { <Phone number=link.number.to_string() /> }.into_any(),
        None => view! { <span class="dim">"no number"</span> }.into_any(),
    };
    let last = row.last_call.map_or_else(
        || view! { <span class="dim small end">"never called"</span> }.into_any(),
        |at| {
            view! {
                <span class="dim small end" title=at.exact>
                    {format!("last call {}", at.relative)}
                </span>
            }
            .into_any()
        },
    );
    view! {
        <li>
            <a class="link" href=lead_href(slug, row.lead.id, "")>
                {row.lead.title}
            </a>
            {row.status.map(|status| view! { <StatusChip status=status /> })}
            {number}
            {last}
        </li>
    }
}
