//! Taking a number out of the pool: who would lose it, and how they get another one.

use super::standing::said;
use super::{crumbs_below, name, read_number};
use crate::components::{
    Button, ButtonKind, Card, Choice, ConfirmCard, Glyph, LinkButton, Notice, NoticeKind, Page, StatusChip,
};
use crate::form::{Post, PostForm};
use crate::loading::Load;
use crate::pages::leads::lead_href;
use crate::pages::pool::number_href;
use leptos::prelude::*;
use steadyline_api::number::RetireNumber;
use steadyline_core::number::Standing;
use steadyline_core::page::{self, grouped};

/// Says who would lose the number, and takes it out of the pool.
#[component]
pub fn NumberRetirePage() -> impl IntoView {
    view! { <Load from=read_number() title="Retire" view=content /> }
}

fn content(number: page::NumberPage) -> impl IntoView {
    let crumbs = crumbs_below(&number);
    let back = StoredValue::new(number_href(&number.broker.slug.to_string(), &number.row.link, ""));
    let retired = if number.row.standing == Standing::Retired {
        number.standing_sentence.clone()
    } else {
        String::new()
    };
    let page = StoredValue::new(number);
    let can = page.with_value(|page| page.can_retire);
    view! {
        <Page title="Retire" crumbs=crumbs narrow=true>
            {said(retired, &back.get_value())} {can.then(|| view! { <RetireForm page=page /> })}
            <Affected page=page />
        </Page>
    }
}

#[component]
fn RetireForm(page: StoredValue<page::NumberPage>) -> impl IntoView {
    let post = Post::<RetireNumber>::new();
    let number = page.get_value();
    let (slug, link) = (number.broker.slug.to_string(), number.row.link.clone());
    let hidden = vec![("broker", slug.clone()), ("number", link.key().to_owned())];
    let back = StoredValue::new(number_href(&slug, &link, ""));
    let text = format!("{} leaves the pool: no new leads, and no calls from it.", name(&number));
    let leads = number.leads_total;
    let losses = vec![
        match leads {
            0 => "No lead is on it: nobody loses a number".to_owned(),
            1 => "1 lead sees this number and would get another one".to_owned(),
            more => format!("{} leads see this number and would get others", grouped(more)),
        },
        "Its calls and figures stay in every report".to_owned(),
        "It can be put back later".to_owned(),
    ];
    let hint = "Each keeps attempts, answers and appointment. If one cannot get a number, nothing changes.";
    view! {
        <Card title="Retire this number" padded=true>
            <PostForm post=post hidden=hidden let:form>
                <ConfirmCard
                    text=text.clone()
                    losses=losses.clone()
                    fields=view! {
                        {(leads > 0)
                            .then(|| {
                                view! {
                                    <div class="choices boxed">
                                        <Choice
                                            name="rehome"
                                            label="Give each of its leads another number"
                                            hint=hint
                                            checked=form.checked("rehome", false)
                                        />
                                    </div>
                                }
                            })}
                    }
                >
                    <LinkButton href=back.get_value() kind=ButtonKind::Quiet>
                        "Cancel"
                    </LinkButton>
                    <Button kind=ButtonKind::Danger icon=Glyph::Archive busy=form.busy()>
                        "Retire"
                    </Button>
                </ConfirmCard>
            </PostForm>
        </Card>
    }
}

/// The leads that see the number.
#[component]
fn Affected(page: StoredValue<page::NumberPage>) -> impl IntoView {
    let page::NumberPage { broker, leads, leads_total, row, .. } = page.get_value();
    if leads.is_empty() {
        return None;
    }
    let slug = broker.slug.to_string();
    let out = (!row.standing.in_service()).then(|| {
        view! {
            <Notice kind=NoticeKind::Warn>
                "These leads are on a number that is out of service: rehome each on its page."
            </Notice>
        }
    });
    let more = leads_total - leads.len() as i64;
    let lines: Vec<_> = leads
        .into_iter()
        .map(|lead| {
            let href = lead_href(&slug, lead.lead.id, "");
            let appointment = lead.appointment.map(|at| at.short);
            view! {
                <li>
                    <a class="link cut" href=href>
                        {lead.lead.title}
                    </a>
                    <StatusChip status=lead.status />
                    <span class="dim small end">{appointment.unwrap_or(lead.lead.place)}</span>
                </li>
            }
        })
        .collect();
    let foot = (more > 0).then(|| view! { <p class="dim small">{format!("and {} more", grouped(more))}</p> });
    Some(view! {
        {out}
        <Card title="Who sees this number" count=grouped(leads_total) padded=true>
            <ul class="affected">{lines}</ul>
            {foot}
        </Card>
    })
}
