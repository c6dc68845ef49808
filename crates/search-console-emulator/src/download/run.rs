//! Downloads a submitted sitemap and records the result.
//!
//! Assumed, since Google does not document it: a failed download ends `isPending`, with one error.

use std::sync::Arc;

use crate::download::{count, fetch};
use crate::lock::locked;
use crate::shared::Shared;
use crate::state::{SitemapReport, SitemapState, View};

/// Downloads after the configured delay.
pub(crate) async fn after_delay(shared: Arc<Shared>, site: String, sitemap: String) {
    tokio::time::sleep(shared.download_delay).await;
    now(&shared, &site, &sitemap).await;
}

/// Downloads now; `None` if the sitemap is not submitted (any more).
pub(crate) async fn now(shared: &Shared, site: &str, sitemap: &str) -> Option<SitemapState> {
    let submissions = locked(&shared.state)
        .sitemap(site, sitemap, View::Current)?
        .submissions;
    let report = match fetch::fetch(sitemap).await {
        // Counting may take a while and must not block other requests.
        Ok(document) => tokio::task::spawn_blocking(move || count::count(&document))
            .await
            .unwrap_or_default(),
        Err(error) => SitemapReport {
            errors: 1,
            failure: Some(error.to_string()),
            ..SitemapReport::default()
        },
    };
    let end = shared.clock.now();
    let state = locked(&shared.state).downloaded(site, sitemap, submissions, report, end);
    shared.ledger.announce();
    state
}
