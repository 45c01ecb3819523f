//! Which numbers are meant.

use crate::number::rows;
use crate::page::{kept_by, limits_of};
use crate::tag;
use crate::{Conflict, ServiceError};
use chrono::{DateTime, Utc};
use std::collections::BTreeSet;
use steadyline_core::broker::Broker;
use steadyline_core::field::FieldError;
use steadyline_core::id::NumberId;
use steadyline_core::number::{MOST_NUMBERS, Number};
use steadyline_core::page::{PoolQuery, grouped};
use steadyline_core::phone::E164;
use steadyline_db::Tx;
use steadyline_db::number::{By, Order};

/// Which numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Chosen {
    /// These, by our id or by the number itself.
    Named(Vec<String>),
    /// All that the filters of the pool keep.
    Kept {
        /// The filters.
        query: Box<PoolQuery>,
        /// How many there were when somebody chose them: none others are meant.
        count: Option<i64>,
        /// Which they were then, as the page that was looked at says in one word.
        seen: Option<String>,
    },
}

impl Chosen {
    /// One number.
    pub fn one(named: &str) -> Self {
        Self::Named(vec![named.to_owned()])
    }

    /// Numbers named in a list with commas.
    pub fn listed(named: &str) -> Self {
        Self::Named(
            named.split(',').map(str::trim).filter(|one| !one.is_empty()).map(str::to_owned).collect(),
        )
    }

    /// The numbers, in their own order; refused where there is none.
    pub(crate) async fn numbers(
        &self,
        tx: &mut Tx,
        broker: &Broker,
        now: DateTime<Utc>,
    ) -> Result<Vec<Number>, ServiceError> {
        let numbers = self.found(tx, broker, now).await?;
        any(&numbers)?;
        Ok(numbers)
    }

    /// The same, of which there may be none.
    pub(super) async fn found(
        &self,
        tx: &mut Tx,
        broker: &Broker,
        now: DateTime<Utc>,
    ) -> Result<Vec<Number>, ServiceError> {
        let numbers = match self {
            Self::Named(named) => by_name(tx, broker, named).await?,
            Self::Kept { query, count, seen } => {
                let numbers = kept(tx, broker, query, now).await?;
                still_meant(&numbers, *count, seen.as_deref())?;
                numbers
            }
        };
        if super::count(numbers.len()) > MOST_NUMBERS { Err(too_many()) } else { Ok(numbers) }
    }
}

/// Refuses what is about no number.
pub(super) fn any(numbers: &[Number]) -> Result<(), FieldError> {
    if numbers.is_empty() {
        return Err(FieldError::new("numbers", "Select at least one number."));
    }
    Ok(())
}

fn too_many() -> ServiceError {
    FieldError::new(
        "numbers",
        format!(
            "At most {} numbers at once: keep fewer with a filter, such as state or area code.",
            grouped(MOST_NUMBERS)
        ),
    )
    .into()
}

async fn by_name(tx: &mut Tx, broker: &Broker, named: &[String]) -> Result<Vec<Number>, ServiceError> {
    if super::count(named.len()) > MOST_NUMBERS {
        return Err(too_many());
    }
    let (mut ids, mut phones) = (BTreeSet::new(), BTreeSet::new());
    for name in named {
        if let Ok(id) = name.parse::<NumberId>() {
            ids.insert(id);
        } else if let Ok(phone) = E164::parse(&format!("+{}", name.trim_start_matches('+'))) {
            phones.insert(phone);
        } else {
            return Err(
                FieldError::new("numbers", "Name each by its id or in E.164, such as +15125550142.").into()
            );
        }
    }
    let phones: Vec<E164> = phones.into_iter().collect();
    let by_phone = rows::by_phones(tx, broker.id, &phones).await?;
    if by_phone.len() != phones.len() {
        return Err(ServiceError::NotFound("number"));
    }
    ids.extend(by_phone);
    let ids: Vec<NumberId> = ids.into_iter().collect();
    let numbers = rows::by_ids(tx, broker.id, &ids).await?;
    if numbers.len() == ids.len() { Ok(numbers) } else { Err(ServiceError::NotFound("number")) }
}

async fn kept(
    tx: &mut Tx,
    broker: &Broker,
    query: &PoolQuery,
    now: DateTime<Utc>,
) -> Result<Vec<Number>, ServiceError> {
    let limits = limits_of(broker, now);
    let order = Order { by: By::Number, descending: false };
    let filter = kept_by(query, limits);
    Ok(rows::ordered(tx, broker.id, &filter, limits, now, order, None, MOST_NUMBERS + 1).await?)
}

/// Refuses others than those that were chosen. That they are too many is told by itself.
///
/// A form, which alone says what was `seen`, is told that it is too old, and is read again; a program, that its count
/// is wrong.
fn still_meant(numbers: &[Number], count: Option<i64>, seen: Option<&str>) -> Result<(), ServiceError> {
    let found = super::count(numbers.len());
    let why = match count {
        _ if found > MOST_NUMBERS => return Ok(()),
        Some(count) if count != found => {
            format!(
                "{found} numbers match the filter now, not {count} as when you selected them. Check them, and confirm again."
            )
        }
        _ if seen.is_some_and(|seen| seen != tag::of_numbers(numbers)) => {
            "The filter matches other numbers now than when you selected them. Check them, and confirm again."
                .to_owned()
        }
        _ => return Ok(()),
    };
    Err(if seen.is_some() {
        Conflict::OtherNumbers { why }.into()
    } else {
        FieldError::new("numbers", why).into()
    })
}
