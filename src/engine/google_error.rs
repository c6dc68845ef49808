//! Errors of calls to Search Console.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use search_console::{CallError, Property};
use url::Url;

use super::property_choice::PropertyChoiceError;
use crate::model::google_api::{api_exit_code, api_remedy};
use crate::model::{Action, ExitCode, Failure, Remedy, links};

/// Failed call of Search Console.
#[derive(Debug, thiserror::Error)]
pub(crate) enum GoogleError {
    /// No suitable property.
    #[error("failed to choose the property for {sitemap}")]
    Property {
        /// The sitemap.
        sitemap: Url,
        /// Reason why no property is suitable.
        #[source]
        source: PropertyChoiceError,
    },
    /// The account does not see the property that was named.
    #[error("failed to find the property")]
    NotSeen {
        /// Reason why it is not found.
        #[source]
        source: PropertyChoiceError,
    },
    /// The properties could not be listed.
    #[error("failed to list the properties of {account}")]
    Sites {
        /// The account's e-mail.
        account: String,
        /// The call's error.
        #[source]
        source: CallError,
    },
    /// The submission was rejected.
    #[error("failed to submit {sitemap} to {property}")]
    Submit {
        /// The sitemap.
        sitemap: Url,
        /// The property.
        property: Property,
        /// The account's e-mail.
        account: String,
        /// The call's error.
        #[source]
        source: CallError,
    },
    /// Accepted, but the record does not show it.
    #[error(
        "failed to confirm the submission of {sitemap} to {property}: Google accepted it, but its record shows {}",
        shown(.last_submitted.as_ref())
    )]
    NotShown {
        /// The sitemap.
        sitemap: Url,
        /// The property.
        property: Property,
        /// Submission time in the record.
        last_submitted: Option<Timestamp>,
    },
    /// Accepted, but the record could not be read.
    #[error(
        "failed to confirm the submission of {sitemap} to {property}: Google accepted it, but its record could not be read"
    )]
    Unreadable {
        /// The sitemap.
        sitemap: Url,
        /// The property.
        property: Property,
        /// The call's error.
        #[source]
        source: CallError,
    },
    /// The record could not be read; nothing was submitted.
    #[error("failed to read the record of {sitemap} in {property}")]
    Record {
        /// The sitemap, or `all sitemaps`.
        sitemap: String,
        /// The property.
        property: Property,
        /// The account's e-mail.
        account: String,
        /// The call's error.
        #[source]
        source: CallError,
    },
    /// The removal was rejected.
    #[error("failed to remove {sitemap} from {property}")]
    Delete {
        /// The sitemap.
        sitemap: Url,
        /// The property.
        property: Property,
        /// The account's e-mail.
        account: String,
        /// The call's error.
        #[source]
        source: CallError,
    },
    /// The Search Analytics query was rejected.
    #[error("failed to query the search analytics of {property}")]
    Analytics {
        /// The property.
        property: Property,
        /// The account's e-mail.
        account: String,
        /// The call's error.
        #[source]
        source: CallError,
    },
    /// Recorded, but not downloaded and processed in time.
    #[error("Google recorded {sitemap}, but did not download and process it within {}", length(*.wait))]
    NotDownloaded {
        /// The sitemap.
        sitemap: Url,
        /// Time limit of the wait.
        wait: Duration,
        /// Error of the last lookup, if it failed.
        #[source]
        source: Option<Box<Self>>,
    },
}

impl Failure for GoogleError {
    fn exit_code(&self) -> ExitCode {
        match self {
            Self::Property { source, .. } | Self::NotSeen { source } => source.exit_code(),
            Self::Sites { source, .. }
            | Self::Submit { source, .. }
            | Self::Delete { source, .. }
            | Self::Analytics { source, .. }
            | Self::Record { source, .. } => api_exit_code(&source.error),
            Self::NotShown { .. } | Self::Unreadable { .. } | Self::NotDownloaded { .. } => {
                ExitCode::NotConfirmed
            }
        }
    }

    fn remedy(&self) -> Option<Remedy> {
        match self {
            Self::Property { source, .. } | Self::NotSeen { source } => source.remedy(),
            Self::Sites { account, source } => api_remedy(&source.error, account, None),
            Self::Submit {
                property,
                account,
                source,
                ..
            }
            | Self::Delete {
                property,
                account,
                source,
                ..
            }
            | Self::Analytics {
                property,
                account,
                source,
            }
            | Self::Record {
                property,
                account,
                source,
                ..
            } => api_remedy(&source.error, account, Some(property.name())),
            Self::NotShown { property, .. } | Self::Unreadable { property, .. } => {
                let page = links::sitemaps_page(property.name());
                Some(Remedy::new(format!("look at {page}, and run again")))
            }
            Self::NotDownloaded { .. } => Some(
                Remedy::new("Google downloads sitemaps on its own schedule, often within hours; ")
                    .run(Action::Status)
                    .text(" shows when it did"),
            ),
        }
    }
}

/// Formats a duration as users write it: `3s` or `1m 30s`.
fn length(time: Duration) -> String {
    let time = SignedDuration::try_from(time).unwrap_or(SignedDuration::MAX);
    format!("{time:#}")
}

fn shown(last_submitted: Option<&Timestamp>) -> String {
    last_submitted.map_or_else(
        || "no submission".to_owned(),
        |time| format!("the last submission at {time}"),
    )
}
