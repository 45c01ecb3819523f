//! Who is signed in, what stands around every page, and the pages of admins.

use super::link;
use super::teller::Teller;
use super::words::share;
use crate::{Service, ServiceError, local_time};
use chrono::{DateTime, Days, NaiveDate, Utc};
use std::cmp::Ordering;
use std::collections::HashMap;
use steadyline_core::broker::{Broker, Slug};
use steadyline_core::health::answer_rate;
use steadyline_core::id::BrokerId;
use steadyline_core::page::{BrokerForm, BrokerRow, BrokersPage, BrokersQuery, Frame, Me, SetUp};
use steadyline_core::phone::E164;
use steadyline_core::user::{Actor, Role, User};
use steadyline_db::page::admin::{self, DayCalls};
use steadyline_db::page::lead;
use steadyline_db::{Tx, broker as brokers_rows, user as users_rows};

/// Days that the answer rate of a broker looks back, with today.
const WEEK: u64 = 7;

/// Rows of the brokers' page. What wants a hand is looked at for these alone, since it reads a whole pool.
const BROKERS_SHOWN: usize = 100;

/// Leads are counted up to so many: beyond it the figure says little and costs a scan.
pub(super) const LEADS_COUNTED: i64 = 100_000;

/// Zones that offices are in, the likeliest first.
pub(super) fn time_zones() -> Vec<String> {
    [
        "America/New_York",
        "America/Chicago",
        "America/Denver",
        "America/Phoenix",
        "America/Los_Angeles",
        "America/Anchorage",
        "Pacific/Honolulu",
        "America/Puerto_Rico",
        "America/Toronto",
        "America/Vancouver",
        "America/Halifax",
        "UTC",
    ]
    .map(str::to_owned)
    .to_vec()
}

/// Brokers that the menu of every page holds.
const IN_MENU: i64 = 20;

/// Who is signed in, and the brokers they may see; first the one whose slug is `last`, if they may.
///
/// # Errors
/// What the database says.
pub async fn me(service: &Service, user: User, last: Option<&str>) -> Result<Me, ServiceError> {
    let role = user.role;
    let last = last.and_then(|slug| Slug::parse(slug).ok());
    // Before it is read: who reads after asking has them all.
    let changes = service.bus.count_for(role);
    let (brokers, brokers_total) = service
        .db
        .read(move |tx| {
            let last = last.clone();
            Box::pin(async move {
                Ok::<_, ServiceError>(match role {
                    Role::Admin => {
                        let mut shown = brokers_rows::first(tx, IN_MENU).await?;
                        let last = match &last {
                            Some(last) => brokers_rows::find_by_slug(tx, last).await?,
                            None => None,
                        };
                        if let Some(last) = last {
                            shown.retain(|broker| broker.id != last.id);
                            shown.insert(0, last);
                            shown.truncate(IN_MENU as usize);
                        }
                        (shown, brokers_rows::count(tx).await?)
                    }
                    Role::Broker(own) => {
                        let own: Vec<_> = brokers_rows::find(tx, own).await?.into_iter().collect();
                        let total = i64::from(!own.is_empty());
                        (own, total)
                    }
                })
            })
        })
        .await?;
    Ok(Me { user, brokers: brokers.iter().map(link).collect(), brokers_total, changes })
}

/// Whether set-up is still to be done. Whether it asks for a token is the server's to know.
///
/// # Errors
/// What the database says.
pub async fn set_up(service: &Service, asks_for_token: bool) -> Result<SetUp, ServiceError> {
    let users: i64 = service
        .db
        .read(|tx| Box::pin(async move { Ok::<_, ServiceError>(users_rows::count(tx).await?) }))
        .await?;
    let needed = users == 0;
    Ok(SetUp { needed, needs_token: needed && asks_for_token, time_zones: time_zones() })
}

