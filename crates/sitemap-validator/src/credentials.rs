//! Finds user names and passwords in URLs, so that reports do not contain them.
//!
//! Only text for output is searched. Ambiguous text is masked, since a report that shows a little
//! less does no harm.

use std::borrow::Cow;
use std::ops::Range;

/// Replacement for user names and passwords.
pub(crate) const MASK: &str = "***";

/// Replaces all user names and passwords.
pub(crate) fn masked(text: &[u8]) -> Cow<'_, [u8]> {
    let secrets = find(text, false);
    if secrets.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut shown = Vec::with_capacity(text.len());
    let mut from = 0;
    for secret in secrets {
        shown.extend_from_slice(&text[from..secret.start]);
        shown.extend_from_slice(MASK.as_bytes());
        from = secret.end;
    }
    shown.extend_from_slice(&text[from..]);
    Cow::Owned(shown)
}

/// Ranges of user names and passwords, up to the `@` after each.
///
/// The text may be a part of a document and contain references; `goes_on` means that it is cut, and
/// may end in a password.
pub(crate) fn find(text: &[u8], goes_on: bool) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    if !goes_on && memchr::memchr2(b'@', b'&', text).is_none() {
        return found;
    }
    find_in_urls(text, goes_on, &mut found);
    find_bare(text, goes_on, &mut found);
    found.sort_unstable_by_key(|secret| secret.start);
    found.dedup_by(|later, earlier| {
        let overlaps = later.start <= earlier.end;
        if overlaps {
            earlier.end = earlier.end.max(later.end);
        }
        overlaps
    });
    found
}

/// Adds the logins of URLs that have a scheme or two slashes.
fn find_in_urls(text: &[u8], goes_on: bool, found: &mut Vec<Range<usize>>) {
    let mut from = 0;
    while let Some(start) = authority_start(text, from) {
        let length = authority_length(&text[start..]);
        let end = start + length;
        let authority = &text[start..end];
        from = end;
        if end == text.len() && goes_on {
            found.push(start..end);
        } else if let Some(at) = last_at(authority) {
            found.push(start..start + at);
        } else if has_impossible_port(authority) {
            // A password may contain characters that would end the authority.
            let rest = &text[start..];
            let line = memchr::memchr3(b'<', b'\n', b'\r', rest).unwrap_or(rest.len());
            if start + line == text.len() && goes_on {
                found.push(start..text.len());
            } else if let Some(at) = last_at(&rest[..line]) {
                found.push(start..start + at);
            }
            // The rest of the line is searched already.
            from = start + line;
        }
    }
}

/// Adds logins with a password that begin a URL without a scheme, such as `me:secret@e.test/`.
fn find_bare(text: &[u8], goes_on: bool, found: &mut Vec<Range<usize>>) {
    let ends = |byte: &u8| {
        byte.is_ascii_whitespace()
            || matches!(
                byte,
                b'"' | b'\'' | b'`' | b'<' | b'>' | b'=' | b'/' | b'\\'
            )
    };
    let mut start = 0;
    for word in text.split_inclusive(ends) {
        let end = start + word.len();
        let is_cut = goes_on && end == text.len();
        // The name of an element, such as `<image:loc>`.
        let is_name = start > 0 && text[start - 1] == b'<';
        if !is_name
            && let Some(colon) = memchr::memchr(b':', word)
            && !is_address(&word[..colon])
        {
            match last_at(word) {
                Some(at) if at > colon => found.push(start..start + at),
                _ if is_cut => found.push(start..end),
                _ => {}
            }
        }
        start = end;
    }
}

/// True for schemes whose addresses are searched already, or contain an `@` without a password.
fn is_address(scheme: &[u8]) -> bool {
    [&b"http"[..], b"https", b"mailto", b"acct", b"xmpp", b"sip"]
        .iter()
        .any(|known| scheme.eq_ignore_ascii_case(known))
}

/// Start of the next authority of a URL: after two slashes, or after the scheme alone, since browsers
/// and crawlers accept any number of slashes and backslashes.
fn authority_start(text: &[u8], from: usize) -> Option<usize> {
    let is_slash = |byte: &u8| matches!(byte, b'/' | b'\\');
    let start = memchr::memchr3_iter(b':', b'/', b'\\', &text[from..])
        .map(|at| from + at)
        .find(|at| {
            let before = &text[..*at];
            let is_behind_scheme = [&b"http"[..], b"https"]
                .iter()
                .any(|scheme| ends_with_ignoring_case(before, scheme));
            if text[*at] == b':' {
                return is_behind_scheme;
            }
            // Two slashes in a path do not start an authority.
            let begins = before.last().is_none_or(|byte| {
                byte.is_ascii_whitespace()
                    || matches!(byte, b':' | b'>' | b'[' | b'=' | b'"' | b'\'')
            });
            text.get(at + 1).is_some_and(is_slash) && (begins || is_behind_scheme)
        })?;
    let slashes = text[start + 1..].iter().take_while(|byte| is_slash(byte));
    Some(start + 1 + slashes.count())
}

