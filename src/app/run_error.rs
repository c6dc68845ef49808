//! Errors that concern the run as a whole.

use net::tls::TrustError;
use url::Url;

use super::shutdown::Stop;
use crate::model::quantity::count;
use crate::model::{Action, ExitCode, Failure, Remedy, access};
use crate::site::fetch::FetchError;

/// The robots.txt of a site could not be read, so its sitemaps are not known.
#[derive(Debug, thiserror::Error)]
#[error("failed to find the sitemaps of {site}")]
pub(crate) struct DiscoveryError {
    pub(crate) site: Url,
    #[source]
    pub(crate) source: FetchError,
}

impl Failure for DiscoveryError {
    fn exit_code(&self) -> ExitCode {
        self.source.exit_code()
    }

    fn remedy(&self) -> Option<Remedy> {
        self.source.remedy()
    }
}

/// The account has access to no property.
#[derive(Debug, thiserror::Error)]
#[error("{account} has no property")]
pub(crate) struct NoProperty {
    /// E-mail address of the account.
    pub(crate) account: String,
}

impl Failure for NoProperty {
    fn exit_code(&self) -> ExitCode {
        ExitCode::PermissionDenied
    }

    fn remedy(&self) -> Option<Remedy> {
        Some(access::how_to_add(&self.account, None).into())
    }
}

/// A sitemap has errors.
#[derive(Debug, thiserror::Error)]
#[error("{sitemap} has {}", count(*errors, "error"))]
pub(crate) struct InvalidSitemap {
    /// URL of the sitemap.
    pub(crate) sitemap: String,
    pub(crate) errors: u64,
}

impl Failure for InvalidSitemap {
    fn exit_code(&self) -> ExitCode {
        ExitCode::SitemapInvalid
    }

    fn remedy(&self) -> Option<Remedy> {
        Some(Remedy::new("see them with ").run_for(Action::Validate, self.sitemap.as_str()))
    }
}

/// A signal ended the run.
#[derive(Debug, thiserror::Error)]
#[error("stopped by {} before it was done", .0.signal())]
pub(crate) struct Stopped(pub(crate) Stop);

impl Failure for Stopped {
    fn exit_code(&self) -> ExitCode {
        self.0.exit_code()
    }

    fn remedy(&self) -> Option<Remedy> {
        None
    }
}

/// A signal ended the run before one of its sites was started.
#[derive(Debug, thiserror::Error)]
#[error("stopped by {} before {site} was started", .stop.signal())]
pub(crate) struct NotBegun {
    /// The site as given.
    pub(crate) site: String,
    pub(crate) stop: Stop,
}

impl Failure for NotBegun {
    fn exit_code(&self) -> ExitCode {
        self.stop.exit_code()
    }

    fn remedy(&self) -> Option<Remedy> {
        None
    }
}

/// The operating system denied something that every run needs.
#[derive(Debug, thiserror::Error)]
#[error("failed to {action}")]
pub(crate) struct SystemError {
    /// The attempted action, as an infinitive.
    pub(crate) action: &'static str,
    #[source]
    pub(crate) source: std::io::Error,
}

impl Failure for SystemError {
    fn exit_code(&self) -> ExitCode {
        ExitCode::Unexpected
    }

    fn remedy(&self) -> Option<Remedy> {
        None
    }
}

impl Failure for TrustError {
    fn exit_code(&self) -> ExitCode {
        ExitCode::Settings
    }

    fn remedy(&self) -> Option<Remedy> {
        Some(
            "name a file of PEM certificates in SSL_CERT_FILE, or unset it to use the system's"
                .into(),
        )
    }
}
