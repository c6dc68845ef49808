//! Terms of a check: what each door lets people and agents choose, and the check that follows from it.

use jiff::Timestamp;
use net::Deadline;
use search_console::Property;
use sitemap_validator::Options;
use sitemap_validator::rules::Levels;
use url::Url;

use super::check::{Check, CheckOptions};
use crate::app::policy::Policy;
use crate::model::FailOn;
use crate::site::crawl::Account;
use crate::site::fetch::{Fetcher, RetryProfile};
use crate::site::progress::Progress;
use crate::site::reading::{Reader, RuleOptions};
use crate::site::robots_files::RobotsFiles;

/// Terms on which a sitemap may be submitted.
#[derive(Debug, Clone)]
pub(crate) struct SubmissionTerms {
    pub(crate) policy: Policy,
    pub(crate) rules: RuleOptions,
    /// True if the sitemaps of an index are validated as well.
    pub(crate) crawls: bool,
}

impl Default for SubmissionTerms {
    fn default() -> Self {
        Self {
            policy: Policy {
                fail_on: FailOn::OF_SUBMISSION,
                min_urls: None,
            },
            rules: all_rules(),
            crawls: true,
        }
    }
}

/// Terms of a validation.
#[derive(Debug, Clone)]
pub(crate) struct ValidationTerms {
    /// Minimum severity that makes a sitemap invalid.
    pub(crate) fail_on: FailOn,
    pub(crate) rules: RuleOptions,
    /// True if the sitemaps of an index are validated as well.
    pub(crate) crawls: bool,
    /// True if translations have to link to each other.
    pub(crate) translations: bool,
    /// Maximum number of listed pages to fetch.
    pub(crate) pages: usize,
    /// URL under which local files will be served.
    pub(crate) base_url: Option<Url>,
}

impl Default for ValidationTerms {
    fn default() -> Self {
        Self {
            fail_on: FailOn::OF_VALIDATION,
            rules: all_rules(),
            crawls: false,
            translations: false,
            pages: 0,
            base_url: None,
        }
    }
}

fn all_rules() -> RuleOptions {
    RuleOptions {
        levels: Levels::default(),
        max_findings: Options::DEFAULT_FINDINGS_PER_RULE,
    }
}

/// What the checks of one run share.
#[derive(Clone, Copy)]
pub(crate) struct CheckContext<'a> {
    pub(crate) fetcher: &'a Fetcher,
    pub(crate) now: Timestamp,
    pub(crate) robots: &'a RobotsFiles,
    pub(crate) deadline: Deadline,
    pub(crate) progress: &'a Progress,
}

impl<'a> Check<'a> {
    /// The check before a submission to `property`, or to the property that covers the sitemap.
    pub(crate) fn of_submission(
        context: CheckContext<'a>,
        terms: &SubmissionTerms,
        property: Option<&'a Property>,
    ) -> Self {
        Self {
            reader: Reader::new(context.fetcher, context.now).with_rules(terms.rules.clone()),
            robots: context.robots,
            property,
            account: None,
            options: CheckOptions {
                policy: terms.policy,
                crawls: terms.crawls,
                pages: 0,
                translations: false,
                keeps_time: true,
                takes_snapshot: true,
            },
            deadline: context.deadline,
            progress: context.progress,
        }
    }

    /// The same, for an account whose properties may cover both a sitemap and what it lists.
    pub(crate) fn of_account(mut self, account: Option<&'a dyn Account>) -> Self {
        self.account = account;
        self
    }

    /// The check of a document that is not submitted.
    pub(crate) fn of_validation(context: CheckContext<'a>, terms: &ValidationTerms) -> Self {
        Self {
            reader: Reader::new(context.fetcher, context.now)
                .with_rules(terms.rules.clone())
                .with_retry_profile(RetryProfile::Short)
                .unannounced()
                .served_below(terms.base_url.clone()),
            robots: context.robots,
            property: None,
            account: None,
            options: CheckOptions {
                policy: Policy {
                    fail_on: terms.fail_on,
                    min_urls: None,
                },
                crawls: terms.crawls,
                pages: terms.pages,
                translations: terms.translations,
                keeps_time: false,
                takes_snapshot: false,
            },
            deadline: context.deadline,
            progress: context.progress,
        }
    }
}
