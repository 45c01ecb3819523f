//! Imports of numbers and leads. `import` is the id.

use crate::ApiError;
use crate::done::DonePostcard;
use leptos::prelude::*;
use leptos::server_fn::codec::{GetUrl, Postcard};
use steadyline_core::id::ImportId;
use steadyline_core::page::{self, Done};
#[cfg(feature = "ssr")]
use {
    crate::reply::*,
    steadyline_core::import::{Import, ImportStatus, Noun},
    steadyline_service::{ServiceError, import as service, page as pages},
};

/// Checks what was pasted, or a file, and keeps it as a draft; nothing is imported yet. Leads to the import's page.
///
/// A form with a file has it under `file` as text, and its name under `file_name`.
#[server(prefix = "/fn", endpoint = "stage_import", output = DonePostcard)]
pub async fn stage_import(
    broker: String,
    #[server(default)] noun: String,
    #[server(default)] text: String,
    #[server(default)] file: String,
    #[server(default)] file_name: String,
    #[server(default)] fill: bool,
) -> Result<Done, ApiError> {
    let asking = asking().await?;
    let noun: Noun = noun.parse().map_err(|error| ApiError::field("noun", format!("{error}")))?;
    let is_file = !file_name.trim().is_empty();
    if is_file && !text.trim().is_empty() {
        return Err(ApiError::field("file", "Use a list or a file, not both."));
    }
    let (text, field) = if is_file { (file, "file") } else { (text, "text") };
    let sheet = service::Sheet::read(noun, &text, field)?;
    let source = service::Source { noun, sheet, file_name: given(&file_name), fill };
    let staged = service::stage(&asking.service, &asking.actor, &broker, source).await;
    // That page says what the check has found.
    done_at(staged, |import| page_of(&broker, import), shown)
}

/// An import's page.
#[server(prefix = "/fn", endpoint = "import_page", input = GetUrl, output = Postcard)]
pub async fn import_page(
    broker: String,
    import: String,
    #[server(default)] query: page::ImportQuery,
) -> Result<page::ImportPage, ApiError> {
    let asking = asking().await?;
    let import = reply(import.parse().map_err(|_no_id| ServiceError::NotFound("import")))?;
    reply(pages::import(&asking.service, &asking.actor, &broker, import, &query).await)
}

/// The imports of a broker.
#[server(prefix = "/fn", endpoint = "imports", input = GetUrl, output = Postcard)]
pub async fn imports(
    broker: String,
    #[server(default)] cursor: String,
) -> Result<page::ImportsPage, ApiError> {
    let asking = asking().await?;
    reply(pages::imports(&asking.service, &asking.actor, &broker, &cursor).await)
}

/// Imports a draft, all or nothing up to 5,000 lines, or goes on with what was stopped.
#[server(prefix = "/fn", endpoint = "start_import", output = DonePostcard)]
pub async fn start_import(
    broker: String,
    import: ImportId,
    #[server(default)] leave_out_bad: bool,
) -> Result<Done, ApiError> {
    let asking = asking().await?;
    let started = service::start(&asking.service, &asking.actor, &broker, import, leave_out_bad).await;
    done(started, |import| match import.status {
        ImportStatus::Draft => "Nothing was imported: some lines have become bad since the check.".to_owned(),
        // The import's page says how far it has come and what it did.
        _ => shown(import),
    })
}

/// Stops an import that is under way.
#[server(prefix = "/fn", endpoint = "stop_import", output = DonePostcard)]
pub async fn stop_import(broker: String, import: ImportId) -> Result<Done, ApiError> {
    let asking = asking().await?;
    let stopped = service::stop(&asking.service, &asking.actor, &broker, import).await;
    // How far it came stands on the import's page.
    done(stopped, shown)
}

/// Takes an import back as a whole, except what has been used since.
#[server(prefix = "/fn", endpoint = "undo_import", output = DonePostcard)]
pub async fn undo_import(broker: String, import: ImportId) -> Result<Done, ApiError> {
    let asking = asking().await?;
    let undone = service::undo(&asking.service, &asking.actor, &broker, import).await;
    done(undone, |import| match (import.status, import.kept) {
        // How many are gone stands on the import's page.
        (ImportStatus::Undone, 0) => "The import is undone.".to_owned(),
        (ImportStatus::Undone, kept) => {
            format!("The import is undone, except for {}.", import.noun.counted(kept))
        }
        _ => "The import is being undone. You can leave this page.".to_owned(),
    })
}

/// Discards a draft. Leads to where another one is begun.
#[server(prefix = "/fn", endpoint = "discard_import", output = DonePostcard)]
pub async fn discard_import(broker: String, import: ImportId) -> Result<Done, ApiError> {
    let asking = asking().await?;
    let discarded = service::discard(&asking.service, &asking.actor, &broker, import).await;
    done_at(
        discarded,
        |import| match import.noun {
            Noun::Numbers => format!("/b/{broker}/pool/add"),
            Noun::Leads => format!("/b/{broker}/leads/import"),
        },
        |_| "Discarded. Nothing was imported.".to_owned(),
    )
}

/// An import's page.
#[cfg(feature = "ssr")]
fn page_of(broker: &str, import: &Import) -> String {
    format!("/b/{broker}/imports/{}", import.id)
}
