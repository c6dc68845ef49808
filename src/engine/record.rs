//! Looks up Google's record of a sitemap.

use net::Deadline;
use search_console::sitemaps::Sitemap;
use search_console::{CallError, Client, Error, Property, Rejection};
use url::Url;

/// The record of `sitemap`; `None` if Google does not know it.
pub(super) async fn look_up(
    client: &Client,
    property: &Property,
    sitemap: &Url,
    deadline: Deadline,
) -> Result<Option<Sitemap>, CallError> {
    match client.get_sitemap(property, sitemap, deadline).await {
        Ok(called) => Ok(Some(called.value)),
        Err(error) if is_not_found(&error) => Ok(None),
        Err(error) => Err(error),
    }
}

/// True if Search Console has no record of the sitemap.
pub(super) fn is_not_found(error: &CallError) -> bool {
    matches!(&error.error, Error::Api(api) if api.rejection == Rejection::NotFound)
}
