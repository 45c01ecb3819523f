//! Addresses of tables: filters, order and place stand in the query.

use crate::address::encode;

/// A path with a query; values that are empty are left out.
pub(crate) fn address(path: &str, query: &[(&str, &str)]) -> String {
    let mut text = path.to_owned();
    for (name, value) in query.iter().filter(|(_, value)| !value.is_empty()) {
        text.push(if text.len() == path.len() { '?' } else { '&' });
        text.push_str(name);
        text.push('=');
        text.push_str(&encode(value));
    }
    text
}

/// The sheet of a table: its address with `.csv` behind the path.
pub(crate) fn sheet(table: &str) -> String {
    match table.split_once('?') {
        Some((path, query)) => format!("{path}.csv?{query}"),
        None => format!("{table}.csv"),
    }
}

/// A list with commas with one value more, or without it.
pub(crate) fn toggled(list: &str, value: &str) -> String {
    let mut values: Vec<&str> = list.split(',').filter(|one| !one.is_empty()).collect();
    match values.iter().position(|one| *one == value) {
        Some(at) => {
            values.remove(at);
        }
        None => values.push(value),
    }
    values.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_values_are_left_out_and_others_escaped() {
        assert_eq!(
            address("/b/a/leads", &[("status", ""), ("search", "ö &")]),
            "/b/a/leads?search=%C3%B6%20%26"
        );
        assert_eq!(address("/b/a/leads", &[("status", "")]), "/b/a/leads");
    }

    #[test]
    fn a_sheet_has_the_filters_of_its_table() {
        assert_eq!(sheet("/b/a/leads"), "/b/a/leads.csv");
        assert_eq!(sheet("/b/a/leads?search=x.y"), "/b/a/leads.csv?search=x.y");
    }

    #[test]
    fn a_value_is_put_into_a_list_and_taken_out() {
        assert_eq!(toggled("", "TX"), "TX");
        assert_eq!(toggled("TX,FL", "TX"), "FL");
    }
}
