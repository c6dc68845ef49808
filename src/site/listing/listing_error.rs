//! Errors of sitemaps that were fetched but cannot be used.

use crate::model::{Action, ExitCode, Failure, Remedy};
use url::Url;

/// Sitemap that was fetched but cannot be used.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub(crate) enum ListingError {
    /// Not a sitemap.
    #[error("{sitemap} is not a sitemap")]
    NotASitemap {
        /// Its address.
        sitemap: Url,
    },
    /// It could not be read completely, so the list of its pages is incomplete.
    #[error("{sitemap} could not be read completely")]
    Incomplete {
        /// Its address.
        sitemap: Url,
    },
    /// An index that an index lists.
    #[error("{sitemap} is an index, listed by an index")]
    Nested {
        /// The inner one.
        sitemap: Url,
    },
    /// A child of an index that the property does not cover.
    #[error("{property} does not cover {sitemap}, which an index lists")]
    Elsewhere {
        /// The child.
        sitemap: Url,
        /// The property.
        property: String,
    },
    /// The children list more pages than the limit.
    #[error("{sitemap} and those after it were left out: more than {limit} pages are listed")]
    TooManyPages {
        /// The first child that was left out.
        sitemap: Url,
        /// Maximum number of pages.
        limit: usize,
    },
}

impl Failure for ListingError {
    fn exit_code(&self) -> ExitCode {
        match self {
            Self::NotASitemap { .. }
            | Self::Incomplete { .. }
            | Self::Nested { .. }
            | Self::Elsewhere { .. }
            | Self::TooManyPages { .. } => ExitCode::SitemapInvalid,
        }
    }

    fn remedy(&self) -> Option<Remedy> {
        Some(match self {
            Self::NotASitemap { sitemap } | Self::Incomplete { sitemap } => {
                Remedy::new("see the findings of ").run_for(Action::Validate, sitemap.as_str())
            }
            Self::Nested { .. } => {
                "list the sitemaps themselves: an index may not list another".into()
            }
            Self::Elsewhere { .. } => {
                "audit that sitemap by its own URL, with the property that covers it".into()
            }
            Self::TooManyPages { .. } => "audit the sitemaps of the index one by one".into(),
        })
    }
}
