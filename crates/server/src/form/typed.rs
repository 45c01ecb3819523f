//! What was typed into a form.

/// Most that is kept of what was typed, in bytes: a session is no store for files.
const KEPT: usize = 64 * 1024;

/// The fields of an url-encoded form, in order.
pub(super) fn fields(body: &[u8]) -> Vec<(String, String)> {
    body.split(|byte| *byte == b'&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let mut halves = pair.splitn(2, |byte| *byte == b'=');
            let mut half = || decode(halves.next().unwrap_or_default());
            (half(), half())
        })
        .collect()
}

/// What may be shown again: no secrets, and not more than a session should hold.
pub(super) fn keep(fields: Vec<(String, String)>) -> Vec<(String, String)> {
    let mut left = KEPT;
    let mut kept = Vec::new();
    for (name, typed) in fields {
        let size = name.len() + typed.len();
        if !is_secret(&name) && size <= left {
            left -= size;
            kept.push((name, typed));
        }
    }
    kept
}

/// Whether the field holds something that must be neither kept nor shown.
pub(super) fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["password", "token", "secret", "signing_key"].iter().any(|word| name.contains(word))
}

/// `email` of `form[email]`.
pub(super) fn last_part(name: &str) -> &str {
    name.rsplit('[').next().unwrap_or(name).trim_end_matches(']')
}

/// For a query.
pub(super) fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

fn decode(text: &[u8]) -> String {
    let mut decoded = Vec::with_capacity(text.len());
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        let escaped = || {
            let digits = std::str::from_utf8(text.get(at + 1..at + 3)?).ok()?;
            u8::from_str_radix(digits, 16).ok()
        };
        match byte {
            b'+' => decoded.push(b' '),
            b'%' => match escaped() {
                Some(escaped) => {
                    decoded.push(escaped);
                    at += 2;
                }
                None => decoded.push(byte),
            },
            _ => decoded.push(byte),
        }
        at += 1;
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(name: &str, typed: &str) -> (String, String) {
        (name.to_owned(), typed.to_owned())
    }

    #[test]
    fn a_form_is_read_and_its_secrets_are_not_kept() {
        let read = fields(b"email=ada%40example.com&form[name]=Ada+L&password=a%26b&set_up_token=t&odd=%zz");
        assert_eq!(read[0], pair("email", "ada@example.com"));
        assert_eq!(read[2], pair("password", "a&b"));
        let kept = keep(read);
        assert_eq!(kept, [pair("email", "ada@example.com"), pair("form[name]", "Ada L"), pair("odd", "%zz")]);
        assert_eq!(last_part("form[email]"), "email");
    }

    #[test]
    fn a_file_is_not_kept() {
        assert_eq!(keep(vec![pair("csv", &"x".repeat(KEPT)), pair("name", "a")]), [pair("name", "a")]);
    }
}
