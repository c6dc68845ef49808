//! Processes several sitemaps concurrently, until all are done or a signal arrives.

use std::sync::OnceLock;

use futures_util::StreamExt;
use futures_util::stream;

use super::targets::Target;
use crate::app::run_error::Stopped;
use crate::app::shutdown::Shutdown;
use crate::model::{FailureReport, SitemapReport};
use crate::site::progress::Progress;

/// Maximum number of concurrent sitemaps. More would not be faster, and would put more load on the
/// site.
const AT_ONCE: usize = 4;

/// Result of a sitemap before its processing is complete.
#[derive(Debug, Default)]
pub(crate) struct PartialReport(OnceLock<SitemapReport>);

impl PartialReport {
    /// Records the final partial result; called once per sitemap.
    pub(super) fn note(&self, report: SitemapReport) {
        self.0.get_or_init(|| report);
    }
}

/// Runs `work` on each of `targets`; the reports have the same order. On a signal, running work is
/// dropped: sitemaps with a partial result are reported as unfinished, the others as stopped.
pub(super) async fn run_concurrently(
    targets: &[Target],
    shutdown: &mut Shutdown,
    progress: &Progress,
    work: impl AsyncFn(&Target, &PartialReport) -> SitemapReport,
) -> Vec<SitemapReport> {
    progress.expect(targets.len(), "sitemaps");
    let noted: Vec<PartialReport> = targets.iter().map(|_| PartialReport::default()).collect();
    let mut reports: Vec<Option<SitemapReport>> = targets.iter().map(|_| None).collect();
    let work = &work;
    let numbered = targets
        .iter()
        .zip(&noted)
        .enumerate()
        .map(|(index, (target, partial))| async move { (index, work(target, partial).await) });
    let mut under_way = stream::iter(numbered).buffer_unordered(AT_ONCE);
    let stop = loop {
        tokio::select! {
            // Take completed results before checking for a signal.
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
    let finished = reports.into_iter().zip(noted).zip(targets);
    finished
        .filter_map(|((report, partial), target)| {
            report.or_else(|| {
                let stopped = FailureReport::from(Stopped(stop?));
                Some(match partial.0.into_inner() {
                    Some(report) => report.unfinished(&stopped),
                    None => SitemapReport::new(&target.source).failed(stopped),
                })
            })
        })
        .collect()
}
