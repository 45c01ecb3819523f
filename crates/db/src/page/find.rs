//! Leads as one types: by what an index finds, so that it is quick among many.

use crate::bind::to_sql;
use crate::dialect::{bytewise, last_name};
use crate::lead::{Row, select_leads};
use crate::{DbError, Tx};
use steadyline_core::id::BrokerId;
use steadyline_core::lead::Lead;

const SELECT: &str = select_leads!(" where broker_id = ");

/// What is behind everything that begins with a text, byte by byte.
const LAST: char = '\u{10FFFF}';

/// The text behind all digits that begin with these: `5129` gives `513`; none where all are nines.
fn after_digits(digits: &str) -> Option<String> {
    let kept = digits.trim_end_matches('9');
    let last = kept.chars().last()?.to_digit(10)?;
    let next = char::from_digit(last + 1, 10)?;
    Some(format!("{}{next}", &kept[..kept.len() - 1]))
}

/// Leads whose name, last name or reference begins with a text, or whose phone begins or ends with its digits. At most
/// `limit` of each.
///
/// # Errors
/// What the engine says.
pub async fn leads(tx: &mut Tx, broker: BrokerId, text: &str, limit: i64) -> Result<Vec<Lead>, DbError> {
    let mut found: Vec<Lead> = Vec::new();
    let mut add = |rows: Vec<Row>| -> Result<(), DbError> {
        for row in rows {
            let lead = Lead::try_from(row)?;
            if found.iter().all(|known| known.id != lead.id) {
                found.push(lead);
            }
        }
        Ok(())
    };
    let typed = text.trim().to_lowercase();
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    if digits.len() >= 3 && crate::search::digits(&typed).is_some() {
        // As it is stored, and without the country.
        for start in [digits.clone(), format!("1{digits}")] {
            let Some(end) = after_digits(&start) else { continue };
            add(fetch_built!(tx, Row, SELECT, |query| {
                query.push_bind(to_sql(broker)).push(" and phone >= ").push_bind(format!("+{start}"));
                query.push(" and phone < ").push_bind(format!("+{end}"));
                query.push(" order by phone limit ").push_bind(to_sql(limit));
            })?)?;
        }
        if digits.len() >= 4 {
            add(fetch_built!(tx, Row, SELECT, |query| {
                query.push_bind(to_sql(broker)).push(" and phone is not null");
                query.push(" and substr(phone, length(phone) - 3) = ");
                query.push_bind(digits[digits.len() - 4..].to_owned());
                query.push(" and phone like ").push_bind(format!("%{digits}"));
                query.push(" limit ").push_bind(to_sql(limit));
            })?)?;
        }
    }
    let (from, below) = bytewise(tx);
    let columns = [
        ("lower(name)", "name is not null"),
        (last_name(tx), "name like '% %'"),
        ("lower(reference)", "reference is not null"),
    ];
    for typed in crate::search::spellings(text) {
        for (column, there) in columns {
            add(fetch_built!(tx, Row, SELECT, |query| {
                query.push_bind(to_sql(broker)).push(" and ").push(there).push(" and ");
                query.push(column).push(from).push_bind(typed.clone()).push(" and ");
                query.push(column).push(below).push_bind(format!("{typed}{LAST}"));
                query.push(" limit ").push_bind(to_sql(limit));
            })?)?;
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::after_digits;

    #[test]
    fn what_begins_with_digits_ends_before_the_next() {
        assert_eq!(after_digits("1512").as_deref(), Some("1513"));
        assert_eq!(after_digits("15199").as_deref(), Some("152"));
        assert_eq!(after_digits("999"), None);
    }
}
