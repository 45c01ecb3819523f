//! What a fix would do, before it is done.

use super::super::teller::{Teller, number_link};
use super::facts::Facts;
use super::found::{REST_DAYS, Rows, numbers};
use super::leads::row;
use super::{check, wrong};
use crate::assignment::broker_of;
use crate::diagnostics::Work;
use crate::page::{last::Leaving, link, number_named, pool::Counting, silent_days_of};
use crate::{Service, ServiceError};
use chrono::{DateTime, TimeDelta, Utc};
use steadyline_core::broker::Broker;
use steadyline_core::id::NumberId;
use steadyline_core::number::Number;
use steadyline_core::page::{CheckRow, FixKind, FixPage, WarningKind, counted, grouped, in_days};
use steadyline_core::user::Actor;
use steadyline_db::Tx;
use steadyline_db::page::listed::{Checked, checked};
use steadyline_db::page::warning;

/// Rows shown of those affected.
const SHOWN: i64 = 8;

/// What a fix would do. `number` and `days` are texts of the address; empty is none.
///
/// # Errors
/// `NotFound` for a broker or number the actor may not know of, and for a fix that is not known.
pub async fn fix(
    service: &Service,
    actor: &Actor,
    broker: &str,
    (check, fix): (&str, &str),
    (number, days): (&str, &str),
) -> Result<FixPage, ServiceError> {
    let (actor, named, number) = (actor.clone(), broker.to_owned(), number.trim().to_owned());
    let kinds = WarningKind::parse(check).zip(FixKind::parse(fix));
    let days = days.trim().parse::<i32>().ok().filter(|days| (1..=365).contains(days));
    let now = service.clock.now();
    service
        .db
        .read(move |tx| {
            Box::pin(async move {
                let broker = broker_of(tx, &actor, Some(&named)).await?;
                let (check, fix) = kinds.ok_or(ServiceError::NotFound("fix"))?;
                let number = match number.as_str() {
                    "" => None,
                    number => Some(number_named(tx, &broker, number).await?),
                };
                let work = Work::of(check, fix, number.as_ref().map(|number| number.id))
                    .ok_or(ServiceError::NotFound("fix"))?;
                let counting = Counting::of(&broker, Teller::of(&broker, now));
                let facts = Facts::read(tx, &broker, counting).await?;
                let page = FixPage {
                    broker: link(&broker),
                    check,
                    fix,
                    number: number.as_ref().map(|number| number_link(number.id, &number.number)),
                    title: String::new(),
                    text: String::new(),
                    losses: Vec::new(),
                    label: String::new(),
                    danger: false,
                    days: None,
                    affected: Vec::new(),
                    affected_total: 0,
                    nothing: String::new(),
                };
                Preview { facts: &facts, days, page }.of(tx, work, number.as_ref()).await
            })
        })
        .await
}

/// Numbers that a check names now.
pub(crate) async fn diagnosed_numbers(
    tx: &mut Tx,
    broker: &Broker,
    now: DateTime<Utc>,
    kind: WarningKind,
) -> Result<Vec<NumberId>, ServiceError> {
    let counting = Counting::of(broker, Teller::of(broker, now));
    let facts = Facts::read(tx, broker, counting).await?;
    let found = check::run(tx, &facts, kind, Rows::first(i64::MAX)).await?;
    Ok(found.rows.into_iter().filter_map(|row| row.number).map(|number| number.id).collect())
}

struct Preview<'p> {
    facts: &'p Facts<'p>,
    days: Option<i32>,
    page: FixPage,
}

