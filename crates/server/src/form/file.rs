//! Forms with a file, as a browser posts them without a script.

use super::typed::encode;
use axum::body::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue};
use multer::Multipart;
use steadyline_api::error::{ApiError, ErrorKind};
use steadyline_service::import::text_of_file;

/// What it becomes.
pub(super) const URL_ENCODED: HeaderValue = HeaderValue::from_static("application/x-www-form-urlencoded");

/// What stands between the fields, if it is such a form.
pub(super) fn boundary(headers: &HeaderMap) -> Option<String> {
    let kind = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    multer::parse_boundary(kind).ok()
}

/// The same form, URL-encoded: a file is its text, and its name stands under `<field>_name`. A file that was not chosen
/// is left out, and so is one that is no text: why is told beside, so that the page can show the other fields again.
///
/// # Errors
/// `Malformed` where it is cut off.
pub(super) async fn encoded(body: Bytes, boundary: String) -> Result<(Bytes, Option<ApiError>), ApiError> {
    let broken = |_| ApiError::new(ErrorKind::Malformed, "The form cannot be read.");
    let body = futures::stream::once(async move { Ok::<_, std::convert::Infallible>(body) });
    let mut form = Multipart::new(body, boundary);
    let mut encoded = String::new();
    let mut unread = None;
    let mut push = |name: &str, value: &str| {
        if !encoded.is_empty() {
            encoded.push('&');
        }
        encoded.push_str(&encode(name));
        encoded.push('=');
        encoded.push_str(&encode(value));
    };
    while let Some(field) = form.next_field().await.map_err(broken)? {
        let name = field.name().unwrap_or_default().to_owned();
        let file_name = field.file_name().map(str::to_owned);
        let bytes = field.bytes().await.map_err(broken)?;
        match file_name {
            None => push(&name, &String::from_utf8_lossy(&bytes)),
            Some(file_name) if file_name.is_empty() && bytes.is_empty() => {}
            Some(file_name) => {
                match text_of_file(&bytes) {
                    Ok(text) => push(&name, &text),
                    Err(error) => unread = Some(ApiError::field(name.clone(), error.message)),
                }
                let file_name = if file_name.trim().is_empty() { "file" } else { file_name.as_str() };
                push(&format!("{name}_name"), file_name);
            }
        }
    }
    Ok((Bytes::from(encoded), unread))
}

#[cfg(test)]
mod tests {
    use super::super::typed::fields;
    use super::*;

    const BODY: &str = "--b\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\na & b\r\n--b\r\n\
        Content-Disposition: form-data; name=\"file\"; filename=\"my leads.csv\"\r\nContent-Type: text/csv\r\n\r\n\
        phone\n512=\r\n--b--\r\n";

    #[tokio::test]
    async fn a_file_is_one_of_the_texts() {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("multipart/form-data; boundary=b"));
        let boundary = boundary(&headers).unwrap();
        let form = |text: String| encoded(Bytes::from(text), boundary.clone());
        let (body, unread) = form(BODY.to_owned()).await.unwrap();
        let read = fields(&body);
        let read: Vec<(&str, &str)> =
            read.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(read, [("text", "a & b"), ("file", "phone\n512="), ("file_name", "my leads.csv")]);
        assert_eq!(unread, None);
        let (body, _) = form(BODY.replace("my leads.csv", "").replace("phone\n512=", "")).await.unwrap();
        assert_eq!(fields(&body).len(), 1, "none was chosen");
        let (body, unread) = form(BODY.replace("phone\n512=", "PK\u{3}\u{4}")).await.unwrap();
        assert_eq!(unread.and_then(|error| error.field).as_deref(), Some("file"));
        assert_eq!(fields(&body).len(), 2, "what else was typed is kept");
        assert_eq!(form("--b\r\n".to_owned()).await.unwrap_err().kind, ErrorKind::Malformed);
    }
}
