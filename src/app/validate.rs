//! `validate`: read and judge, submit nothing.

use net::Deadline;

use super::check::{Check, CheckOptions};
use super::targets::{Target, find_targets};
use super::together::{SoFar, each};
use crate::app::clients::Outside;
use crate::app::deployed_from::locate;
use crate::app::nothing_to_do::NothingToDo;
use crate::app::policy::Policy;
use crate::app::run_error::Stopped;
use crate::app::shutdown::Shutdown;
use crate::cli::ValidateArgs;
use crate::cli::settings;
use crate::model::{FailureReport, Input, SitemapReport};
use crate::site::crawl::RobotsFiles;
use crate::site::fetch::Patience;
use crate::site::progress::Progress;
use crate::site::reading::Reader;

/// Does what `args` ask for; gives a report per document.
///
/// # Errors
/// When nothing could be begun.
pub(crate) async fn validate(
    args: &ValidateArgs,
    outside: &Outside,
    shutdown: &mut Shutdown,
) -> Result<Vec<SitemapReport>, FailureReport> {
    let inputs = settings::inputs(&args.input, Input::parse_document)?;
    if inputs.is_empty() {
        return Err(NothingToDo::NoSitemap.into());
    }
    let deadline = Deadline::after(args.deadline);
    let fetcher = outside.fetcher();
    let progress = Progress::start();
    let (targets, failed) = tokio::select! {
        found = find_targets(inputs, &fetcher, Patience::Short, deadline) => found,
        stop = shutdown.requested() => return Err(Stopped(stop).into()),
    };
    let check = Check {
        reader: Reader::new(&fetcher, outside.now())
            .with_rules(&args.rules)
            .with_patience(Patience::Short)
            .unannounced(),
        robots: RobotsFiles::default(),
        property: None,
        options: CheckOptions {
            policy: Policy {
                fail_on: args.fail_on,
                min_urls: None,
            },
            crawls: args.crawl,
            pages: args.check_urls.into(),
            translations: args.check_hreflang,
            keeps_time: false,
            takes_snapshot: false,
        },
        deadline,
        progress: &progress,
    };
    let mut reports = failed;
    let work = async |target: &Target, _: &SoFar| validate_one(&check, target).await;
    reports.extend(each(&targets, shutdown, &progress, work).await);
    if let Some(folder) = &args.deployed_from.site_dir {
        locate(&mut reports, folder, &check.reader).await;
    }
    Ok(reports)
}

/// Checks one document and reports whether it is valid.
pub(crate) async fn validate_one(check: &Check<'_>, target: &Target) -> SitemapReport {
    let mut report = SitemapReport::new(&target.source);
    match check.run(target).await {
        Err(failure) => report.failed(failure),
        Ok(checked) => {
            let is_good = checked.is_good();
            checked.fill(&mut report);
            if is_good {
                report.valid()
            } else {
                report.invalid()
            }
        }
    }
}