impl Preview<'_> {
    async fn of(self, tx: &mut Tx, work: Work, number: Option<&Number>) -> Result<FixPage, ServiceError> {
        let name = number.map(|number| number.number.national()).unwrap_or_default();
        let kind = self.page.check;
        match work {
            Work::RestOne(id) => self.rest_one(tx, id, &name, number).await,
            Work::RetireOne(id) => self.retire_one(tx, id, &name, number).await,
            Work::RestAll | Work::RetireUnused => self.of_numbers(tx, kind).await,
            Work::MoveFrom(id) => self.moving(tx, Checked::OnNumber(id), Some(id)).await,
            Work::MoveAll => {
                let now = self.facts.counting.now;
                self.moving(tx, Checked::OnDeadNumber(now), None).await
            }
            Work::KeepOne => self.keep_one(tx).await,
            Work::ReleaseTooLong | Work::ReleaseSilent => self.releasing(tx, work).await,
            Work::PutRight => self.put_right(tx).await,
            Work::PutBack => self.put_back(tx).await,
        }
    }

    async fn affected(&mut self, tx: &mut Tx, which: Checked, total: i64) -> Result<(), ServiceError> {
        let found = checked(tx, self.facts.broker.id, which, 0, SHOWN).await?;
        self.page.affected =
            found.iter().map(|one| row(self.facts, one, String::new(), Vec::new())).collect();
        self.page.affected_total = total;
        Ok(())
    }

    fn rest_days(&mut self) {
        self.page.days = Some((self.days.unwrap_or(REST_DAYS), "Rest for".to_owned()));
        self.page.label = "Rest".to_owned();
    }

    async fn rest_one(
        mut self,
        tx: &mut Tx,
        id: NumberId,
        name: &str,
        number: Option<&Number>,
    ) -> Result<FixPage, ServiceError> {
        let leads = steadyline_db::number::live_leads(tx, self.facts.broker.id, id).await?;
        self.rest_days();
        let now = self.facts.counting.now;
        if number.is_some_and(|number| !number.standing(now).in_service()) {
            self.page.nothing = format!("{name} is out of service and cannot rest.");
        }
        self.page.title = format!("Rest {name}");
        self.page.text = format!("{name} takes no new leads while it rests.");
        self.page.losses =
            vec![stays(leads), "It comes back automatically when the days are over".to_owned()];
        self.last_of_state(tx, Leaving::of(number, now), " until then").await?;
        Ok(self.page)
    }

    /// Says so where no other number of a state takes new leads.
    async fn last_of_state(
        &mut self,
        tx: &mut Tx,
        leaving: Leaving,
        until: &str,
    ) -> Result<(), ServiceError> {
        let told = leaving.told(tx, self.facts.broker, self.facts.counting.now).await?;
        if !told.is_empty() {
            self.page.losses.push(format!("{told}{until}"));
        }
        Ok(())
    }

    async fn retire_one(
        mut self,
        tx: &mut Tx,
        id: NumberId,
        name: &str,
        number: Option<&Number>,
    ) -> Result<FixPage, ServiceError> {
        let leads = steadyline_db::number::live_leads(tx, self.facts.broker.id, id).await?;
        self.affected(tx, Checked::OnNumber(id), leads).await?;
        self.page.title = format!("Retire {name}");
        self.page.text = format!("{name} leaves the pool: no new leads, and no calls from it.");
        self.page.losses = vec![
            match leads {
                0 => "No lead is on it: nobody loses a number".to_owned(),
                _ => format!(
                    "{} another number and keep attempts, answers and appointments; if one cannot, nothing changes",
                    counted(leads, "lead gets", "leads get")
                ),
            },
            "Its calls and figures stay in every report, and it can be activated again".to_owned(),
        ];
        let leaving = Leaving::of(number, self.facts.counting.now);
        self.last_of_state(tx, leaving, "").await?;
        (self.page.label, self.page.danger) = ("Retire".to_owned(), true);
        Ok(self.page)
    }

    /// Every number that a check names.
    async fn of_numbers(mut self, tx: &mut Tx, kind: WarningKind) -> Result<FixPage, ServiceError> {
        let found = check::run(tx, self.facts, kind, Rows::first(i64::MAX)).await?;
        let mut rows: Vec<CheckRow> =
            found.rows.into_iter().map(|row| CheckRow { fixes: Vec::new(), ..row }).collect();
        if self.page.fix == FixKind::Retire {
            let unused = warning::unused(tx, self.facts.broker.id, self.unused_since()).await?;
            rows.retain(|row| {
                let id = row.number.as_ref().map(|number| number.id);
                unused.iter().any(|number| Some(number.id) == id && number.leads == 0)
            });
        }
        let total = super::super::pool::count(rows.len()).min(MOST);
        let meant = rows.iter().filter_map(|row| Some(row.number.as_ref()?.id));
        let meant: Vec<NumberId> = meant.take(crate::diagnostics::MOST).collect();
        let meant = steadyline_db::number::by_ids(tx, self.facts.broker.id, &meant).await?;
        let leaving = Leaving::of(&meant, self.facts.counting.now);
        rows.truncate(usize::try_from(SHOWN).unwrap_or_default());
        self.page.affected = rows;
        self.page.affected_total = total;
        if total == 0 {
            self.page.nothing = "No number needs this anymore.".to_owned();
        }
        if self.page.fix == FixKind::Retire {
            self.page.title = format!("Retire {}", numbers(total));
            let leave = if total == 1 { "leaves" } else { "leave" };
            self.page.text =
                format!("{} without a call for 30 days and without a lead {leave} the pool.", numbers(total));
            self.page.losses = vec![
                "Nobody loses a number".to_owned(),
                "Each can be activated again from its page".to_owned(),
            ];
            self.last_of_state(tx, leaving, "").await?;
            (self.page.label, self.page.danger) = (format!("Retire {}", grouped(total)), true);
        } else {
            self.rest_days();
            let others = self.facts.active() - total;
            self.page.title = format!("Rest {}", numbers(total));
            self.page.text =
                format!("{} no new leads for a while.", counted(total, "number takes", "numbers take"));
            self.page.losses = vec![
                format!("{} for new leads", counted(others.max(0), "number stays", "numbers stay")),
                "Leads on them stay; each number comes back automatically".to_owned(),
            ];
            self.last_of_state(tx, leaving, " until then").await?;
        }
        Ok(self.page)
    }

    fn unused_since(&self) -> DateTime<Utc> {
        self.facts.counting.now - TimeDelta::days(super::room::UNUSED_DAYS)
    }

    async fn moving(
        mut self,
        tx: &mut Tx,
        which: Checked,
        only: Option<NumberId>,
    ) -> Result<FixPage, ServiceError> {
        let now = self.facts.counting.now;
        let mut dead = warning::dead_numbers(tx, self.facts.broker.id, now).await?;
        dead.retain(|dead| only.is_none_or(|only| only == dead.number_id));
        let leads: i64 = dead.iter().map(|dead| dead.leads).sum();
        if leads == 0 {
            self.page.nothing = "No live lead is on a number that is out of service.".to_owned();
        } else {
            self.affected(tx, which, leads).await?;
        }
        let all = counted(leads, "lead", "leads");
        self.page.title = format!("Rehome {all}");
        self.page.text =
            format!("{} the best other number that is free.", counted(leads, "lead gets", "leads get"));
        self.page.losses = vec![
            "They see another number from now on".to_owned(),
            "Attempts, answers, bookings and notes go with them".to_owned(),
            "If one of them cannot get a number, nothing changes".to_owned(),
        ];
        self.page.label = "Rehome".to_owned();
        Ok(self.page)
    }

    async fn keep_one(mut self, tx: &mut Tx) -> Result<FixPage, ServiceError> {
        let warning::Conflicts { persons, assignments } = self.facts.conflicts;
        if persons == 0 {
            self.page.nothing = "No person sees more than one number.".to_owned();
        } else {
            self.affected(tx, Checked::Conflicting, assignments).await?;
        }
        let released = assignments - persons;
        self.page.title = "Keep one number for each person".to_owned();
        self.page.text = format!(
            "{} released; the booked one stays, else the held one, else the oldest.",
            counted(released, "assignment is", "assignments are")
        );
        self.page.losses = vec!["The others give their number back to the pool".to_owned()];
        (self.page.label, self.page.danger) = ("Keep one each".to_owned(), true);
        Ok(self.page)
    }

    async fn releasing(mut self, tx: &mut Tx, work: Work) -> Result<FixPage, ServiceError> {
        let settings = &self.facts.broker.settings;
        let is_silent = work == Work::ReleaseSilent;
        let own = if is_silent { silent_days_of(self.facts.broker) } else { settings.assigned_too_long_days };
        let days = self.days.unwrap_or(own).max(1);
        let before = self.facts.counting.now - TimeDelta::days(days.into());
        let found = warning::live(tx, self.facts.broker.id, before, before).await?;
        let (which, total) = if is_silent {
            (Checked::HeldSilentSince(before), found.silent)
        } else {
            (Checked::NeverAnsweredSinceBefore(before), found.too_long_never)
        };
        let long = in_days(days);
        if total == 0 {
            self.page.nothing = if is_silent {
                format!("No held lead was silent for {long}: there is nothing to release.")
            } else {
                format!(
                    "No lead that never answered is active for longer than {long}: there is nothing to release."
                )
            };
        } else {
            self.affected(tx, which, total).await?;
        }
        let leads = counted(total, "lead", "leads");
        self.page.title =
            if total == 0 { "Nothing to release".to_owned() } else { format!("Release {leads}") };
        let give = if total == 1 { "gives its number back" } else { "give their numbers back" };
        self.page.text = if is_silent {
            format!("{leads} that spoke to us, and that nobody called for {long}, {give}.")
        } else {
            format!("{leads} active for longer than {long} that never answered {give}.")
        };
        self.page.losses = vec![
            "A lead that is assigned again may see another number".to_owned(),
            "Calls, answers and notes stay with the lead".to_owned(),
        ];
        if total > MOST {
            self.page.losses.push(format!("{MOST} at a time: repeat for the rest"));
        }
        let asks = if is_silent { "Silent for" } else { "Active for longer than" };
        self.page.days = Some((days, asks.to_owned()));
        (self.page.label, self.page.danger) = ("Release".to_owned(), true);
        Ok(self.page)
    }

    async fn put_right(mut self, tx: &mut Tx) -> Result<FixPage, ServiceError> {
        let wrong = warning::wrong_rows(tx, self.facts.broker.id, true).await?;
        let total = super::super::pool::count(wrong.len());
        if total == 0 {
            self.page.nothing = "Every row agrees with the others.".to_owned();
        }
        self.page.title = format!("Correct {}", counted(total, "row", "rows"));
        self.page.text =
            "Counters are recounted. Ended assignments get an end date; live ones lose theirs.".to_owned();
        self.page.losses = vec!["No lead changes its number or its status".to_owned()];
        self.page.label = "Correct".to_owned();
        let shown = Rows::first(SHOWN).cut(&wrong).iter().map(|one| wrong::row_of(self.facts, one));
        self.page.affected = shown.collect();
        self.page.affected_total = total;
        Ok(self.page)
    }

    async fn put_back(mut self, tx: &mut Tx) -> Result<FixPage, ServiceError> {
        let total = warning::slots_taken(tx, self.facts.broker.id).await?;
        if total == 0 {
            self.page.nothing = "No booked lead waits for its slot.".to_owned();
        } else {
            self.affected(tx, Checked::SlotTaken, total).await?;
        }
        self.page.title = "Put leads back in their slot".to_owned();
        self.page.text =
            "Where the slot is free by now, the lead is what its calls say: held, active or unreachable."
                .to_owned();
        self.page.losses = vec!["Where another lead still has the slot, it stays booked".to_owned()];
        self.page.label = "Put back".to_owned();
        Ok(self.page)
    }
}

/// Most rows of one press.
const MOST: i64 = crate::diagnostics::MOST as i64;

fn stays(leads: i64) -> String {
    match leads {
        0 => "No lead is on it now".to_owned(),
        _ => format!("{} it and may be called from it", counted(leads, "lead keeps", "leads keep")),
    }
}