/// Counts for the sidebar.
///
/// # Errors
/// `NotFound` for a broker the actor may not know of.
pub async fn frame(
    service: &Service,
    actor: &Actor,
    broker: &str,
    build_id: &str,
) -> Result<Frame, ServiceError> {
    let broker = crate::broker::find(service, actor, broker).await?;
    // Counted before the snapshot, so that what is told later is not taken as shown.
    let changes = service.bus.count(broker.id);
    let build_id = build_id.to_owned();
    let now = service.clock.now();
    let warnings = service.watch.count(service, &broker).await?;
    service
        .db
        .read(move |tx| {
            Box::pin(async move {
                let (numbers, live) = admin::pool_counts(tx, broker.id).await?;
                let leads = lead::count(tx, broker.id, LEADS_COUNTED).await?;
                let now = Teller::of(&broker, now).this_minute();
                Ok(Frame { broker: link(&broker), numbers, leads, live, warnings, now, build_id, changes })
            })
        })
        .await
}

/// Brokers, as the address asks for them.
///
/// # Errors
/// `Forbidden` for anybody but admins.
pub async fn brokers(
    service: &Service,
    actor: &Actor,
    query: &BrokersQuery,
) -> Result<BrokersPage, ServiceError> {
    only_admins(actor)?;
    let (now, query) = (service.clock.now(), query.clone());
    service
        .db
        .read(move |tx| {
            let query = query.clone();
            Box::pin(async move {
                let all = brokers_rows::list(tx).await?;
                let total = super::pool::count(all.len());
                let counts = Counts::read(tx, now).await?;
                let mut rows = Vec::new();
                for broker in all.iter().filter(|broker| is_found(broker, &query.search)) {
                    rows.push((broker, broker_row(tx, broker, &counts, now).await?));
                }
                let by_warnings = query.sort.trim_start_matches('-') == "warnings";
                if by_warnings {
                    warn(tx, &mut rows, now).await?;
                }
                let sort = sort(&mut rows, &query.sort);
                let found = super::pool::count(rows.len());
                let totals = rows.iter().fold((0, 0, 0), |sum, (_, row)| {
                    (sum.0 + row.numbers, sum.1 + row.live, sum.2 + row.calls_today)
                });
                rows.truncate(BROKERS_SHOWN);
                if !by_warnings {
                    warn(tx, &mut rows, now).await?;
                }
                let rows = rows.into_iter().map(|(_, row)| row).collect();
                let search = query.search.trim().to_owned();
                let query = BrokersQuery { search, sort };
                Ok(BrokersPage { brokers: rows, found, total, totals, time_zones: time_zones(), query })
            })
        })
        .await
}

/// What wants a hand at these brokers.
async fn warn(
    tx: &mut Tx,
    rows: &mut [(&Broker, BrokerRow)],
    now: DateTime<Utc>,
) -> Result<(), ServiceError> {
    for (broker, row) in rows {
        (row.warnings, row.hot) = super::diagnostics::warnings_of(tx, broker, now).await?;
    }
    Ok(())
}

/// What is read of all brokers at once.
struct Counts {
    /// The days that are a broker's last week in some zone.
    calls: HashMap<BrokerId, Vec<DayCalls>>,
    users: HashMap<BrokerId, i64>,
}

impl Counts {
    async fn read(tx: &mut Tx, now: DateTime<Utc>) -> Result<Self, ServiceError> {
        let today = now.date_naive();
        let calls = admin::calls(tx, today - Days::new(WEEK), today + Days::new(1)).await?;
        Ok(Self { calls, users: admin::users(tx).await? })
    }

    /// Calls and human contacts of a broker from one day to another.
    fn of_days(&self, broker: &Broker, from: NaiveDate, to: NaiveDate) -> (i64, i64) {
        let days = self.calls.get(&broker.id).into_iter().flatten();
        let days = days.filter(|day| (from..=to).contains(&day.day));
        days.fold((0, 0), |sum, day| (sum.0 + day.calls, sum.1 + day.contacts))
    }
}

