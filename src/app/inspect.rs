//! `inspect`: Google's record of given pages.

use std::time::Duration;

use futures_util::{FutureExt, Stream, StreamExt, stream};
use net::Deadline;
use search_console::Property;
use search_console::auth::Scope;
use url::Url;

use super::context::{Access, Context};
use super::open_store::Need;
use crate::app::clients::Clients;
use crate::app::run_error::Stopped;
use crate::app::shutdown::Shutdown;
use crate::engine::Google;
use crate::index::audit::InspectionError;
use crate::model::{FailureReport, PageReport};
use crate::site::progress::Progress;

/// Maximum number of concurrent inspections; their rate is limited separately.
const AT_ONCE: usize = 4;

/// Options of an inspection of single pages.
#[derive(Debug)]
pub(crate) struct InspectOptions {
    /// Property of all pages; `None` to look it up for each page.
    pub(crate) site: Option<Property>,
    pub(crate) urls: Vec<Url>,
    pub(crate) access: Access,
    pub(crate) deadline: Duration,
}

/// Inspects pages; returns a report for each.
///
/// # Errors
/// If the key or the store cannot be used.
pub(crate) async fn inspect(
    options: InspectOptions,
    clients: &Clients,
    shutdown: &mut Shutdown,
) -> Result<Vec<PageReport>, FailureReport> {
    let urls = options.urls;
    let deadline = Deadline::after(options.deadline);
    let access = options.access.with_pipe_read(deadline, shutdown).await?;
    let context = Context::open(clients, access, Scope::ReadOnly, Need::Optional)?;
    let google = context.google(options.site);
    let progress = Progress::start();
    progress.expect(urls.len(), "pages");
    let mut results = inspect_pages(&context, &google, &urls, deadline);
    let mut pages = Vec::with_capacity(urls.len());
    loop {
        let stop = tokio::select! {
            answer = results.next() => match answer {
                Some(page) => {
                    pages.push(page);
                    progress.one_done();
                    continue;
                }
                None => return Ok(pages),
            },
            stop = shutdown.requested() => stop,
        };
        // Report the completed inspections, and list the others as not inspected.
        let stopped = FailureReport::from(Stopped(stop));
        let unasked = |url: &Url| PageReport::new(url.as_str()).failed(stopped.clone());
        let rest: Vec<PageReport> = urls.iter().skip(pages.len()).map(unasked).collect();
        pages.extend(rest);
        return Ok(pages);
    }
}

/// Inspects `urls`; the reports have the same order. Pages that are not done at `deadline` fail.
pub(crate) fn inspect_pages<'a>(
    context: &'a Context,
    google: &'a Google,
    urls: &'a [Url],
    deadline: Deadline,
) -> impl Stream<Item = PageReport> + Unpin + use<'a> {
    stream::iter(urls)
        .map(move |url| inspect_page(context, google, url.clone(), deadline).boxed())
        .buffered(AT_ONCE)
}

async fn inspect_page(
    context: &Context,
    google: &Google,
    url: Url,
    deadline: Deadline,
) -> PageReport {
    let report = PageReport::new(url.as_str());
    let property = match google.readable_property_for(&url, deadline).await {
        Ok(property) => property,
        Err(error) => return report.failed(error),
    };
    let report = PageReport {
        property: Some(property.name().to_owned()),
        ..report
    };
    let asked = async {
        let id = context.store.property(&property).await?;
        let inspector = context.inspector(&property, id);
        let finding = inspector.inspect(&url, deadline).await?;
        // The store only adds advice, so an inspection succeeds without it.
        let is_submitted = context.store.is_submitted(&property, &[]).await;
        Ok::<_, InspectionError>((finding, is_submitted.unwrap_or(false)))
    };
    match asked.await {
        Ok((finding, is_submitted)) => {
            let advice = finding.reason.advice_once(is_submitted);
            PageReport {
                advice,
                ..finding.into_report(report)
            }
        }
        Err(error) => report.failed(error),
    }
}
