//! Errors of runs that have nothing to work on.

use url::Url;

use crate::model::{Action, ExitCode, Failure, Remedy, RunOption, access};

/// Run without anything to work on.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub(crate) enum NothingToDo {
    /// No sitemap was given.
    #[error("no sitemap was given")]
    NoSitemap,
    /// A site has no sitemap at the usual places.
    #[error("no sitemap was found: {site}robots.txt {robots}, and there is no {tried}")]
    NotFound {
        /// The site.
        site: Url,
        /// Defect of its robots.txt.
        robots: &'static str,
        /// Default locations of sitemaps.
        tried: String,
    },
    /// A folder has none.
    #[error("no sitemap was found in {folder}")]
    NoneBuilt {
        /// The folder.
        folder: String,
    },
    /// The sitemaps list no pages to inspect.
    #[error("the sitemaps list no page of {property}")]
    NoPages {
        /// The property.
        property: String,
    },
    /// The store contains no property.
    #[error("the store contains no property yet")]
    NothingKnown,
    /// The account sees no property.
    #[error("{account} sees no property")]
    NoProperty {
        /// E-mail address of the account.
        account: String,
    },
    /// The property has no sitemaps.
    #[error("no sitemap was submitted to {property} yet")]
    NoneSubmitted {
        /// The property.
        property: String,
    },
}

impl Failure for NothingToDo {
    fn exit_code(&self) -> ExitCode {
        ExitCode::NothingToDo
    }

    fn remedy(&self) -> Option<Remedy> {
        Some(match self {
            Self::NoSitemap => {
                "give the URL of a sitemap or site, such as https://example.com/; see `--help`"
                    .into()
            }
            Self::NotFound { site, .. } => {
                format!("name the sitemap's URL, or add a `Sitemap:` line to {site}robots.txt")
                    .into()
            }
            Self::NoneBuilt { .. } => {
                "check that the generator writes one: those that robots.txt names are read, and files whose name contains `sitemap`"
                    .into()
            }
            Self::NoPages { .. } => Remedy::new("give the property of its pages with ")
                .option(RunOption::Site)
                .text(", or give the audit more time with `--deadline`"),
            Self::NothingKnown => Remedy::new("audit a sitemap first with ").run(Action::Audit),
            Self::NoProperty { account } => access::how_to_add(account, None).into(),
            Self::NoneSubmitted { .. } => Remedy::new("submit one with ").run(Action::Submit),
        })
    }
}
