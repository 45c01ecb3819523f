//! What is done to many numbers: what would happen to whom, and the button that does it.

mod words;

use super::address::{number_href, pool_href, query_of};
use super::affected::{Affected, homes, rehome_choice};
use super::stand::Stand;
use crate::address::use_broker;
use crate::components::{
    Button, ButtonKind, Card, ConfirmCard, Crumb, EmptyState, Field, Glyph, LinkButton, Notice, NoticeKind,
    Page, Phone, StandingChip, Steady, keyed,
};
use crate::form::{Fields, Post, PostForm};
use crate::loading::{Load, read};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use steadyline_api::number::{self as api, ChangeNumbers};
use steadyline_core::number::InTheWay;
use steadyline_core::page::{self, BulkAct, BulkPage, BulkQuery, PoolQuery, counted, grouped};
use words::{changing, words};

/// What is done, as a heading.
pub(super) const fn title(act: BulkAct) -> &'static str {
    match act {
        BulkAct::Rest => "Rest numbers",
        BulkAct::Activate => "Activate numbers",
        BulkAct::Retire => "Retire numbers",
        BulkAct::Move => "Change area code or state",
        BulkAct::Rehome => "Rehome leads",
    }
}

/// Says what would happen to whom, and does it.
#[component]
pub fn NumbersChangePage() -> impl IntoView {
    let broker = use_broker();
    let said = use_query_map();
    let asked = Memo::new(move |_| {
        said.with(|said| {
            BulkQuery {
                act: BulkAct::parse(&said.get("act").unwrap_or_default()),
                // A checkbox for each, or a list.
                numbers: said
                    .get_all("n")
                    .unwrap_or_default()
                    .into_iter()
                    .chain(said.get("numbers"))
                    .collect::<Vec<_>>()
                    .join(","),
                all: said.get("all").is_some(),
                query: PoolQuery { cursor: String::new(), ..query_of(said) },
            }
        })
    });
    let looked =
        read(move || (broker.get(), asked.get()), |(broker, asked)| api::bulk_numbers(broker, asked));
    view! { <Load from=looked title="Numbers" view=content /> }
}

fn content(page: BulkPage) -> impl IntoView {
    let slug = page.broker.slug.to_string();
    let pool = pool_href(&slug, &page.asked.query);
    let crumbs = vec![Crumb::new("Pool", pool.clone())];
    let heading = title(page.act);
    let body = if page.numbers == 0 {
        nothing(pool)
    } else {
        let stand = Stand::page(pool);
        let page = StoredValue::new(page);
        view! {
            <Card title=heading padded=true>
                <BulkForm page=page stand=stand />
            </Card>
        }
        .into_any()
    };
    view! {
        <Page title=heading crumbs=crumbs narrow=true>
            {body}
        </Page>
    }
}

fn nothing(pool: String) -> AnyView {
    view! {
        <Card label="Numbers">
            <EmptyState
                glyph=Glyph::Pool
                title="No numbers selected"
                text="Select numbers in the pool, then choose what to do with them."
            >
                <LinkButton href=pool>"Back to the pool"</LinkButton>
            </EmptyState>
        </Card>
    }
    .into_any()
}

/// The form.
#[component]
pub(super) fn BulkForm(
    /// What would happen.
    page: StoredValue<BulkPage>,
    /// Where the form stands.
    stand: Stand,
) -> impl IntoView {
    let post = stand.follows(Post::<ChangeNumbers>::new());
    let looked = page.get_value();
    let act = looked.act;
    let hidden = stand.hidden(fields_of(&looked));
    let (text, losses) = words(&looked);
    let (kind, glyph) = match act {
        BulkAct::Rest => (ButtonKind::Primary, Glyph::Moon),
        BulkAct::Activate => (ButtonKind::Primary, Glyph::Restore),
        BulkAct::Retire => (ButtonKind::Danger, Glyph::Archive),
        BulkAct::Move => (ButtonKind::Primary, Glyph::Place),
        BulkAct::Rehome => (ButtonKind::Primary, Glyph::ArrowRight),
    };
    let is_in_vain = match act {
        BulkAct::Rehome => looked.leads_total == 0,
        BulkAct::Activate => looked.changing == 0,
        _ => false,
    };
    let can = looked.numbers > 0 && looked.in_the_way_total == 0 && !is_in_vain;
    let button = match act {
        BulkAct::Rehome => format!("Rehome {}", counted(looked.leads_total, "lead", "leads")),
        BulkAct::Move => format!("Change {}", counted(looked.numbers, "number", "numbers")),
        act => format!("{} {}", act.label(), counted(changing(&looked), "number", "numbers")),
    };
    let button = StoredValue::new(button);
    view! {
        <PostForm post=post hidden=hidden let:form>
            <ConfirmCard
                text=text.clone()
                losses=losses.clone()
                fields=view! {
                    <Obstacles page=page />
                    // Above the lists, which may be long: what is decided is seen without scrolling.
                    {act_fields(page, form)}
                    <Numbers page=page />
                    <Leads page=page />
                }
            >
                {stand.cancel()}
                <Button kind=kind icon=glyph busy=form.busy() disabled=!can>
                    {button.get_value()}
                </Button>
            </ConfirmCard>
        </PostForm>
    }
}

