//! Arguments that the command line and the tools of the MCP server have in common.

use jiff::civil::Date;
use search_console::{Property, PropertyError};
use url::Url;

use crate::model::{Action, ExitCode, Failure, Input, InputError, Remedy, RunOption};

/// Argument that is missing or invalid.
#[derive(Debug, thiserror::Error)]
pub(crate) enum InvalidArgument {
    /// A sitemap or site.
    #[error("invalid sitemap argument")]
    Sitemap(#[source] InputError),
    /// The URL of a page.
    #[error("invalid URL argument")]
    Page(#[source] InputError),
    /// The name of a property.
    #[error("invalid property name")]
    Site(#[source] PropertyError),
    /// A folder, without the place where it will be served.
    #[error("{folder} is a folder, and it is not known where it will be served")]
    NoBaseUrl {
        /// The folder.
        folder: String,
    },
    /// No property was given, and no sitemap to find it by.
    #[error("no property was given")]
    NoSite,
    /// The range of days is empty.
    #[error("the first day, {start}, is after the last, {end}")]
    Days {
        /// First day.
        start: Date,
        /// Last day.
        end: Date,
    },
}

impl Failure for InvalidArgument {
    fn exit_code(&self) -> ExitCode {
        ExitCode::Usage
    }

    fn remedy(&self) -> Option<Remedy> {
        Some(match self {
            Self::Sitemap(error) | Self::Page(error) => error.remedy(),
            Self::Site(error) => property_remedy(error),
            Self::NoBaseUrl { .. } => {
                "give the URL at which it will be served, such as `--base-url https://www.example.com/`"
                    .into()
            }
            Self::NoSite => Remedy::new("name it with ")
                .option(RunOption::Site)
                .text("; ")
                .run(Action::Sites)
                .text(" lists those that the account can access"),
            Self::Days { .. } => Remedy::new("swap them: ")
                .option(RunOption::Start)
                .text(" must not be after ")
                .option(RunOption::End),
        })
    }
}

/// Parses the exact name of a property.
///
/// # Errors
/// [`InvalidArgument::Site`].
pub(crate) fn property(given: &str) -> Result<Property, InvalidArgument> {
    given.parse().map_err(InvalidArgument::Site)
}

/// Parses a sitemap or site that a search engine can fetch.
///
/// # Errors
/// [`InvalidArgument::Sitemap`].
pub(crate) fn submittable(given: &str) -> Result<Input, InvalidArgument> {
    Input::parse_submittable(given).map_err(InvalidArgument::Sitemap)
}

/// Parses the URL of one sitemap, where a site's root would be ambiguous.
///
/// # Errors
/// [`InvalidArgument::Sitemap`].
pub(crate) fn one_sitemap(given: &str) -> Result<Url, InvalidArgument> {
    match submittable(given)? {
        Input::Sitemap(url) => Ok(url),
        Input::Site(site) => Err(InvalidArgument::Sitemap(InputError::NotOneSitemap { site })),
        // A search engine can fetch neither, so they were refused above.
        Input::File(_) | Input::Stdin => Err(InvalidArgument::Sitemap(InputError::Empty)),
    }
}

/// Parses URLs of pages and drops repeated ones.
///
/// # Errors
/// [`InvalidArgument::Page`].
pub(crate) fn page_urls(given: &[String]) -> Result<Vec<Url>, InvalidArgument> {
    let mut urls = Vec::with_capacity(given.len());
    for text in given {
        let url = Input::parse_page(text).map_err(InvalidArgument::Page)?;
        if !urls.contains(&url) {
            urls.push(url);
        }
    }
    Ok(urls)
}

/// Suggested correction of the name of a property.
fn property_remedy(error: &PropertyError) -> Remedy {
    match error {
        PropertyError::NoTrailingSlash { suggestion, .. } => {
            Remedy::new("write ").option_with(RunOption::Site, suggestion.as_str())
        }
        PropertyError::Credentials => Remedy::new("write ")
            .option(RunOption::Site)
            .text(" without the user name and password, as Search Console shows it"),
        PropertyError::Sitemap { site, .. } => Remedy::new("give the sitemap as an argument, and the property as ")
            .option_with(RunOption::Site, site.as_str())
            .text(", or leave the property out: it is found by the sitemap"),
        PropertyError::Unrecognised { .. } => Remedy::new(
            "write it as Search Console shows it: `https://example.com/` or `sc-domain:example.com`; ",
        )
        .run(Action::Sites)
        .text(" lists those that the account can access"),
    }
}
