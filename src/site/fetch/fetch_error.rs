//! Errors of fetching, with their classification for retries.

use std::error::Error as StdError;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;
use net::fault::{ConnectionFault, FaultDetail};
use net::retry::Retry;
use url::Url;

use super::redirect::RedirectError;
use crate::model::{ExitCode, Failure, Remedy};

/// Document that could not be fetched.
///
/// Cheap to clone, since it also travels through an [`std::io::Error`] of the reading side.
#[derive(Debug, Clone, thiserror::Error)]
pub(crate) enum FetchError {
    /// The server rejected the request.
    #[error("{url} answered {status}")]
    Status {
        /// Requested URL, after redirects.
        url: Url,
        /// Status of the response.
        status: StatusCode,
        /// Value of `Retry-After`.
        retry_after: Option<Duration>,
    },
    /// The connection failed.
    #[error("{fault} ({url})")]
    Connection {
        /// Requested URL, after redirects.
        url: Url,
        /// Kind of failure.
        fault: ConnectionFault,
        /// Error of the system or a library.
        #[source]
        source: Option<FaultDetail>,
    },
    /// A link that leads to an address that is not public.
    #[error("{url} leads to {address}, which is not a public address")]
    NotPublic {
        /// The link.
        url: Url,
        /// Address of its host.
        address: IpAddr,
    },
    /// A redirect that is not followed.
    #[error("failed to follow the redirects of {url}")]
    Redirect {
        /// First URL.
        url: Url,
        /// Defect of the redirects.
        #[source]
        source: RedirectError,
    },
    /// A content coding that was not requested and is not supported.
    #[error("{url} was sent with the unsupported content coding `{coding}`")]
    Coding {
        /// URL of the response.
        url: Url,
        /// The coding, as the server names it.
        coding: String,
    },
    /// More bytes on the wire than the largest sitemap has.
    #[error("{url} sent more than {limit} bytes")]
    TooLong {
        /// URL of the response.
        url: Url,
        /// Limit in bytes.
        limit: u64,
    },
    /// The TLS configuration cannot be created.
    #[error("failed to prepare the HTTP client")]
    Client(#[source] Arc<dyn StdError + Send + Sync>),
}

impl Failure for FetchError {
    fn exit_code(&self) -> ExitCode {
        match self {
            // The sitemap was fetched but is invalid.
            Self::TooLong { .. } => ExitCode::SitemapInvalid,
            Self::Status { .. }
            | Self::Connection { .. }
            | Self::NotPublic { .. }
            | Self::Redirect { .. }
            | Self::Coding { .. } => ExitCode::SitemapUnreachable,
            Self::Client(_) => ExitCode::Unexpected,
        }
    }

    fn remedy(&self) -> Option<Remedy> {
        let text = match self {
            Self::Status { status, .. } => match status.as_u16() {
                404 | 410 => "check the address; a site's robots.txt usually names its sitemaps",
                401 => {
                    "let the server answer this address without a login, as search engines fetch it"
                }
                403 => {
                    "a firewall or bot challenge may refuse only this program; allow it to pass, or see in Search Console whether Google can fetch the address"
                }
                _ => "check the site's server; search engines get the same response",
            },
            Self::Connection { fault, .. } => match fault {
                ConnectionFault::Resolve => "check the host name and the resolver",
                ConnectionFault::Connect => "check that the server is up and reachable from here",
                ConnectionFault::Certificate => {
                    "renew the server's certificate, or set SSL_CERT_FILE to the file of its root certificate"
                }
                ConnectionFault::Tls => "check that the server speaks TLS 1.2 or 1.3 on this port",
                ConnectionFault::Timeout => {
                    "find out why the server is slow, or raise `--deadline`"
                }
                ConnectionFault::Closed => "check the site's server, and proxies in front of it",
            },
            Self::NotPublic { .. } => {
                "serve it at a public address; links of public sites, and sites that an agent names without `mcp --allow-private`, are not fetched from private networks"
            }
            Self::Redirect { .. } => "give the address at which the redirects should end",
            Self::Coding { .. } => "serve it plain or gzipped",
            Self::TooLong { .. } => "split it into several sitemaps and list them in an index",
            Self::Client(_) => return None,
        };
        Some(text.into())
    }
}

impl FetchError {
    /// The error for a document that did not arrive in time.
    pub(crate) const fn timed_out(url: Url) -> Self {
        Self::Connection {
            url,
            fault: ConnectionFault::Timeout,
            source: None,
        }
    }

    /// Classifies the error for retries.
    pub(crate) fn retry(&self) -> Retry {
        match self {
            Self::Status {
                status,
                retry_after,
                ..
            } if matches!(status.as_u16(), 408 | 429 | 500..=599) => {
                retry_after.map_or(Retry::Later, Retry::After)
            }
            Self::Connection { fault, .. } => fault.retry(),
            Self::Status { .. }
            | Self::NotPublic { .. }
            | Self::Redirect { .. }
            | Self::Coding { .. }
            | Self::TooLong { .. }
            | Self::Client(_) => Retry::Never,
        }
    }

    /// True if the server reported that the document does not exist.
    pub(crate) fn is_absent(&self) -> bool {
        matches!(self, Self::Status { status, .. } if matches!(status.as_u16(), 404 | 410))
    }

    /// True if the server rejected the request permanently: 4xx except those about the current
    /// load, as Google distinguishes them
    /// (<https://developers.google.com/search/docs/crawling-indexing/robots/robots_txt#http-status-codes>).
    pub(crate) fn is_refusal(&self) -> bool {
        matches!(
            self,
            Self::Status { status, .. }
                if status.is_client_error() && !matches!(status.as_u16(), 408 | 429)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_that_is_too_busy_does_not_say_that_there_is_nothing() {
        let is_refusal = |status: u16| {
            let error = FetchError::Status {
                url: Url::parse("https://a.example/robots.txt").unwrap(),
                status: StatusCode::from_u16(status).unwrap(),
                retry_after: None,
            };
            error.is_refusal()
        };
        assert!([400, 401, 403, 404, 410, 451].into_iter().all(is_refusal));
        assert!(![408, 429, 500, 503, 204].into_iter().any(is_refusal));
    }
}
