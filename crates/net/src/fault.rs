//! Classifies connection failures by the errors of the HTTP and TLS libraries.

use std::error::Error as StdError;
use std::io;

use crate::retry::Retry;

/// The kind of connection failure, as far as it affects what to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ConnectionFault {
    /// The name has no address.
    #[error("the host name could not be resolved")]
    Resolve,
    /// No connection was made; nothing was sent.
    #[error("failed to connect")]
    Connect,
    /// The peer's certificate is not trusted.
    #[error("the server's certificate is not trusted")]
    Certificate,
    /// TLS failed in another way.
    #[error("the TLS connection failed")]
    Tls,
    /// No complete response in time.
    #[error("no response in time")]
    Timeout,
    /// The connection closed before the response was complete.
    #[error("the connection closed before the response was complete")]
    Closed,
}

impl ConnectionFault {
    /// Determines the fault from the causes of an error of the HTTP library.
    #[must_use]
    pub fn of(error: &reqwest::Error) -> Self {
        for cause in causes(error) {
            if let Some(tls) = tls_error(cause) {
                return match tls {
                    rustls::Error::InvalidCertificate(_) => Self::Certificate,
                    _ => Self::Tls,
                };
            }
            // The resolver's error type is private to the HTTP library, so compare its text.
            if error.is_connect() && cause.to_string() == "dns error" {
                return Self::Resolve;
            }
        }
        if error.is_timeout() {
            Self::Timeout
        } else if error.is_connect() {
            Self::Connect
        } else {
            Self::Closed
        }
    }

    /// Decides if a retry can help: every fault except a rejected certificate may be transient.
    #[must_use]
    pub const fn retry(self) -> Retry {
        match self {
            Self::Certificate => Retry::Never,
            Self::Resolve | Self::Connect | Self::Tls | Self::Timeout | Self::Closed => {
                Retry::Later
            }
        }
    }

    /// Returns true if the server may have received the request.
    #[must_use]
    pub const fn maybe_sent(self) -> bool {
        match self {
            Self::Resolve | Self::Connect | Self::Certificate | Self::Tls => false,
            Self::Timeout | Self::Closed => true,
        }
    }
}

/// The operating system's or TLS library's description of a [`ConnectionFault`]: the innermost
/// cause, since the outer ones only repeat that a request failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct FaultDetail(String);

impl FaultDetail {
    pub(crate) const fn new(text: String) -> Self {
        Self(text)
    }

    /// Returns the innermost cause of an error of the HTTP library.
    #[must_use]
    pub fn of(error: &reqwest::Error) -> Option<Self> {
        // The innermost cause of a timeout only repeats that it timed out.
        if error.is_timeout() {
            return None;
        }
        let innermost = causes(error).skip(1).last()?;
        Some(Self(innermost.to_string()))
    }
}

fn causes<'a>(
    error: &'a (dyn StdError + 'static),
) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    let mut next = Some(error);
    std::iter::from_fn(move || {
        let current = next?;
        next = current.source();
        Some(current)
    })
}

/// Returns the TLS error in `cause`, which may be wrapped in nested I/O errors (their `source`
/// skips the wrapped error).
fn tls_error<'a>(cause: &'a (dyn StdError + 'static)) -> Option<&'a rustls::Error> {
    if let Some(tls) = cause.downcast_ref::<rustls::Error>() {
        return Some(tls);
    }
    tls_error(cause.downcast_ref::<io::Error>()?.get_ref()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tls_error_is_found_under_layers_of_io_errors() {
        let tls = rustls::Error::HandshakeNotComplete;
        let wrapped = io::Error::other(io::Error::new(io::ErrorKind::InvalidData, tls));
        assert!(tls_error(&wrapped).is_some());
        assert!(tls_error(&io::Error::other("refused")).is_none());
    }
}
