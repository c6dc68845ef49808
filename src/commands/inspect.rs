//! `inspect`: what Google's index knows of pages that are named.

use futures_util::{FutureExt, StreamExt, stream};
use search_console::Deadline;
use search_console::auth::Scope;
use url::Url;

use super::context::{Context, Need};
use crate::cli::InspectArgs;
use crate::engine::Google;
use crate::failure::Failure;
use crate::outside::Outside;
use crate::progress::Progress;
use crate::report::PageReport;
use crate::settings;
use crate::shutdown::Shutdown;

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
) -> Result<Vec<PageReport>, Failure> {
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
    tokio::select! {
        pages = inspect_pages(&context, &google, &urls, deadline, || progress.one_done()) => Ok(pages),
        stop = shutdown.requested() => Err(Failure::Stopped(stop)),
    }
}

/// Asks of `urls`; the reports come in their order. What is not done at `deadline` says so.
pub(crate) async fn inspect_pages(
    context: &Context,
    google: &Google,
    urls: &[Url],
    deadline: Deadline,
    one_done: impl Fn(),
) -> Vec<PageReport> {
    stream::iter(urls.to_vec())
        .map(|url| inspect_page(context, google, url, deadline).boxed())
        .buffered(AT_ONCE)
        .inspect(|_| one_done())
        .collect()
        .await
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
        Err(error) => return report.failed(&error.into()),
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
        Ok(finding) => report.found(finding),
        Err(error) => report.failed(&error.into()),
    }
}
