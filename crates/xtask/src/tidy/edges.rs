//! Which crate may depend on which, and what each must never know.

use anyhow::Result;
use serde_json::Value;

use super::Finding;
use crate::step;

/// A dependency as a manifest declares it.
pub(super) struct Edge {
    from: String,
    to: String,
    optional: bool,
    /// Used by tests or build scripts alone.
    aside: bool,
}

/// What a crate may know of its neighbours, and of the world.
struct Rule {
    package: &'static str,
    /// Its neighbours; one that ends in `?` must be optional.
    neighbours: &'static [&'static str],
    world: World,
}

enum World {
    /// Nothing but these.
    Only(&'static [&'static str]),
    /// Everything but these.
    Never(&'static [&'static str]),
}

/// HTTP, and what renders pages.
const WEB: [&str; 9] =
    ["axum", "http", "hyper", "leptos", "leptos_axum", "leptos_meta", "leptos_router", "server_fn", "sqlx"];
const HTTP: [&str; 8] =
    ["axum", "http", "hyper", "leptos", "leptos_axum", "leptos_meta", "leptos_router", "server_fn"];

const RULES: [Rule; 9] = [
    Rule { package: "core", neighbours: &[], world: World::Only(&["chrono", "serde", "thiserror", "uuid"]) },
    Rule { package: "db", neighbours: &["core"], world: World::Never(&HTTP) },
    Rule { package: "service", neighbours: &["core", "db"], world: World::Never(&WEB) },
    Rule {
        package: "api",
        neighbours: &["core", "service?"],
        world: World::Never(&["sqlx", "leptos_router"]),
    },
    Rule {
        package: "frontend",
        neighbours: &["core", "api"],
        world: World::Never(&["axum", "sqlx", "tokio"]),
    },
    Rule { package: "hydrate", neighbours: &["frontend"], world: World::Never(&["axum", "sqlx", "tokio"]) },
    Rule {
        package: "server",
        neighbours: &["core", "db", "service", "api", "frontend", "signalwire"],
        world: World::Never(&["sqlx"]),
    },
    Rule { package: "signalwire", neighbours: &[], world: World::Never(&["leptos", "sqlx"]) },
    Rule { package: "xtask", neighbours: &[], world: World::Never(&WEB) },
];

/// Every dependency that the manifests of the workspace declare.
pub(super) fn packages() -> Result<Vec<Edge>> {
    let text = step::output(&mut step::cargo("metadata --no-deps --format-version 1 --offline"))?;
    let metadata: Value = serde_json::from_str(&text)?;
    let packages = metadata["packages"].as_array().into_iter().flatten();
    let edges = packages.flat_map(|package| {
        package["dependencies"].as_array().into_iter().flatten().map(|dependency| Edge {
            from: short(&package["name"]),
            to: short(&dependency["name"]),
            optional: dependency["optional"].as_bool().unwrap_or(false),
            aside: dependency["kind"].is_string(),
        })
    });
    Ok(edges.collect())
}

fn short(name: &Value) -> String {
    let name = name.as_str().unwrap_or_default();
    name.strip_prefix("steadyline-").map_or_else(|| name.to_owned(), |short| format!(":{short}"))
}

/// What breaks the rules.
pub(super) fn check(edges: &[Edge]) -> Vec<Finding> {
    edges.iter().filter(|edge| !edge.aside).filter_map(finding).collect()
}

fn finding(edge: &Edge) -> Option<Finding> {
    let from = edge.from.strip_prefix(':').unwrap_or(&edge.from);
    let place = format!("crates/{from}/Cargo.toml");
    let Some(rule) = RULES.iter().find(|rule| rule.package == from) else {
        return Some(Finding::new(
            place,
            "is a crate without a rule: add one in crates/xtask/src/tidy/edges.rs",
        ));
    };
    if let Some(neighbour) = edge.to.strip_prefix(':') {
        let optional = rule.neighbours.contains(&format!("{neighbour}?").as_str());
        if optional && !edge.optional {
            return Some(Finding::new(
                place,
                format!("`{neighbour}` must be optional, for the browser has none"),
            ));
        }
        let allowed = optional || rule.neighbours.contains(&neighbour);
        let may = rule.neighbours.join(", ");
        return (!allowed).then(|| {
            Finding::new(place, format!("`{from}` may not depend on `{neighbour}` (it may on: {may})"))
        });
    }
    let allowed = match rule.world {
        World::Only(names) => names.contains(&edge.to.as_str()),
        World::Never(names) => !names.contains(&edge.to.as_str()),
    };
    (!allowed).then(|| Finding::new(place, format!("`{from}` may not depend on the crate `{}`", edge.to)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edge(from: &str, to: &str) -> Edge {
        Edge { from: from.into(), to: to.into(), optional: false, aside: false }
    }

    #[test]
    fn core_knows_nobody_and_no_input_or_output() {
        assert_eq!(check(&[edge(":core", "serde"), edge(":core", "chrono")]), []);
        assert_eq!(check(&[edge(":core", "tokio"), edge(":core", ":db")]).len(), 2);
    }

    #[test]
    fn only_db_knows_sqlx() {
        assert_eq!(check(&[edge(":db", "sqlx")]), []);
        for other in [":service", ":api", ":frontend", ":hydrate", ":server"] {
            assert_eq!(check(&[edge(other, "sqlx")]).len(), 1, "{other}");
        }
    }

    #[test]
    fn the_contract_with_the_browser_takes_the_service_only_as_an_option() {
        assert_eq!(check(&[edge(":api", ":service")]).len(), 1);
        assert_eq!(check(&[Edge { optional: true, ..edge(":api", ":service") }]), []);
    }

    #[test]
    fn tests_may_know_more_than_the_crate() {
        assert_eq!(check(&[Edge { aside: true, ..edge(":core", "proptest") }]), []);
    }

    #[test]
    fn a_crate_without_a_rule_is_found() {
        assert_eq!(check(&[edge(":billing", "serde")]).len(), 1);
    }
}
