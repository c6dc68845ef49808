//! Fetches sitemaps from loopback.
//!
//! # Guarantees
//! - Nothing is sent to another machine, not even after a redirect: an emulator must not contact
//!   real sites.
//! - Size, time and redirects are limited; the size limit applies to the decompressed document.

use std::io::Read;
use std::sync::Arc;
use std::time::Duration;

use flate2::read::MultiGzDecoder;
use reqwest::redirect::Policy;
use url::{Host, Url};

/// Maximum decompressed size of a sitemap, see <https://www.sitemaps.org/protocol.html#index>.
const MAX_BYTES: usize = 50 << 20;

/// Maximum time of a download.
const TIMEOUT: Duration = Duration::from_secs(30);

/// Maximum number of redirects.
const MAX_REDIRECTS: usize = 5;

/// First bytes of a gzip stream, see [RFC 1952](https://www.rfc-editor.org/rfc/rfc1952#section-2.3.1).
const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];

/// A failed download.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FetchError {
    #[error("the emulator only downloads over http from loopback")]
    NotLoopback,
    #[error("failed to create the HTTP client")]
    Tls(#[from] rustls::Error),
    #[error("the request failed")]
    Request(#[from] reqwest::Error),
    #[error("the site returned {0}")]
    Status(reqwest::StatusCode),
    #[error("the sitemap is too large")]
    TooLarge,
    #[error("the gzip data is invalid")]
    Gzip(#[source] std::io::Error),
}

/// Fetches `address` and decompresses it.
pub(crate) async fn fetch(address: &str) -> Result<Vec<u8>, FetchError> {
    let url = Url::parse(address)
        .ok()
        .filter(is_loopback)
        .ok_or(FetchError::NotLoopback)?;
    let client = reqwest::Client::builder()
        .timeout(TIMEOUT)
        .no_proxy()
        .tls_backend_preconfigured(tls_without_roots()?)
        .user_agent("Mozilla/5.0 (compatible; search-console-emulator)")
        .redirect(Policy::custom(|attempt| {
            if attempt.previous().len() > MAX_REDIRECTS || !is_loopback(attempt.url()) {
                attempt.stop()
            } else {
                attempt.follow()
            }
        }))
        .build()?;
    let mut response = client.get(url).send().await?;
    if !response.status().is_success() {
        return Err(FetchError::Status(response.status()));
    }
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        if bytes.len() + chunk.len() > MAX_BYTES {
            return Err(FetchError::TooLarge);
        }
        bytes.extend_from_slice(&chunk);
    }
    expand(bytes)
}

/// Creates a TLS configuration without roots. It is never used, but without one the client would
/// read the system's roots, which a minimal machine lacks.
fn tls_without_roots() -> Result<rustls::ClientConfig, rustls::Error> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    Ok(rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth())
}

fn is_loopback(url: &Url) -> bool {
    url.scheme() == "http"
        && match url.host() {
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            Some(Host::Domain(name)) => name == "localhost",
            None => false,
        }
}

fn expand(bytes: Vec<u8>) -> Result<Vec<u8>, FetchError> {
    if !bytes.starts_with(&GZIP_MAGIC) {
        return Ok(bytes);
    }
    let bound = u64::try_from(MAX_BYTES).unwrap_or(u64::MAX);
    let mut expanded = Vec::new();
    MultiGzDecoder::new(bytes.as_slice())
        .take(bound.saturating_add(1))
        .read_to_end(&mut expanded)
        .map_err(FetchError::Gzip)?;
    if expanded.len() > MAX_BYTES {
        return Err(FetchError::TooLarge);
    }
    Ok(expanded)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn only_http_on_loopback_is_contacted() {
        let check = |url: &str| is_loopback(&Url::parse(url).unwrap());
        assert!(check("http://127.0.0.1:8080/sitemap.xml"));
        assert!(check("http://localhost/sitemap.xml"));
        assert!(check("http://[::1]:1/sitemap.xml"));
        assert!(!check("https://127.0.0.1/sitemap.xml"));
        assert!(!check("http://example.com/sitemap.xml"));
        assert!(!check("http://127.0.0.1.example.com/"));
    }

    #[test]
    fn gzip_is_detected_by_its_content() {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(b"<urlset/>").unwrap();
        let packed = encoder.finish().unwrap();
        assert_eq!(expand(packed.clone()).unwrap(), b"<urlset/>");
        assert_eq!(expand(b"plain".to_vec()).unwrap(), b"plain");
        let cut = packed[..packed.len() - 9].to_vec();
        assert!(matches!(expand(cut), Err(FetchError::Gzip(_))));
    }
}
