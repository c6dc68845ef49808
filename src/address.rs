//! Understands the addresses that documents list: which are fetched, which are the same, and how they
//! are shown.
//!
//! A fragment is never sent, so it is no part of an address. A user name and a password in a link are
//! neither sent nor shown: a document that anybody can read is no place to keep them, and a report
//! none to repeat them.

use std::borrow::Cow;

use twox_hash::XxHash64;
use url::Url;

/// What to fetch for the address `text`; `None` where it is none of http or https.
pub(crate) fn fetchable(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    matches!(url.scheme(), "http" | "https").then(|| cleaned(url))
}

/// The same without fragment, user name and password.
pub(crate) fn cleaned(mut url: Url) -> Url {
    url.set_fragment(None);
    // These fail only where there is no host, and then there is no user either.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url
}

/// The address `text` as it may be shown.
pub(crate) fn shown(text: &str) -> Cow<'_, str> {
    if !text.contains('@') {
        return Cow::Borrowed(text);
    }
    match Url::parse(text) {
        Ok(url) if url.username().is_empty() && url.password().is_none() => Cow::Borrowed(text),
        Ok(url) => Cow::Owned(cleaned(url).into()),
        // It is not known where a password would end.
        Err(_) => {
            let rest = text.rfind('@').map_or(text, |at| &text[at + 1..]);
            Cow::Owned(format!("...@{rest}"))
        }
    }
}

/// A number that is the same for the same address, however that is written.
pub(crate) fn identity(text: &str) -> u64 {
    let normal = if is_plain(text) {
        Cow::Borrowed(text)
    } else {
        fetchable(text).map_or(Cow::Borrowed(text), |url| {
            Cow::Owned(unescaped(url.as_str()))
        })
    };
    XxHash64::oneshot(0, normal.as_bytes())
}

/// Whether an address, as most are, is sure to be in its normal form.
fn is_plain(text: &str) -> bool {
    let rest = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"));
    let Some((host, path)) = rest.and_then(|rest| rest.split_once('/')) else {
        return false;
    };
    let is_host = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.');
    let is_path = |byte: u8| {
        byte.is_ascii_alphanumeric()
            || matches!(
                byte,
                b'-' | b'_' | b'/' | b'.' | b'?' | b'=' | b'&' | b'+' | b','
            )
    };
    // A host whose last label begins with a digit is an address, in one of many notations.
    let last = host.rsplit('.').next().unwrap_or_default();
    last.starts_with(|first: char| first.is_ascii_lowercase())
        && host.bytes().all(is_host)
        && path.bytes().all(is_path)
        && !path.starts_with('.')
        && !path.contains("/.")
}

/// With escapes in capitals, and without those that are not needed
/// (<https://www.rfc-editor.org/rfc/rfc3986#section-6.2.2>).
fn unescaped(url: &str) -> String {
    let mut normal = String::with_capacity(url.len());
    let mut rest = url;
    while let Some(at) = rest.find('%') {
        normal.push_str(&rest[..at]);
        let digits = rest.get(at + 1..at + 3);
        let code = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        let length = match (digits, code) {
            (_, Some(code)) if is_unreserved(code) => {
                normal.push(char::from(code));
                3
            }
            (Some(digits), Some(_)) => {
                normal.push('%');
                normal.push_str(&digits.to_ascii_uppercase());
                3
            }
            _ => {
                normal.push('%');
                1
            }
        };
        rest = &rest[at + length..];
    }
    normal.push_str(rest);
    normal
}

/// <https://www.rfc-editor.org/rfc/rfc3986#section-2.3>
const fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_address_is_known_however_it_is_written() {
        for group in [
            &[
                "http://localhost/sub.xml",
                "HTTP://LOCALHOST:80/sub.xml",
                "http://localhost/sub.xml#top",
                "http://user:pw@localhost/./sub.xml",
            ][..],
            &[
                "https://a.example/s%C3%BCd",
                "https://a.example/süd",
                "https://a.example/s%c3%bcd",
                "https://A.example/x/../s%C3%BCd",
            ],
            &["https://a.example/~joe", "https://a.example/%7Ejoe"],
            &["https://a.example/", "https://a.example"],
            &["http://127.0.0.1/", "http://127.1/", "http://0x7f.1/"],
        ] {
            let identities = group.iter().map(|address| identity(address));
            assert!(
                identities.clone().all(|one| one == identity(group[0])),
                "{group:?}"
            );
        }
        let different = [
            "https://a.example/",
            "http://a.example/",
            "https://b.example/",
            "https://a.example/a",
            "https://a.example/A",
            "https://a.example/%2F",
            "https://a.example/?a",
            "no address",
            "%zz%",
        ];
        let all: std::collections::HashSet<u64> = different.map(identity).into();
        assert_eq!(all.len(), different.len());
    }

    #[test]
    fn what_is_plain_is_normal() {
        for address in [
            "https://a.example/",
            "http://www.a-b.example/x/y.html?a=b&c=d+e,f",
            "https://a.example/x..y",
        ] {
            assert!(is_plain(address), "{address}");
            assert_eq!(unescaped(fetchable(address).unwrap().as_str()), address);
        }
        for address in [
            "https://127.1/",
            "http://a.example/../x",
            "http://a.example/%41",
            "x",
        ] {
            assert!(!is_plain(address), "{address}");
        }
    }

    #[test]
    fn secrets_are_neither_fetched_with_nor_shown() {
        let url = fetchable("https://user:hunter2@a.example/x#y").unwrap();
        assert_eq!(url.as_str(), "https://a.example/x");
        for address in [
            "https://user:hunter2@a.example/x",
            "ftp://user:hunter2@a.example/x",
            "https://user:hunter2@[/x",
            "//user:hunter2@a.example/",
        ] {
            let shown = shown(address);
            assert!(!shown.contains("hunter2"), "{shown}");
        }
        for address in ["https://a.example/@name", "mailto:a@a.example"] {
            assert_eq!(shown(address), address);
        }
        assert_eq!(fetchable("ftp://a.example/"), None);
    }
}
