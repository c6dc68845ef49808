//! `validate`: read and judge, submit nothing.

use std::time::Duration;

use search_console::Deadline;

use super::targets::{Target, find_targets};
use super::together::each;
use crate::cli::ValidateArgs;
use crate::failure::{Failure, NothingToDo};
use crate::input::Input;
use crate::outside::Outside;
use crate::policy::Policy;
use crate::progress::Progress;
use crate::reading::Reader;
use crate::report::SitemapReport;
use crate::settings;
use crate::shutdown::Shutdown;

/// How long all of it may take.
const DEADLINE: Duration = Duration::from_secs(120);

/// Does what `args` ask for; gives a report per document.
///
/// # Errors
/// When nothing could be begun.
pub(crate) async fn validate(
    args: &ValidateArgs,
    outside: &Outside,
    shutdown: &mut Shutdown,
) -> Result<Vec<SitemapReport>, Failure> {
    let inputs = settings::inputs(&args.input, Input::parse_document)?;
    if inputs.is_empty() {
        return Err(NothingToDo::NoSitemap.into());
    }
    let deadline = Deadline::after(DEADLINE);
    let fetcher = outside.fetcher();
    let progress = Progress::start();
    let (targets, failed) = tokio::select! {
        found = find_targets(inputs, &fetcher, deadline) => found,
        stop = shutdown.requested() => return Err(Failure::Stopped(stop)),
    };
    let reader = Reader::new(&fetcher, outside.now()).with_rules(&args.rules);
    let policy = Policy {
        fail_on: args.fail_on,
        min_urls: None,
    };
    let (reader, progress) = (&reader, &progress);
    let work = |target| judge(target, reader, policy, deadline, progress);
    let mut reports = failed;
    reports.extend(each(&targets, shutdown, progress, work).await);
    Ok(reports)
}

async fn judge(
    target: &Target,
    reader: &Reader<'_>,
    policy: Policy,
    deadline: Deadline,
    progress: &Progress,
) -> SitemapReport {
    let mut report = SitemapReport::new(&target.source);
    progress.doing("validating", &report.url);
    match reader.read(&target.source, deadline).await {
        Err(error) => report.failed(&target.unread(error)),
        Ok(validation) => {
            let unread = policy.unread(&validation);
            let is_good = unread.is_none() && policy.tolerates(validation.worst());
            report.take_validation(validation);
            report.findings.extend(unread);
            if is_good {
                report.valid()
            } else {
                report.invalid()
            }
        }
    }
}
