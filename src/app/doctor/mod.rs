//! `doctor`: checks everything that a submission needs, in order, with a remedy for each failure.

mod account;

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use net::Deadline;
use search_console::auth::{Clock, Scope};
use search_console::sites::Site;
use search_console::{Client, Property};
use url::Url;

use super::account_properties::KnownProperties;
use super::check::Check;
use super::context::Access;
use super::credentials::with_pipe_read;
use super::open_store::{Forgotten, Need, OpenStore, open_store};
use super::targets::{Target, find_targets};
use super::terms::{CheckContext, SubmissionTerms};
use crate::app::clients::Clients;
use crate::app::freshness::StaleError;
use crate::app::nothing_to_do::NothingToDo;
use crate::app::run_error::{DiscoveryError, InvalidSitemap, Stopped};
use crate::app::shutdown::{Shutdown, Stop};
use crate::engine::Google;
use crate::model::links;
use crate::model::quantity::count;
use crate::model::{Action, CheckOutcome, CheckReport, FailureReport, Input, Remedy};
use crate::site::fetch::{AddressPolicy, Fetcher, RetryProfile};
use crate::site::progress::Progress;
use crate::site::robots_files::RobotsFiles;
use crate::store::InspectionQuota;

/// Age after which a download counts as old; Google usually downloads a sitemap every few days.
const OLD_DOWNLOAD: SignedDuration = SignedDuration::from_hours(14 * 24);

/// Options of an examination.
#[derive(Debug)]
pub(crate) struct DoctorOptions {
    pub(crate) site: Option<Property>,
    /// Sitemap or site; if there is none, the site of the property.
    pub(crate) input: Option<Input>,
    pub(crate) access: Access,
    /// Terms of the submission.
    pub(crate) terms: SubmissionTerms,
    pub(crate) deadline: Duration,
}

/// Checks everything that a submission needs; returns the checks in order.
///
/// # Errors
/// [`Stopped`] if a signal arrives first.
pub(crate) async fn doctor(
    options: DoctorOptions,
    clients: &Clients,
    shutdown: &mut Shutdown,
) -> Result<Vec<CheckReport>, FailureReport> {
    let access = options.access;
    let deadline = Deadline::after(options.deadline);
    let client = match with_pipe_read(access.connection, deadline, shutdown).await {
        Ok(connection) => clients.client(connection, Scope::ReadWrite),
        Err(failure) if Stop::of(failure.exit_code).is_some() => return Err(failure),
        Err(failure) => Err(failure),
    };
    let store = open_store(access.store, Need::Optional);
    let fetcher = clients.fetcher();
    let doctor = Doctor {
        client,
        store: store.map_err(FailureReport::from),
        fetcher: &fetcher,
        quota: access.quota,
        clock: clients.clock(),
        terms: options.terms,
        deadline,
    };
    let progress = Progress::start();
    progress.doing("examining", "the connection to Search Console");
    tokio::select! {
        checks = doctor.examine(options.site, options.input) => Ok(checks),
        stop = shutdown.requested() => Err(Stopped(stop).into()),
    }
}

/// Subjects of an examination.
pub(crate) struct Doctor<'a> {
    pub(crate) client: Result<Arc<Client>, FailureReport>,
    pub(crate) store: Result<OpenStore, FailureReport>,
    pub(crate) fetcher: &'a Fetcher,
    pub(crate) quota: InspectionQuota,
    pub(crate) clock: &'a Clock,
    pub(crate) terms: SubmissionTerms,
    pub(crate) deadline: Deadline,
}

