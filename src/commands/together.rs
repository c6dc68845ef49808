//! Works on several sitemaps at once, until all are done or the process is asked to stop.

use std::future::Future;

use futures_util::StreamExt;
use futures_util::stream;

use super::targets::Target;
use crate::failure::Failure;
use crate::progress::Progress;
use crate::report::SitemapReport;
use crate::shutdown::Shutdown;

/// Sitemaps worked on at the same time. More would not be faster for a site, and not kinder.
const AT_ONCE: usize = 4;

/// Runs `work` on each of `targets`; the reports come in the order of the targets. When the
/// process is asked to stop, work under way is dropped, and what it was for is reported as stopped.
pub(super) async fn each<'a, Working>(
    targets: &'a [Target],
    shutdown: &mut Shutdown,
    progress: &Progress,
    work: impl Fn(&'a Target) -> Working,
) -> Vec<SitemapReport>
where
    Working: Future<Output = SitemapReport>,
{
    progress.expect(targets.len(), "sitemaps");
    let mut reports: Vec<Option<SitemapReport>> = targets.iter().map(|_| None).collect();
    let work = &work;
    let numbered = targets
        .iter()
        .enumerate()
        .map(|(index, target)| async move { (index, work(target).await) });
    let mut under_way = stream::iter(numbered).buffer_unordered(AT_ONCE);
    let stop = loop {
        tokio::select! {
            // What is done is done: a result is taken before a signal is looked at.
            biased;
            done = under_way.next() => match done {
                Some((index, report)) => {
                    progress.one_done();
                    reports[index] = Some(report);
                }
                None => break None,
            },
            stop = shutdown.requested() => break Some(stop),
        }
    };
    drop(under_way);
    let finished = reports.into_iter().zip(targets);
    finished
        .filter_map(|(report, target)| {
            let stopped =
                || Some(SitemapReport::new(&target.source).failed(&Failure::Stopped(stop?)));
            report.or_else(stopped)
        })
        .collect()
}
