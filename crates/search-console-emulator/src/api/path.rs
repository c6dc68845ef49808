//! Parses the raw path of a request.
//!
//! `siteUrl` and `feedpath` are one percent-encoded segment each. The path is split before it is
//! decoded, and each segment is decoded exactly once.
//!
//! # Guarantees
//! - A segment with anything but unreserved characters and escapes is rejected. That is stricter than
//!   the URL syntax and is what Google's own clients send: the discovery document specifies
//!   `fullyEncodeReservedExpansion`.
//! - A URL that was encoded twice does not decode to a URL, so it is rejected later.

use http::Method;
use percent_encoding::percent_decode_str;

use crate::api::call::Call;

const SITES: &str = "/webmasters/v3/sites";
const VERIFICATION: &str = "/siteVerification/v1/";
const INSPECT: &str = "/v1/urlInspection/index:inspect";

/// Returns the call for `method` and `path`; `None` means 404.
pub(crate) fn parse(method: &Method, path: &str) -> Option<Call> {
    if path == INSPECT {
        return (method == Method::POST).then_some(Call::Inspect);
    }
    if let Some(rest) = path.strip_prefix(VERIFICATION) {
        return match (method.as_str(), rest.split_once('/')) {
            ("POST", None) if rest == "token" => Some(Call::VerificationToken),
            ("POST", None) if rest == "webResource" => Some(Call::Verify),
            ("PATCH", Some(("webResource", id))) => Some(Call::SetOwners {
                id: decode_segment(id)?,
            }),
            _ => None,
        };
    }
    let segments = segments(path)?;
    match (method.as_str(), segments.as_slice()) {
        ("GET", []) => Some(Call::SitesList),
        ("GET", [site]) => Some(Call::SitesGet {
            site: decode_segment(site)?,
        }),
        ("PUT", [site]) => Some(Call::SitesAdd {
            site: decode_segment(site)?,
        }),
        ("DELETE", [site]) => Some(Call::SitesDelete {
            site: decode_segment(site)?,
        }),
        ("GET", [site, "sitemaps"]) => Some(Call::SitemapsList {
            site: decode_segment(site)?,
        }),
        ("GET", [site, "sitemaps", sitemap]) => Some(Call::SitemapsGet {
            site: decode_segment(site)?,
            sitemap: decode_segment(sitemap)?,
        }),
        ("PUT", [site, "sitemaps", sitemap]) => Some(Call::SitemapsSubmit {
            site: decode_segment(site)?,
            sitemap: decode_segment(sitemap)?,
        }),
        ("DELETE", [site, "sitemaps", sitemap]) => Some(Call::SitemapsDelete {
            site: decode_segment(site)?,
            sitemap: decode_segment(sitemap)?,
        }),
        ("POST", [site, "searchAnalytics", "query"]) => Some(Call::SearchAnalyticsQuery {
            site: decode_segment(site)?,
        }),
        _ => None,
    }
}

/// Returns the property and the sitemap in `path`, for any method.
pub(crate) fn target(path: &str) -> (Option<String>, Option<String>) {
    match segments(path).as_deref() {
        Some([site, "sitemaps", sitemap]) => (decode_segment(site), decode_segment(sitemap)),
        Some([site, ..]) => (decode_segment(site), None),
        _ => (None, None),
    }
}

/// Returns the segments below `sites`.
fn segments(path: &str) -> Option<Vec<&str>> {
    let rest = path.strip_prefix(SITES)?;
    if rest.is_empty() {
        return Some(Vec::new());
    }
    Some(rest.strip_prefix('/')?.split('/').collect())
}

/// Decodes `segment` once; `None` if it is not fully encoded.
fn decode_segment(segment: &str) -> Option<String> {
    if segment.is_empty() || !is_fully_encoded(segment.as_bytes()) {
        return None;
    }
    let decoded = percent_decode_str(segment).decode_utf8().ok()?;
    Some(decoded.into_owned())
}

fn is_fully_encoded(segment: &[u8]) -> bool {
    let mut rest = segment;
    loop {
        rest = match rest {
            [] => return true,
            [b'%', high, low, tail @ ..] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
                tail
            }
            [b'-' | b'.' | b'_' | b'~', tail @ ..] => tail,
            [byte, tail @ ..] if byte.is_ascii_alphanumeric() => tail,
            _ => return false,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SITE: &str = "https%3A%2F%2Fexample.com%2F";

    fn get(rest: &str) -> Option<Call> {
        parse(&Method::GET, &format!("{SITES}{rest}"))
    }

    #[test]
    fn segments_are_decoded_once() {
        let call = get(&format!(
            "/{SITE}/sitemaps/https%3A%2F%2Fexample.com%2Fa%2520b.xml"
        ));
        let Some(Call::SitemapsGet { site, sitemap }) = call else {
            panic!("{call:?}");
        };
        assert_eq!(site, "https://example.com/");
        assert_eq!(sitemap, "https://example.com/a%20b.xml");
    }

    #[test]
    fn unencoded_segments_are_rejected() {
        assert_eq!(get("/https://example.com/"), None);
        assert_eq!(get("/https:%2F%2Fexample.com%2F"), None);
        assert_eq!(
            get(&format!("/{SITE}/sitemaps/https://example.com/s.xml")),
            None
        );
        assert_eq!(get(&format!("/{SITE}/")), None);
        assert_eq!(get("/%zz"), None);
        assert_eq!(get("x"), None);
    }

    #[test]
    fn a_second_encoding_is_kept() {
        let call = get("/https%253A%252F%252Fexample.com%252F");
        let Some(Call::SitesGet { site }) = call else {
            panic!("{call:?}");
        };
        assert_eq!(site, "https%3A%2F%2Fexample.com%2F");
    }

    #[test]
    fn methods_that_are_not_in_the_discovery_document_are_rejected() {
        assert_eq!(parse(&Method::POST, &format!("{SITES}/{SITE}")), None);
        assert_eq!(parse(&Method::GET, INSPECT), None);
        assert_eq!(
            parse(&Method::PUT, &format!("{SITES}/{SITE}/sitemaps")),
            None
        );
    }
}
