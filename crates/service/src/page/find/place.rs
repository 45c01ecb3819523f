//! Pages, and what one does there: where a search leads that names no number and no lead.

use steadyline_core::page::{Found, FoundKind};

/// Most that are found by a text.
const MOST: usize = 5;

struct Place {
    title: &'static str,
    /// What it is, and further words it is found by.
    detail: &'static str,
    /// Behind the broker's address; a whole path where it begins with `//`.
    path: &'static str,
    admin: bool,
}

const fn place(title: &'static str, detail: &'static str, path: &'static str) -> Place {
    Place { title, detail, path, admin: false }
}

const PLACES: [Place; 28] = [
    place("Dashboard", "What the pool is doing", ""),
    place("Pool", "Your numbers", "/pool"),
    place("Leads", "Everyone to call", "/leads"),
    place("Assignments", "Who is on which number", "/assignments"),
    place("Diagnostics", "What needs attention, troubleshooting", "/diagnostics"),
    place("Analytics", "Answers, bookings, calls: charts, reports, figures", "/analytics"),
    place("Activity", "Every event, history", "/activity"),
    place("Settings", "Policy of this broker", "/settings"),
    place("Add numbers", "Paste or type caller IDs", "/pool/add"),
    place("New lead", "Gets a number at once", "/leads/new"),
    place("Held leads", "They keep their number", "/assignments?status=held"),
    place("Booked leads", "Locked to their number", "/assignments?status=booked"),
    place("Unreachable leads", "Attempts used up", "/assignments?status=unreachable"),
    place("Resting numbers", "No new leads for a while", "/pool?standing=resting"),
    place("Retired numbers", "Out of the pool", "/pool?standing=retired"),
    place("Import leads", "A list of leads: CSV, upload", "/leads/import"),
    place("Imports", "Past imports, to undo", "/imports"),
    place("People", "Who signs in here: users, invite", "/settings/users"),
    place("SignalWire", "The carrier: connect, telephone", "/settings/signalwire"),
    place("Events", "Programs that are notified: webhooks, endpoints, deliveries", "/settings/events"),
    place("API keys", "For n8n and CRMs", "/settings/keys"),
    place("API documentation", "Every call, to try", "//api/docs/"),
    place("Your account", "Password", "//account"),
    place("Shortcuts", "Keys", "//shortcuts"),
    place("Dark mode", "Light, dark or as the system: theme, appearance", "//theme"),
    Place { title: "Brokers", detail: "All of them, side by side", path: "//admin/brokers", admin: true },
    Place {
        title: "New broker",
        detail: "A broker with its own pool",
        path: "//admin/brokers/new",
        admin: true,
    },
    Place { title: "Users", detail: "Who signs in", path: "//admin/users", admin: true },
];

/// Those whose title or words have the text, titles that begin with it first; without a text the first of them.
pub(super) fn places(base: &str, text: &str, is_admin: bool) -> Vec<Found> {
    let text = text.to_lowercase();
    let rank = |place: &Place| {
        let title = place.title.to_lowercase();
        if title.starts_with(&text) {
            Some(0)
        } else if title.contains(&text) {
            Some(1)
        } else {
            place
                .detail
                .to_lowercase()
                .split(|c: char| !c.is_alphanumeric())
                .any(|word| word.starts_with(&text))
                .then_some(2)
        }
    };
    let mut found: Vec<(i32, &Place)> = PLACES
        .iter()
        .filter(|place| is_admin || !place.admin)
        .filter_map(|place| Some((rank(place)?, place)))
        .collect();
    found.sort_by_key(|(rank, _)| *rank);
    found
        .into_iter()
        .take(if text.is_empty() { 9 } else { MOST })
        .map(|(_, place)| Found {
            kind: FoundKind::Page,
            title: place.title.to_owned(),
            detail: place.detail.to_owned(),
            href: match place.path.strip_prefix('/').filter(|path| path.starts_with('/')) {
                Some(path) => path.to_owned(),
                None => format!("{base}{}", place.path),
            },
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn titles(text: &str, is_admin: bool) -> Vec<String> {
        places("/b/alder", text, is_admin).into_iter().map(|found| found.title).collect()
    }

    #[test]
    fn a_title_that_begins_with_the_text_comes_first() {
        assert_eq!(titles("lea", false)[..2], ["Leads", "New lead"]);
        assert_eq!(titles("theme", false), ["Dark mode"]);
        assert_eq!(titles("webhook", false), ["Events"]);
        assert_eq!(titles("invite", false), ["People"]);
        assert!(titles("zzz", false).is_empty());
    }

    #[test]
    fn pages_of_admins_are_for_admins() {
        assert_eq!(titles("brokers", true), ["Brokers"]);
        assert!(titles("brokers", false).is_empty());
    }

    #[test]
    fn a_place_of_no_broker_has_its_whole_path() {
        let found = places("/b/alder", "dark", false);
        assert_eq!(found[0].href, "/theme");
        assert_eq!(places("/b/alder", "add num", false)[0].href, "/b/alder/pool/add");
    }
}