/// A broker's figures, without what wants a hand.
async fn broker_row(
    tx: &mut Tx,
    broker: &Broker,
    counts: &Counts,
    now: DateTime<Utc>,
) -> Result<BrokerRow, ServiceError> {
    let settings = &broker.settings;
    let today = local_time::day(broker, now);
    let figures = admin::figures(tx, broker.id, settings.leads_per_number).await?;
    let (calls, contacts) = counts.of_days(broker, today - Days::new(WEEK - 1), today);
    let slots = (figures.slots, figures.numbers * i64::from(settings.leads_per_number));
    Ok(BrokerRow {
        link: link(broker),
        timezone: settings.timezone.clone(),
        main_line: settings.main_line.clone(),
        numbers: figures.numbers,
        live: figures.live,
        slots,
        utilization: share(slots.0, slots.1),
        calls_today: counts.of_days(broker, today, today).0,
        answer_rate: answer_rate(contacts, calls),
        warnings: 0,
        hot: false,
        users: counts.users.get(&broker.id).copied().unwrap_or_default(),
    })
}

fn is_found(broker: &Broker, search: &str) -> bool {
    let search = search.trim().to_lowercase();
    let digits: String = search.chars().filter(char::is_ascii_digit).collect();
    let main_line = broker.settings.main_line.as_ref().map_or("", E164::as_str);
    search.is_empty()
        || broker.name.to_lowercase().contains(&search)
        || broker.slug.as_str().contains(&search)
        || (digits.len() > 2 && main_line.contains(&digits))
}

/// Sorts by a column, by name where there is none of that name; gives the order in its usual form.
fn sort(rows: &mut [(&Broker, BrokerRow)], by: &str) -> String {
    let (column, greatest_first) = by.strip_prefix('-').map_or((by, false), |column| (column, true));
    let figure = |row: &BrokerRow| -> Option<f64> {
        #[allow(clippy::cast_precision_loss, reason = "counts")]
        match column {
            "numbers" => Some(row.numbers as f64),
            "utilization" => row.utilization,
            "live" => Some(row.live as f64),
            "calls" => Some(row.calls_today as f64),
            "answer" => row.answer_rate,
            "warnings" => Some(row.warnings as f64 + if row.hot { 0.5 } else { 0.0 }),
            "users" => Some(row.users as f64),
            _ => None,
        }
    };
    let is_figure =
        ["numbers", "utilization", "live", "calls", "answer", "warnings", "users"].contains(&column);
    if !is_figure {
        // They come by name.
        if column == "name" && greatest_first {
            rows.reverse();
            return "-name".to_owned();
        }
        return String::new();
    }
    rows.sort_by(|(_, a), (_, b)| match (figure(a), figure(b)) {
        // What has no figure stands last, whichever way.
        (None, None) => Ordering::Equal,
        (None, _) => Ordering::Greater,
        (_, None) => Ordering::Less,
        (Some(a), Some(b)) if greatest_first => b.total_cmp(&a),
        (Some(a), Some(b)) => a.total_cmp(&b),
    });
    by.to_owned()
}

/// What an admin may change of a broker's head.
///
/// # Errors
/// `Forbidden` for anybody but admins; `NotFound`.
pub async fn broker_form(service: &Service, actor: &Actor, broker: &str) -> Result<BrokerForm, ServiceError> {
    only_admins(actor)?;
    let broker = crate::broker::find(service, actor, broker).await?;
    let mut zones = time_zones();
    if !zones.contains(&broker.settings.timezone) {
        zones.insert(0, broker.settings.timezone.clone());
    }
    Ok(BrokerForm {
        link: link(&broker),
        version: broker.version,
        timezone: broker.settings.timezone,
        main_line: broker.settings.main_line,
        time_zones: zones,
    })
}

pub(super) fn only_admins(actor: &Actor) -> Result<(), ServiceError> {
    match actor.role() {
        Role::Admin => Ok(()),
        Role::Broker(_) => Err(ServiceError::Forbidden("only admins may see that")),
    }
}