/// The fields that say what was asked for.
fn fields_of(page: &BulkPage) -> Vec<(&'static str, String)> {
    let BulkQuery { numbers, all, query, .. } = page.asked.clone();
    let mut fields = vec![
        ("broker", page.broker.slug.to_string()),
        ("asked[act]", page.act.as_str().to_owned()),
        ("asked[numbers]", numbers),
        ("asked[all]", all.to_string()),
        ("count", page.numbers.to_string()),
        ("seen", page.seen.clone()),
    ];
    let filters = [
        ("asked[query][state]", query.state),
        ("asked[query][area_code]", query.area_code),
        ("asked[query][standing]", query.standing),
        ("asked[query][band]", query.band),
        ("asked[query][room]", query.room),
        ("asked[query][search]", query.search),
        ("asked[query][sort]", query.sort),
    ];
    fields.extend(filters.into_iter().filter(|(_, value)| !value.is_empty()));
    fields
}

fn act_fields(page: StoredValue<BulkPage>, form: Fields) -> Option<AnyView> {
    let looked = page.get_value();
    match looked.act {
        BulkAct::Rest => Some(
            view! {
                <Field
                    name="days"
                    label="For how long"
                    kind="number"
                    min="1"
                    max="365"
                    unit="days"
                    required=true
                    value=form.typed("days", looked.rest_days.to_string())
                    error=form.error("days")
                />
            }
            .into_any(),
        ),
        BulkAct::Retire => rehome_choice(form, &looked),
        BulkAct::Move => Some(
            view! {
                <div class="field-row">
                    <Field
                        name="area_code"
                        label="Area code"
                        optional=true
                        value=form.typed("area_code", "")
                        error=form.error("area_code")
                        placeholder="512"
                        hint="Left as it is if empty."
                    />
                    <Field
                        name="state"
                        label="State"
                        optional=true
                        value=form.typed("state", "")
                        error=form.error("state")
                        placeholder="TX"
                        hint="Of the area code if empty."
                    />
                </div>
            }
            .into_any(),
        ),
        _ => None,
    }
}

/// What stands in the way, and whether all leads would find a number.
#[component]
fn Obstacles(page: StoredValue<BulkPage>) -> impl IntoView {
    let looked = page.get_value();
    let homes = homes(&looked);
    let more = looked.in_the_way_total - i64::try_from(looked.in_the_way.len()).unwrap_or(i64::MAX);
    let stand = (!looked.in_the_way.is_empty()).then(|| {
        let lines = keyed(
            looked.in_the_way,
            |one| one.number.clone(),
            |InTheWay { number, why, .. }| {
                view! {
                    <li>
                        <Phone number=number.to_string() />
                        " "
                        {why}
                    </li>
                }
            },
        );
        let heading =
            counted(looked.in_the_way_total, "number stands in the way", "numbers stand in the way");
        view! {
            <Notice kind=NoticeKind::Bad>
                <b>{heading}</b>
                <ul>{lines}</ul>
                {(more > 0).then(|| format!("and {} more", grouped(more)))}
            </Notice>
        }
    });
    view! {
        {stand}
        {homes}
    }
}

/// The numbers that are meant.
#[component]
fn Numbers(page: StoredValue<BulkPage>) -> impl IntoView {
    let looked = page.get_value();
    let slug = looked.broker.slug.to_string();
    let more = looked.numbers - i64::try_from(looked.rows.len()).unwrap_or(i64::MAX);
    let lines = keyed(
        looked.rows,
        |row| row.link.id,
        |page::BulkRow { link, state, standing, standing_words, live }| {
            view! {
                <li>
                    <Phone number=link.number.to_string() href=number_href(&slug, &link, "") />
                    <span class="dim">{state.map(|state| state.to_string())}</span>
                    <StandingChip standing=standing words=standing_words />
                    <span class="dim small end">{counted(live, "live lead", "live leads")}</span>
                </li>
            }
        },
    );
    view! {
        <details {..Steady::at_first("open", looked.numbers <= 5)} class="meant">
            <summary>{counted(looked.numbers, "number", "numbers")}</summary>
            <ul {..Steady::new("tabindex", "0")} class="affected">{lines}</ul>
            {(more > 0).then(|| view! { <p class="dim small">{format!("and {} more", grouped(more))}</p> })}
        </details>
    }
}

/// Who would lose their number.
#[component]
fn Leads(page: StoredValue<BulkPage>) -> impl IntoView {
    let looked = page.get_value();
    if !matches!(looked.act, BulkAct::Retire | BulkAct::Rehome) {
        return None;
    }
    Some(view! { <Affected looked=looked /> })
}
