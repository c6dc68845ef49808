//! `inspect`: what Google's index knows of pages that are named.

use futures_util::{FutureExt, Stream, StreamExt, stream};
use net::Deadline;
use search_console::auth::Scope;
use url::Url;

use super::context::Context;
use super::open_store::Need;
use crate::app::clients::Outside;
use crate::app::run_error::Stopped;
use crate::app::shutdown::Shutdown;
use crate::cli::InspectArgs;
use crate::cli::settings;
use crate::engine::Google;
use crate::model::{FailureReport, PageReport};
use crate::site::progress::Progress;

/// Pages asked of at the same time; the pace keeps the rate.
const AT_ONCE: usize = 4;

/// Does what `args` ask for; gives a report per page.
///
/// # Errors
/// When nothing could be begun.
pub(crate) async fn inspect(
    args: &InspectArgs,
    outside: &Outside,
    shutdown: &mut Shutdown,
) -> Result<Vec<PageReport>, FailureReport> {
    let site = settings::site(&args.site)?;
    let urls = settings::page_urls(&args.urls)?;
    let context = Context::open(
        outside,
        &args.account.key,
        Scope::ReadOnly,
        &args.store,
        Need::Optional,
        &args.quota,
    )?;
    let google = context.google(site);
    let deadline = Deadline::after(args.account.deadline);
    let progress = Progress::start();
    progress.expect(urls.len(), "pages");
    let mut answers = inspect_pages(&context, &google, &urls, deadline);
    let mut pages = Vec::with_capacity(urls.len());
    loop {
        let stop = tokio::select! {
            answer = answers.next() => match answer {
                Some(page) => {
                    pages.push(page);
                    progress.one_done();
                    continue;
                }
                None => return Ok(pages),
            },
            stop = shutdown.requested() => stop,
        };
        // What was learnt is told, and of the others that they were not asked of.
        let stopped = FailureReport::from(Stopped(stop));
        let unasked = |url: &Url| PageReport::new(url.as_str()).failed(stopped.clone());
        let rest: Vec<PageReport> = urls.iter().skip(pages.len()).map(unasked).collect();
        pages.extend(rest);
        return Ok(pages);
    }
}

/// Asks of `urls`; the reports come in their order. What is not done at `deadline` says so.
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
        let investigator = context.investigator(&property, id);
        investigator.investigate(&url, deadline).await
    };
    match asked.await {
        Ok(finding) => finding.into_report(report),
        Err(error) => report.failed(error),
    }
}
