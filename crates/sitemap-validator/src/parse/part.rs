//! Handles tokens that are longer than the window.

use super::document::Document;
use super::encoding;
use super::recovery::Broken;
use super::reporter::Reporter;
use super::token::Token;
use crate::options::Options;

/// Handles a part of a token that fills the window: possible for text, but not for markup.
pub(super) fn take_part(
    from: u64,
    document: &mut Document<'_, '_>,
    options: &Options,
    reporter: &mut Reporter<'_>,
) -> Result<u64, Broken> {
    let bytes = reporter.window.from(from);
    match bytes.first() {
        Some(b'<') => {
            let token = Token {
                raw: bytes,
                start: from,
                is_original: true,
            };
            let limit = options.limits.max_token_bytes;
            Err(Broken::too_long(limit, token, reporter))
        }
        Some(b'&') => {
            document.ampersand(
                Token {
                    raw: &bytes[..1],
                    start: from,
                    is_original: true,
                },
                reporter,
            );
            Ok(from + 1)
        }
        _ => {
            // A character of up to four bytes may extend beyond the window.
            let cut = (1..bytes.len().min(4))
                .find(|back| bytes[bytes.len() - back] >= 0xC0)
                .unwrap_or(0);
            let token = Token {
                raw: &bytes[..bytes.len() - cut],
                start: from,
                is_original: true,
            };
            let end = token.range().end;
            if std::str::from_utf8(token.raw).is_err() {
                let copy = encoding::replace_invalid(token, reporter);
                let repaired = Token {
                    raw: &copy,
                    is_original: false,
                    ..token
                };
                document.text(repaired, reporter);
            } else {
                document.text(token, reporter);
            }
            Ok(end)
        }
    }
}
