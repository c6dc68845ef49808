//! Says why a document could not be fetched, and whether trying again can help.

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

/// Why a document could not be fetched.
///
/// Cheap to clone, since it also travels through an [`std::io::Error`] of the reading side.
#[derive(Debug, Clone, thiserror::Error)]
pub(crate) enum FetchError {
    /// The server said no.
    #[error("{url} answered {status}")]
    Status {
        /// What was asked for, after redirects.
        url: Url,
        /// The answer.
        status: StatusCode,
        /// How long the server asked to wait.
        retry_after: Option<Duration>,
    },
    /// The network, or the peer's end of it.
    #[error("{fault} ({url})")]
    Connection {
        /// What was asked for, after redirects.
        url: Url,
        /// What happened.
        fault: ConnectionFault,
        /// What the system or a library says.
        #[source]
        source: Option<FaultDetail>,
    },
    /// A link that leads where links may not.
    #[error("{url} leads to {address}, which is no public address")]
    NotPublic {
        /// The link.
        url: Url,
        /// Where its host is.
        address: IpAddr,
    },
    /// A redirect that is not followed.
    #[error("failed to follow the redirects of {url}")]
    Redirect {
        /// Where they began.
        url: Url,
        /// What is wrong with them.
        #[source]
        source: RedirectError,
    },
    /// A content coding that was not asked for and is not read.
    #[error("{url} came in the content coding `{coding}`, which is not read")]
    Coding {
        /// What was asked for.
        url: Url,
        /// The coding, as the server names it.
        coding: String,
    },
    /// More bytes on the wire than the largest sitemap has.
    #[error("{url} sent more than {limit} bytes")]
    TooLong {
        /// What was asked for.
        url: Url,
        /// The bound.
        limit: u64,
    },
    /// There is no TLS configuration.
    #[error("failed to prepare the HTTP client")]
    Client(#[source] Arc<dyn StdError + Send + Sync>),
}

impl Failure for FetchError {
    fn exit_code(&self) -> ExitCode {
        match self {
            // It was reached; it is the sitemap that is wrong.
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
                401 | 403 => {
                    "let the server answer this address without a login, as search engines fetch it"
                }
                _ => "look at the site's server; search engines get the same answer",
            },
            Self::Connection { fault, .. } => match fault {
                ConnectionFault::Resolve => "check the host name and the resolver",
                ConnectionFault::Connect => "check that the server is up and reachable from here",
                ConnectionFault::Certificate => {
                    "renew the server's certificate, or name its authority's file in SSL_CERT_FILE"
                }
                ConnectionFault::Tls => "check that the server speaks TLS 1.2 or 1.3 on this port",
                ConnectionFault::Timeout => {
                    "see why the server is slow, or allow more with `--deadline`"
                }
                ConnectionFault::Closed => {
                    "look at the site's server, or at what is between it and here"
                }
            },
            Self::NotPublic { .. } => {
                "serve it at a public address; what a public site links to is not fetched from private networks"
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
    /// The error for a document that was not there in time.
    pub(crate) const fn timed_out(url: Url) -> Self {
        Self::Connection {
            url,
            fault: ConnectionFault::Timeout,
            source: None,
        }
    }

    /// Whether trying again can help.
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

    /// Whether the server said that there is nothing.
    pub(crate) fn is_absent(&self) -> bool {
        matches!(self, Self::Status { status, .. } if matches!(status.as_u16(), 404 | 410))
    }

    /// Whether the server answered with a refusal that is no trouble of its own: 4xx, but for those
    /// that are about the moment and not the document, as Google does it
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