impl Doctor<'_> {
    /// Runs all checks for `input`, or for the site of `site` without an input.
    pub(crate) async fn examine(
        &self,
        site: Option<Property>,
        input: Option<Input>,
    ) -> Vec<CheckReport> {
        let mut checks = Vec::new();
        let sites = self.google(&mut checks).await;
        let root = site.as_ref().and_then(Property::site_root);
        let input = input.or_else(|| root.map(Input::Site));
        let robots = RobotsFiles::default();
        let found = self.find(input, &robots).await;
        let target = found.as_ref().and_then(|found| found.as_ref().ok());
        let sitemap = target.and_then(|target| target.source.url()).cloned();
        let named = site.clone();
        let property = self.property(&mut checks, site, sites.as_deref(), sitemap.as_ref());
        let account = KnownProperties::of(sites.as_deref().unwrap_or_default());
        self.site(
            &mut checks,
            found.as_ref(),
            named.as_ref(),
            &robots,
            &account,
        )
        .await;
        self.record(&mut checks, property.as_ref(), sitemap.as_ref())
            .await;
        self.quota(&mut checks, property.as_ref()).await;
        checks
    }

    /// The first sitemap of `input`, or the failure to find it; `None` without an input.
    async fn find(
        &self,
        input: Option<Input>,
        robots: &RobotsFiles,
    ) -> Option<Result<Target, FailureReport>> {
        let inputs = vec![input?];
        let (targets, failed) = find_targets(
            inputs,
            self.fetcher,
            robots,
            RetryProfile::Short,
            self.deadline,
        )
        .await;
        let why = failed.into_iter().find_map(|report| report.failure);
        let none = || FailureReport::from(NothingToDo::NoSitemap);
        let first = targets.into_iter().next();
        Some(first.ok_or_else(|| why.unwrap_or_else(none)))
    }

    /// The site: its sitemap and its robots.txt.
    async fn site(
        &self,
        checks: &mut Vec<CheckReport>,
        found: Option<&Result<Target, FailureReport>>,
        site: Option<&Property>,
        robots: &RobotsFiles,
        account: &KnownProperties,
    ) {
        match found {
            None => skip(checks, &["sitemap", "robots.txt"], "no sitemap was given"),
            Some(Err(failure)) => {
                skip(
                    checks,
                    &["sitemap"],
                    "the robots.txt of the site could not be read",
                );
                checks.push(CheckReport {
                    check: "robots.txt",
                    outcome: CheckOutcome::Failed,
                    message: failure.message.clone(),
                    remedy: failure.remedy.clone(),
                    error: Some(failure.clone()),
                });
            }
            Some(Ok(target)) => {
                self.check_sitemap(checks, target, site, robots, account)
                    .await;
                if let Some(sitemap) = target.source.url() {
                    self.check_robots(checks, sitemap, robots).await;
                }
            }
        }
    }

    async fn check_robots(
        &self,
        checks: &mut Vec<CheckReport>,
        sitemap: &Url,
        robots: &RobotsFiles,
    ) {
        let mut root = sitemap.clone();
        root.set_query(None);
        root.set_path("/");
        let start = AddressPolicy::Start;
        let read = robots.read(
            self.fetcher,
            &root,
            start,
            RetryProfile::Short,
            self.deadline,
        );
        checks.push(match read.await {
            Ok(robots) if robots.names(&[sitemap]) => {
                CheckReport::ok("robots.txt", "it names the sitemap")
            }
            Ok(_) => CheckReport::warning(
                "robots.txt",
                "it does not name the sitemap",
                format!("add the line `Sitemap: {sitemap}`, by which every search engine finds it"),
            ),
            Err(source) => {
                let failure = DiscoveryError { site: root, source };
                CheckReport::failed("robots.txt", failure)
            }
        });
    }

    /// Checks the sitemap as `submit` does.
    async fn check_sitemap(
        &self,
        checks: &mut Vec<CheckReport>,
        target: &Target,
        site: Option<&Property>,
        robots: &RobotsFiles,
        account: &KnownProperties,
    ) {
        let progress = Progress::hidden();
        let context = CheckContext {
            fetcher: self.fetcher,
            now: (self.clock)(),
            robots,
            deadline: self.deadline,
            progress: &progress,
        };
        let check = Check::of_submission(context, &self.terms, site).of_account(Some(account));
        checks.push(match check.run(target).await {
            Err(failure) => CheckReport::failed("sitemap", failure),
            Ok(checked) => {
                let errors = checked.errors();
                let warnings = checked.warnings();
                if !checked.is_good() {
                    let sitemap = target.source.to_string();
                    CheckReport::failed("sitemap", InvalidSitemap { sitemap, errors })
                } else if errors + warnings > 0 {
                    let found =
                        format!("{}, {}", count(errors, "error"), count(warnings, "warning"));
                    let subject = target.source.to_string();
                    let help = Remedy::new("see ").run_for(Action::Validate, subject);
                    CheckReport::warning("sitemap", found, help)
                } else {
                    let urls = checked.crawled_urls();
                    let entries = urls.unwrap_or_else(|| checked.entries());
                    CheckReport::ok(
                        "sitemap",
                        format!("it is valid and lists {}", count(entries, "URL")),
                    )
                }
            }
        });
    }

    /// Checks that a property covers the sitemap, and the account's permission there.
    fn property(
        &self,
        checks: &mut Vec<CheckReport>,
        site: Option<Property>,
        sites: Option<&[Site]>,
        sitemap: Option<&Url>,
    ) -> Option<Property> {
        let (Some(sites), Ok(client)) = (sites, &self.client) else {
            let why = "the properties are not known";
            skip(checks, &["permission", "property"], why);
            return site;
        };
        if site.is_none() && sitemap.is_none() {
            let why = "neither a property nor a sitemap was given";
            skip(checks, &["permission", "property"], why);
            return None;
        }
        let account = client.account();
        let chosen = Google::permitted(sites, site.as_ref(), sitemap, account);
        match chosen {
            Ok(property) => {
                let level = sites
                    .iter()
                    .find(|site| site.site_url == property.name())
                    .map_or("not listed", |site| site.permission_level.as_str());
                let may = format!("{account} is {level} of {property}");
                checks.push(CheckReport::ok("permission", may));
                let covers = format!("{property} covers the sitemap");
                checks.push(CheckReport::ok("property", covers));
                Some(property)
            }
            Err(error) => {
                if error.is_about_permission() {
                    checks.push(CheckReport::failed("permission", error));
                    checks.push(CheckReport::ok("property", "a property covers the sitemap"));
                } else {
                    skip(checks, &["permission"], "no property covers the sitemap");
                    checks.push(CheckReport::failed("property", error));
                }
                site
            }
        }
    }

    /// Checks the record of the sitemap.
    async fn record(
        &self,
        checks: &mut Vec<CheckReport>,
        property: Option<&Property>,
        sitemap: Option<&Url>,
    ) {
        let (Some(property), Some(sitemap), Ok(client)) = (property, sitemap, &self.client) else {
            skip(
                checks,
                &["submission"],
                "no property or no sitemap was given",
            );
            return;
        };
        if checks
            .iter()
            .any(|check| check.check == "api" && check.outcome != CheckOutcome::Ok)
        {
            skip(checks, &["submission"], "the API does not respond");
            return;
        }
        let google = Google::new(Arc::clone(client), Some(property.clone()));
        checks.push(
            match google.record(property, sitemap, self.deadline).await {
                Err(error) => CheckReport::failed("submission", error),
                Ok(None) => CheckReport::warning(
                    "submission",
                    StaleError::Unknown {
                        sitemap: sitemap.to_string(),
                        property: property.name().to_owned(),
                    }
                    .to_string(),
                    Remedy::new("submit it with ").run_for(Action::Submit, sitemap.as_str()),
                ),
                Ok(Some(record)) => submission(
                    (self.clock)(),
                    record.last_submitted,
                    record.last_downloaded,
                    record.errors,
                    property,
                ),
            },
        );
    }

    /// Checks the store and the quota.
    async fn quota(&self, checks: &mut Vec<CheckReport>, property: Option<&Property>) {
        let store = match &self.store {
            Ok(open) => {
                checks.push(store_check(open));
                &open.store
            }
            Err(failure) => {
                checks.push(CheckReport::failed("store", failure.clone()));
                skip(checks, &["quota"], "the store cannot be used");
                return;
            }
        };
        let Some(property) = property else {
            skip(checks, &["quota"], "there is no property");
            return;
        };
        let spent = async {
            let id = store.property(property).await?;
            store.spent_today(id, (self.clock)()).await
        };
        checks.push(match spent.await {
            Err(error) => CheckReport::failed("quota", error),
            Ok(spent) => {
                let left = self.quota.per_day.saturating_sub(spent);
                let message = format!("{left} of {} inspections left today", self.quota.per_day);
                if left == 0 {
                    CheckReport::warning("quota", message, "wait for midnight, Pacific time")
                } else {
                    CheckReport::ok("quota", message)
                }
            }
        });
    }
}

