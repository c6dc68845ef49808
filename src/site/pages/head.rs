//! Reads the beginning of a page in any supported coding.

use std::io::Read as _;

use flate2::read::MultiGzDecoder;
use http::HeaderMap;
use http::header::CONTENT_ENCODING;
use net::Deadline;

use crate::site::fetch::{Answer, read_head};

/// Number of bytes of a page that are searched for a `<meta>` element.
const HEAD_BYTES: usize = 64 << 10;

/// The page has a coding that was not requested and is not supported.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unreadable {
    pub(super) coding: String,
}

/// The coding of a body.
#[derive(Debug, PartialEq, Eq)]
enum Coding {
    Plain,
    Gzip,
}

/// The beginning of the page in `answer`.
///
/// # Errors
/// [`Unreadable`].
pub(super) async fn head_of(answer: &mut Answer, deadline: Deadline) -> Result<String, Unreadable> {
    let coding = coding(answer.headers())?;
    let bytes = read_head(answer, HEAD_BYTES, deadline).await;
    let text = match coding {
        Coding::Plain => bytes,
        Coding::Gzip => inflated(&bytes).ok_or_else(|| Unreadable {
            coding: "gzip".to_owned(),
        })?,
    };
    Ok(String::from_utf8_lossy(&text).into_owned())
}

/// Some servers ignore the requested coding.
fn coding(headers: &HeaderMap) -> Result<Coding, Unreadable> {
    let mut codings = headers.get_all(CONTENT_ENCODING).iter();
    let named = codings
        .next()
        .map_or("", |value| value.to_str().unwrap_or("?"));
    let named = named.trim().to_ascii_lowercase();
    match named.as_str() {
        _ if codings.next().is_some() => {}
        "" | "identity" => return Ok(Coding::Plain),
        "gzip" | "x-gzip" => return Ok(Coding::Gzip),
        _ => {}
    }
    Err(Unreadable {
        coding: named.chars().take(40).collect(),
    })
}

/// Decompresses as much as the truncated bytes contain, up to the inspected size; `None` if that
/// is nothing.
fn inflated(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut text = Vec::new();
    let read = MultiGzDecoder::new(bytes)
        .take(HEAD_BYTES as u64)
        .read_to_end(&mut text);
    (read.is_ok() || !text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    fn gzipped(text: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn decompression_is_bounded_and_accepts_truncated_input() {
        let packed = gzipped(b"<head><title>x</title>");
        assert_eq!(inflated(&packed).unwrap(), b"<head><title>x</title>");
        assert!(
            inflated(&packed[..packed.len() - 8])
                .unwrap()
                .starts_with(b"<head>")
        );
        let bomb = gzipped(&vec![b' '; 10 << 20]);
        assert_eq!(inflated(&bomb).unwrap().len(), HEAD_BYTES);
        assert_eq!(inflated(b"<html>"), None);
    }

    #[test]
    fn codings_are_distinguished() {
        let of = |values: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(CONTENT_ENCODING, value.parse().unwrap());
            }
            coding(&headers)
        };
        assert_eq!(of(&[]), Ok(Coding::Plain));
        assert_eq!(of(&["Identity"]), Ok(Coding::Plain));
        assert_eq!(of(&[" X-GZip"]), Ok(Coding::Gzip));
        assert_eq!(of(&["br"]).unwrap_err().coding, "br");
        assert!(of(&["gzip, gzip"]).is_err());
        assert!(of(&["gzip", "gzip"]).is_err());
    }
}
