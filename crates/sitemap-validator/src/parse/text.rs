//! Parses a plain list of URLs, one per line.
//!
//! Lines end with a line feed, a carriage return or both. In locations, only a line feed ends a line,
//! as in all documents.
//!
//! <https://www.sitemaps.org/protocol.html#otherformats>

use std::io;

use super::encoding;
use super::entries::Entries;
use super::mark::Mark;
use super::reporter::Reporter;
use super::token::Token;
use super::value::Value;
use crate::decode::Input;
use crate::diagnostics::Diagnostics;
use crate::options::Options;
use crate::report::Kind;
use crate::rules;
use crate::sniff::BYTE_ORDER_MARK;

/// Reads all lines; returns true if they are the whole document.
pub(crate) fn check(
    input: &mut Input<'_>,
    options: &Options,
    entries: &mut Entries<'_>,
    diagnostics: &mut Diagnostics,
) -> io::Result<bool> {
    let limit = options.limits.max_token_bytes;
    let has_mark = input.window.from(0).starts_with(BYTE_ORDER_MARK);
    let mut position = if has_mark {
        BYTE_ORDER_MARK.len() as u64
    } else {
        0
    };
    let mut value = Value::new(limit);
    let mut skips_line = false;
    loop {
        let mut reporter = Reporter {
            window: &input.window,
            diagnostics,
        };
        let rest = input.window.from(position);
        let line_end = memchr::memchr2(b'\n', b'\r', rest);
        if line_end.is_none() && !input.has_ended() {
            if rest.len() > limit && !skips_line {
                report_too_long(position, limit, &mut reporter);
                skips_line = true;
            }
            // A line that was reported as too long is not kept.
            position = if skips_line {
                input.window.end()
            } else {
                position
            };
            input.advance(position, diagnostics)?;
            continue;
        }
        let line = &rest[..line_end.unwrap_or(rest.len())];
        if line_end.is_none() && !input.is_complete() {
            // A cut line is not checked, since the cut is already reported.
            return Ok(false);
        }
        if !std::mem::take(&mut skips_line) {
            let token = Token {
                raw: line,
                start: position,
                is_original: true,
            };
            if line.len() > limit {
                report_too_long(position, limit, &mut reporter);
            } else {
                check_line(token, &mut value, entries, &mut reporter);
            }
        }
        match line_end {
            Some(length) => position += length as u64 + 1,
            None => return Ok(input.is_complete()),
        }
    }
}

fn check_line(
    token: Token<'_>,
    value: &mut Value,
    entries: &mut Entries<'_>,
    reporter: &mut Reporter<'_>,
) {
    let window = reporter.window;
    value.clear();
    if std::str::from_utf8(token.raw).is_ok() {
        value.push_text(window, token);
    } else {
        let copy = encoding::replace_invalid(token, reporter);
        value.push_text(
            window,
            Token {
                raw: &copy,
                is_original: false,
                ..token
            },
        );
    }
    let bytes = value.bytes(window);
    if bytes.is_empty() {
        return;
    }
    entries.count(
        Kind::Text,
        &Mark::new(token.range()),
        window,
        reporter.diagnostics,
    );
    entries.check_address(Kind::Text, value, window, reporter.diagnostics);
    entries.deliver(Kind::Text, bytes, None, None);
}

fn report_too_long(at: u64, limit: usize, reporter: &mut Reporter<'_>) {
    reporter.at(&rules::xml::TOKEN_TOO_LONG, at..at + 1, || {
        rules::xml::token_too_long_line(limit)
    });
}