/// Checks that results are kept. A submission needs no store, so this never fails.
fn store_check(open: &OpenStore) -> CheckReport {
    match &open.forgotten {
        None => CheckReport::ok("store", "results are kept"),
        Some(Forgotten::Refused) => CheckReport::skipped("store", "disabled by --no-store"),
        Some(Forgotten::Unknown) => CheckReport::skipped("store", "no location is configured"),
        Some(Forgotten::Unusable(failure)) => {
            let why = std::iter::once(&failure.message).chain(&failure.causes);
            let why: Vec<&str> = why.map(String::as_str).collect();
            let message = format!("{}; nothing is kept", why.join(": "));
            CheckReport::warning("store", message, failure.remedy.clone().unwrap_or_default())
        }
    }
}

fn submission(
    now: Timestamp,
    submitted: Option<Timestamp>,
    downloaded: Option<Timestamp>,
    errors: i64,
    property: &Property,
) -> CheckReport {
    let page = links::sitemaps_page(property.name());
    let Some(downloaded) = downloaded else {
        let at = submitted.map_or_else(String::new, |time| format!(" on {time:.0}"));
        return CheckReport::warning(
            "submission",
            format!("it was submitted{at} and not downloaded yet"),
            format!("wait a day, then look at {page}"),
        );
    };
    if errors > 0 {
        let message = format!("Google counts {errors} errors in it");
        return CheckReport::warning("submission", message, format!("see which at {page}"));
    }
    if now.duration_since(downloaded) > OLD_DOWNLOAD {
        let message = format!("Google last downloaded it on {downloaded:.0}");
        return CheckReport::warning("submission", message, format!("see why at {page}"));
    }
    CheckReport::ok(
        "submission",
        format!("Google downloaded it on {downloaded:.0}"),
    )
}

fn skip(checks: &mut Vec<CheckReport>, names: &[&'static str], why: &str) {
    checks.extend(names.iter().map(|name| CheckReport::skipped(name, why)));
}
