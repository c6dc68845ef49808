//! Interprets URLs in documents: if they can be fetched, if they are the same, and how they are
//! printed.
//!
//! A fragment is never sent, so it is not part of a URL's identity. A user name and a password in a
//! link are neither sent nor shown.

use std::borrow::Cow;

use twox_hash::XxHash64;
use url::{Position, Url};

/// The URL to fetch for `text`; `None` if it is not an http or https URL.
pub(crate) fn fetchable(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    matches!(url.scheme(), "http" | "https").then(|| cleaned(url))
}

/// The URL without fragment, user name and password.
pub(crate) fn cleaned(mut url: Url) -> Url {
    url.set_fragment(None);
    // These fail only for a URL without a host, which has no user either.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url
}

/// The URL `text` in a form that is safe to print.
pub(crate) fn shown(text: &str) -> Cow<'_, str> {
    if !text.contains('@') {
        return Cow::Borrowed(text);
    }
    match Url::parse(text) {
        Ok(url) if url.username().is_empty() && url.password().is_none() => Cow::Borrowed(text),
        Ok(url) => Cow::Owned(cleaned(url).into()),
        // The end of a password cannot be determined.
        Err(_) => {
            let rest = text.rfind('@').map_or(text, |at| &text[at + 1..]);
            Cow::Owned(format!("...@{rest}"))
        }
    }
}

/// Input that is not a valid URL, in a form that is safe to print: without everything up to its
/// last `@`, since the end of a password cannot be determined.
pub(crate) fn without_login(given: &str) -> String {
    let Some((hidden, rest)) = given.rsplit_once('@') else {
        return given.to_owned();
    };
    let is_scheme = |text: &&str| text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    match hidden
        .split_once("://")
        .map(|(scheme, _)| scheme)
        .filter(is_scheme)
    {
        Some(scheme) => format!("{scheme}://…@{rest}"),
        None => format!("…@{rest}"),
    }
}

/// Hash of a URL that does not depend on its spelling.
pub(crate) fn identity(text: &str) -> u64 {
    Identities::default().of(text)
}

/// Computes the [`identity`] of many URLs, most of which have the same host: it is normalised only
/// once.
#[derive(Debug, Default)]
pub(crate) struct Identities {
    /// Scheme, host and slash of the last parsed URL, in normal form.
    origin: String,
}

impl Identities {
    /// Identity of `text`.
    pub(crate) fn of(&mut self, text: &str) -> u64 {
        self.of_hashed(text, None)
    }

    /// The same; `known` is the `XxHash64` of `text` with seed 0, if it is known.
    pub(crate) fn of_hashed(&mut self, text: &str, known: Option<u64>) -> u64 {
        let is_known = !self.origin.is_empty() && text.starts_with(&*self.origin);
        if is_known && is_plain(text, self.origin.len()) {
            return known.unwrap_or_else(|| hash(text));
        }
        let Some(url) = fetchable(text) else {
            return hash(text);
        };
        let origin = &url[..Position::BeforePath];
        if text.starts_with(origin) && text[origin.len()..].starts_with('/') {
            origin.clone_into(&mut self.origin);
            self.origin.push('/');
        }
        hash(&unescaped(url.as_str()))
    }
}

fn hash(text: &str) -> u64 {
    XxHash64::oneshot(0, text.as_bytes())
}

/// Number of bytes compared at once.
const BLOCK: usize = 16;

/// True if path and query of a URL, which `start` after its first slash, are certainly in normal
/// form.
fn is_plain(address: &str, start: usize) -> bool {
    let bytes = address.as_bytes();
    let path = &bytes[start..];
    let before = &bytes[start - 1..bytes.len() - 1];
    let (Some(last), Some(before_last)) = (path.last_chunk(), before.last_chunk()) else {
        return std::iter::zip(path, before).all(|(byte, before)| is_usual(*byte, *before));
    };
    let (blocks, _) = path.as_chunks();
    let (before, _) = before.as_chunks();
    std::iter::zip(blocks, before).all(|(block, before)| is_usual_block(block, before))
        && is_usual_block(last, before_last)
}

/// Without branches, so that the compiler can vectorise it.
fn is_usual_block(block: &[u8; BLOCK], before: &[u8; BLOCK]) -> bool {
    std::iter::zip(block, before).fold(true, |all, (byte, before)| all & is_usual(*byte, *before))
}

/// True if `byte` may follow `before` in a URL in normal form: `-`, `.`, `/` and digits, `=` and
/// `?`, `&` and `_`, `+` and `,`, and letters; no segment starts with a dot.
const fn is_usual(byte: u8, before: u8) -> bool {
    ((byte.wrapping_sub(b'+') <= b'9' - b'+')
        | (byte & 0xFD == b'=')
        | (byte == b'&')
        | (byte == b'_')
        | ((byte | 0x20).wrapping_sub(b'a') <= b'z' - b'a'))
        & ((byte != b'.') | (before != b'/'))
}

/// Writes escapes in upper case, and removes unnecessary ones
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
    fn plain_urls_are_normal() {
        let origin = "https://a.example/";
        let is_plain = |address: &str| is_plain(address, origin.len());
        let long = "0123456789abcdefghi/";
        for path in ["", "x/y.html?a=b&c=d+e,f", "x..y", "A_b-c/1"] {
            for address in [
                format!("{origin}{path}"),
                format!("{origin}{long}{path}"),
                format!("{origin}{path}{long}"),
            ] {
                assert!(is_plain(&address), "{address}");
                assert_eq!(unescaped(fetchable(&address).unwrap().as_str()), address);
            }
        }
        for path in [
            "../x", "x/./y", "%41", "süd", "a b", "x#y", "a;b", "a:b", "a@b",
        ] {
            for address in [
                format!("{origin}{path}"),
                format!("{origin}{long}{path}"),
                format!("{origin}{path}{long}{long}"),
            ] {
                assert!(!is_plain(&address), "{address}");
            }
        }
    }

    #[test]
    fn the_identity_does_not_depend_on_earlier_urls() {
        let mut identities = Identities::default();
        for address in [
            "http://127.1/a",
            "http://127.0.0.1:8080/a",
            "http://127.0.0.1:8080/b/../a",
            "http://user@127.0.0.1:8080/a",
            "https://A.example/a",
            "https://a.example/a",
            "https://a.example/%61",
            "https://a.example?b",
            "https://a.example/",
            "https://a.example.org/a",
            "https://a.example:443/a",
            "no address",
        ] {
            assert_eq!(identities.of(address), identity(address), "{address}");
            let known = Some(hash(address));
            assert_eq!(identities.of_hashed(address, known), identity(address));
        }
        let same = |one, other| assert_eq!(identity(one), identity(other));
        same("http://127.0.0.1:8080/b/../a", "http://127.0.0.1:8080/a");
        same("https://A.example/a", "https://a.example:443/%61");
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
        for typed in [
            "a:hunter2@b",
            "x://a:hunter2@b/@c",
            "a:hunter2@x://b",
            "@hunter2@b",
        ] {
            let shown = without_login(typed);
            assert!(!shown.contains("hunter2"), "{shown}");
        }
        for address in ["https://a.example/@name", "mailto:a@a.example"] {
            assert_eq!(shown(address), address);
        }
        assert_eq!(fetchable("ftp://a.example/"), None);
    }
}
