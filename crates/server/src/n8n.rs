//! The workflows for n8n, as people download them: with this installation's own address in them.

use crate::App;
use crate::problem::Problem;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};

/// What stands for the installation in the files of `public/n8n`.
const BASE: &str = "https://steadyline.example";

const FILES: [(&str, &str); 3] = [
    ("assign-and-report.json", include_str!("../../../public/n8n/assign-and-report.json")),
    ("events.json", include_str!("../../../public/n8n/events.json")),
    ("whole-way.json", include_str!("../../../public/n8n/whole-way.json")),
];

/// `GET /n8n/{file}`. There is nothing secret in it: keys belong into credentials of n8n.
pub(crate) async fn file(State(app): State<App>, Path(name): Path<String>) -> Result<Response, Problem> {
    let found = FILES.iter().find(|(own, _)| *own == name);
    let (name, text) = found.ok_or_else(Problem::no_address)?;
    let headers = [
        (CONTENT_TYPE, "application/json".to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"steadyline-{name}\"")),
        (CACHE_CONTROL, "no-cache".to_owned()),
    ];
    Ok((headers, text.replace(BASE, &app.info.public_url)).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;
    use std::collections::HashSet;

    /// Versions of nodes that every n8n from 2.8 on knows.
    const NODES: [(&str, f64); 10] = [
        ("webhook", 2.0),
        ("httpRequest", 4.2),
        ("if", 2.2),
        ("switch", 3.2),
        ("respondToWebhook", 1.1),
        ("set", 3.4),
        ("code", 2.0),
        ("noOp", 1.0),
        ("wait", 1.1),
        ("stickyNote", 1.0),
    ];

    #[test]
    fn workflows_can_be_imported_and_no_step_leads_nowhere() {
        for (name, text) in FILES {
            let workflow: Value = serde_json::from_str(text).unwrap();
            assert!(workflow["id"].is_string() && workflow["active"] == false, "{name}");
            let nodes = workflow["nodes"].as_array().unwrap();
            let names: HashSet<&str> = nodes.iter().map(|node| node["name"].as_str().unwrap()).collect();
            assert_eq!(names.len(), nodes.len(), "{name}: names are unique");
            for node in nodes {
                let kind = node["type"].as_str().unwrap().strip_prefix("n8n-nodes-base.").unwrap();
                let version = node["typeVersion"].as_f64().unwrap();
                assert!(NODES.contains(&(kind, version)), "{name}: {kind} {version}");
                // By default n8n refuses expressions that read the environment.
                assert!(!node.to_string().contains("$env"), "{name}: {}", node["name"]);
                if kind == "respondToWebhook" {
                    let body = node["parameters"]["responseBody"].as_str().unwrap();
                    let told = body.replace("$json.error && $json.error.code", "");
                    assert!(
                        !told.contains("$json.error") && !told.contains("$json)"),
                        "{name}: a key would leak"
                    );
                }
            }
            for (from, outputs) in workflow["connections"].as_object().unwrap() {
                assert!(names.contains(from.as_str()), "{name}: {from}");
                for to in
                    outputs["main"].as_array().unwrap().iter().flat_map(|output| output.as_array().unwrap())
                {
                    assert!(names.contains(to["node"].as_str().unwrap()), "{name}: {to}");
                }
            }
        }
    }
}
