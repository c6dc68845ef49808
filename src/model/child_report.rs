//! Result of one sitemap of an index.

use schemars::JsonSchema;
use serde::Serialize;
use sitemap_validator::{Report, Severity};
use url::Url;

/// Summary of one sitemap of an index; its findings are among those of the index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct ChildReport {
    /// Its address.
    pub(crate) url: String,
    /// Type; `None` if it was not read or is not a sitemap.
    pub(crate) kind: Option<&'static str>,
    /// Pages that it lists; `None` if it was not read.
    pub(crate) urls: Option<u64>,
    /// Bytes, after decompression.
    pub(crate) bytes: Option<u64>,
    /// Errors in it.
    pub(crate) errors: u64,
    /// Warnings in it.
    pub(crate) warnings: u64,
    /// Failure to read it.
    pub(crate) error: Option<String>,
}

impl ChildReport {
    /// It was read.
    pub(crate) fn read(url: &Url, report: &Report) -> Self {
        Self {
            url: url.to_string(),
            kind: report.kind.map(sitemap_validator::Kind::as_str),
            urls: Some(report.urls),
            bytes: Some(report.bytes),
            errors: report.errors(),
            warnings: report.count(Severity::Warning),
            error: None,
        }
    }

    /// It could not be read.
    pub(crate) fn unread(url: &Url, error: String) -> Self {
        Self {
            error: Some(error),
            ..Self::refused(url)
        }
    }

    /// It was not read, for a reason that a finding gives.
    pub(crate) fn refused(url: &Url) -> Self {
        Self {
            url: url.to_string(),
            kind: None,
            urls: None,
            bytes: None,
            errors: 0,
            warnings: 0,
            error: None,
        }
    }
}