fn ends_with_ignoring_case(text: &[u8], suffix: &[u8]) -> bool {
    let start = text.len().checked_sub(suffix.len());
    start.is_some_and(|start| text[start..].eq_ignore_ascii_case(suffix))
}

/// Length of the authority at the start of `text`.
fn authority_length(text: &[u8]) -> usize {
    let ends = |index: &usize| match text[*index] {
        b'/' | b'\\' | b'?' | b'<' | b'\n' | b'\r' => true,
        // In a character reference it does not start a fragment.
        b'#' => *index == 0 || text[*index - 1] != b'&',
        _ => false,
    };
    (0..text.len()).find(ends).unwrap_or(text.len())
}

/// Position of the last `@`, literal or as a character reference.
fn last_at(text: &[u8]) -> Option<usize> {
    let is_at = |index: &usize| match text[*index] {
        b'@' => true,
        b'&' => is_reference_to_at(&text[*index..]),
        _ => false,
    };
    (0..text.len()).rev().find(is_at)
}

fn is_reference_to_at(text: &[u8]) -> bool {
    let Some(digits) = text.strip_prefix(b"&#") else {
        return false;
    };
    let (digits, code) = digits
        .strip_prefix(b"x")
        .map_or((digits, &b"64"[..]), |digits| (digits, b"40"));
    let zeros = digits.iter().take_while(|digit| **digit == b'0').count();
    digits[zeros..]
        .strip_prefix(code)
        .is_some_and(|rest| rest.starts_with(b";"))
}

/// True if a colon is followed by something other than a number, so that the text before it is not a
/// host.
fn has_impossible_port(authority: &[u8]) -> bool {
    if authority.starts_with(b"[") {
        return false;
    }
    let Some(colon) = memchr::memchr(b':', authority) else {
        return false;
    };
    let ends = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\'');
    let mut port = authority[colon + 1..].iter().take_while(|byte| !ends(byte));
    port.any(|byte| !byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        String::from_utf8(masked(text.as_bytes()).into_owned()).unwrap()
    }

    #[test]
    fn user_names_and_passwords_are_masked_in_every_form() {
        for (text, expected) in [
            ("https://me:secret@e.test/a@b", "https://***@e.test/a@b"),
            ("https://secret@e.test", "https://***@e.test"),
            ("HTTP://me:sec@ret@e.test?a", "HTTP://***@e.test?a"),
            ("https:me:secret@e.test/", "https:***@e.test/"),
            ("https:/\\me:secret@e.test/", "https:/\\***@e.test/"),
            ("https//me:secret@e.test/", "https//***@e.test/"),
            ("//me:secret@e.test/", "//***@e.test/"),
            ("ftp://me:secret@e.test/", "ftp://***@e.test/"),
            ("https://me:my secret@e.test/", "https://***@e.test/"),
            ("https://me:sec/ret@e.test/", "https://***@e.test/"),
            ("https://me:s?ec#ret@e.test/", "https://***@e.test/"),
            ("https://me:secret&#64;e.test/", "https://***&#64;e.test/"),
            (
                "https://me:s&#35;t&#x0040;e.test/",
                "https://***&#x0040;e.test/",
            ),
            (
                "https://https://me:secret@e.test/",
                "https://https://***@e.test/",
            ),
            ("me:secret@e.test/a", "***@e.test/a"),
            ("\"me:secret@e.test\" is", "\"***@e.test\" is"),
            ("<loc>me:secret@e.test</loc>", "<loc>***@e.test</loc>"),
            ("xmlns='me:secret&#64;e.test'", "xmlns='***&#64;e.test'"),
            (
                "<a>http://a:b@c.test</a><b>x@y https://d:e@f.test</b>",
                "<a>http://***@c.test</a><b>x@y https://***@f.test</b>",
            ),
        ] {
            assert_eq!(shown(text), expected);
        }
    }

    #[test]
    fn everything_else_is_shown() {
        for text in [
            "https://e.test/@me",
            "https://e.test:8080/a//b@c",
            "https://e.test?a=b@c&amp;d",
            "https://e.test:port/",
            "https://[::1]:80/me@here",
            "mailto:me@e.test",
            "<image:loc>me@e.test",
            "at 10:30 by me@e.test",
            "<loc>https://e.test:8080</loc><x>me@e.test",
        ] {
            assert_eq!(shown(text), text);
        }
    }

    #[test]
    fn a_possible_password_at_a_cut_is_masked() {
        let text = b"<loc>https://me:sec";
        assert_eq!(find(text, true).first(), Some(&(13..19)));
        assert_eq!(find(text, false), []);
        assert_eq!(find(b"<loc>https://me:s/c", true).first(), Some(&(13..19)));
        assert_eq!(find(b"<loc>https://e.test/a", true), []);
        assert_eq!(find(b"<loc>me:sec", true).first(), Some(&(5..11)));
        assert_eq!(find(b"<image:lo", true), []);
    }
}
