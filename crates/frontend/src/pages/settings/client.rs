//! How programs ask with a key: the same request in the words of each, filled in with this installation's address.

use crate::components::{Card, CopyButton, Steady};
use leptos::prelude::*;

/// What stands where the secret belongs.
const SECRET: &str = "YOUR_SECRET";

/// The request in four kinds of words: its name, what to do with it, and the text.
fn snippets(base: &str, prefix: &str, broker: Option<&str>) -> [(&'static str, &'static str, String); 4] {
    let key = format!("{prefix}.{SECRET}");
    // A broker's key says whose it is; with an admin's key the broker is named.
    let [json, dict] = match broker {
        Some(_) => ["", ""].map(str::to_owned),
        None => [r#", "broker_id": "YOUR_BROKER""#, r#", "broker_id": "YOUR_BROKER""#].map(str::to_owned),
    };
    let js = if json.is_empty() { "" } else { r#", broker_id: "YOUR_BROKER""# };
    let address = format!("{base}/webhook/assign-number");
    [
        (
            "curl",
            "In a terminal: the reply has the number to call the lead from.",
            format!(
                "curl {address} \\\n  -H 'Authorization: Bearer {key}' \\\n  -H 'Content-Type: application/json' \\\n  \
                 -d '{{\"lead_id\": \"crm-1042\", \"phone\": \"(512) 555-0142\"{json}}}'"
            ),
        ),
        (
            "n8n",
            "In an HTTP Request node: choose Import cURL and paste this. Put the key into a Header Auth credential.",
            format!(
                "curl -X POST {address} -H 'Authorization: Bearer {key}' -H 'Content-Type: application/json' \
                 -d '{{\"lead_id\": \"{{{{ $json.lead_id }}}}\", \"phone\": \"{{{{ $json.phone }}}}\"{json}}}'"
            ),
        ),
        (
            "JavaScript",
            "With Node 18 or newer, on a server: a key does not belong in a web page.",
            format!(
                "const reply = await fetch(\"{address}\", {{\n  method: \"POST\",\n  headers: {{\n    \
                 authorization: \"Bearer {key}\",\n    \"content-type\": \"application/json\",\n  }},\n  \
                 body: JSON.stringify({{ lead_id: \"crm-1042\", phone: \"(512) 555-0142\"{js} }}),\n}});\n\
                 const {{ phone_number, call_allowed, why }} = await reply.json();"
            ),
        ),
        (
            "Python",
            "With the requests package.",
            format!(
                "import requests\n\nreply = requests.post(\n    \"{address}\",\n    \
                 headers={{\"Authorization\": \"Bearer {key}\"}},\n    \
                 json={{\"lead_id\": \"crm-1042\", \"phone\": \"(512) 555-0142\"{dict}}},\n    timeout=10,\n)\n\
                 reply.raise_for_status()\nprint(reply.json()[\"phone_number\"])"
            ),
        ),
    ]
}

/// The request in the words of each program, and where the rest is told.
#[component]
pub(super) fn Clients(
    /// Where programs find this installation.
    base: String,
    /// The visible beginning of a key in use; empty where there is none yet.
    prefix: String,
    /// Whose keys these are; none for admins' keys.
    broker: Option<String>,
) -> impl IntoView {
    // Served beside the pages, not by them.
    let foot = view! {
        <span class="dim">"Everything that a CRM can do: "</span>
        <a class="link" href="/api/docs" rel="external">
            "read and try the API"
        </a>
    };
    let prefix = if prefix.is_empty() { "YOUR_KEY".to_owned() } else { prefix };
    let addresses =
        [("To ask for a number", "assign-number"), ("To report a call's outcome", "call-outcome")]
            .map(|(what, hook)| (what, format!("{base}/webhook/{hook}")));
    view! {
        <Card title="Ask for a number" sub="Put your key's secret where it says YOUR_SECRET" foot=foot>
            <div class="snippets">
                {snippets(&base, &prefix, broker.as_deref())
                    .into_iter()
                    .enumerate()
                    .map(|(at, (name, how, text))| {
                        view! {
                            <details {..Steady::at_first("open", at == 0)} name="client">
                                <summary>{name}</summary>
                                <p class="dim small">{how}</p>
                                <div class="snippet">
                                    <pre {..Steady::new("tabindex", "0")} aria-label=format!("Request with {name}")>{text.clone()}</pre>
                                    <CopyButton text=text />
                                </div>
                            </details>
                        }
                    })
                    .collect_view()}
            </div>
            <ul class="rows lines">
                {addresses
                    .into_iter()
                    .map(|(what, address)| {
                        view! {
                            <li>
                                <span class="cut">
                                    <span class="small dim">{what}</span>
                                    <br />
                                    <code class="cut">{address.clone()}</code>
                                </span>
                                <span class="end">
                                    <CopyButton text=address />
                                </span>
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
        </Card>
    }
}

#[cfg(test)]
mod tests {
    use super::snippets;

    #[test]
    fn every_snippet_has_the_own_address_and_the_beginning_of_the_key_and_no_gap_of_its_making() {
        for (name, _, text) in snippets("https://steadyline.example", "slk_ab12cd34", Some("alder")) {
            assert!(text.contains("https://steadyline.example/webhook/assign-number"), "{name}");
            assert!(text.contains("slk_ab12cd34.YOUR_SECRET"), "{name}");
            assert!(!text.contains("broker_id"), "{name}: a broker's key says whose it is");
        }
        for (name, _, text) in snippets("https://steadyline.example", "slk_ab12cd34", None) {
            assert!(text.contains("broker_id"), "{name}");
        }
    }
}
