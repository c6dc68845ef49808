//! Fetches pages and reports findings about them.

use std::collections::BTreeMap;
use std::time::Duration;

use futures_util::{StreamExt, stream};
use http::HeaderMap;
use http::header::CONTENT_TYPE;
use net::Deadline;
use sitemap_validator::rules::{
    CRAWL_LIMIT, Levels, PAGE_BLOCKED, PAGE_NOINDEX, PAGE_REDIRECT, PAGE_STATUS, Rule,
};
use url::Url;

use super::head::{Unreadable, head_of};
use super::noindex;
use super::sample::Page;
use crate::model::FindingReport;
use crate::model::address::{cleaned, fetchable, shown};
use crate::site::fetch::{AddressPolicy, Answer, Fetcher, location};
use crate::site::progress::Progress;
use crate::site::robots_files::{AGENT, RobotsFiles};

/// User agent of this program in robots.txt.
const OURSELVES: &str = "sitemap-submit";

/// Pause between two pages of a host: at most five per second.
const PAUSE: Duration = Duration::from_millis(200);

/// Maximum number of concurrent hosts.
const HOSTS_AT_ONCE: usize = 4;

/// Checker of pages.
pub(crate) struct PageChecker<'a> {
    pub(crate) fetcher: &'a Fetcher,
    pub(crate) robots: &'a RobotsFiles,
    pub(crate) levels: &'a Levels,
    pub(crate) deadline: Deadline,
    pub(crate) progress: &'a Progress,
}

type Verdict = Option<(&'static Rule, String)>;

impl PageChecker<'_> {
    /// Fetches `pages` and returns findings about them.
    pub(crate) async fn check(&self, pages: Vec<Page>) -> Vec<FindingReport> {
        let mut hosts: BTreeMap<String, Vec<(Url, AddressPolicy)>> = BTreeMap::new();
        for Page {
            address,
            address_policy,
        } in pages
        {
            let Some(url) = fetchable(&address) else {
                continue;
            };
            let origin = url.origin().ascii_serialization();
            hosts.entry(origin).or_default().push((url, address_policy));
        }
        let checked = stream::iter(hosts.into_values())
            .map(|pages| self.check_host(pages))
            .buffered(HOSTS_AT_ONCE);
        let verdicts: Vec<Verdict> = checked.concat().await;
        verdicts
            .into_iter()
            .flatten()
            .filter_map(|(rule, message)| {
                let severity = self.levels.severity(rule)?;
                let finding = FindingReport::about_the_whole(rule.id, severity, message);
                Some(finding.help(rule.remedy))
            })
            .collect()
    }

    /// Checks the pages of one host, one after the other.
    async fn check_host(&self, pages: Vec<(Url, AddressPolicy)>) -> Vec<Verdict> {
        let all = pages.len();
        let mut verdicts = Vec::with_capacity(all);
        for (done, (page, address_policy)) in pages.into_iter().enumerate() {
            if self.deadline.remaining() < PAUSE {
                let message = format!(
                    "{} of {all} pages were not checked: `--deadline` passed",
                    all - done
                );
                verdicts.push(Some((&CRAWL_LIMIT, message)));
                break;
            }
            if done > 0 {
                tokio::time::sleep(PAUSE).await;
            }
            self.progress.doing("checking", page.as_str());
            verdicts.push(self.check_page(&page, address_policy).await);
        }
        verdicts
    }

    async fn check_page(&self, page: &Url, address_policy: AddressPolicy) -> Verdict {
        let robots = self
            .robots
            .of(self.fetcher, page, address_policy, self.deadline)
            .await;
        let Some(robots) = robots else {
            let message = format!("{page} was not fetched: its host's robots.txt cannot be read");
            return Some((&PAGE_BLOCKED, message));
        };
        if !robots.allows(AGENT, page) {
            let message = format!("{page} may not be fetched by {AGENT} according to robots.txt");
            return Some((&PAGE_BLOCKED, message));
        }
        if !robots.allows(OURSELVES, page) {
            tracing::info!(%page, "robots.txt forbids this program to fetch it");
            return None;
        }
        let mut answer = match self.fetcher.look(page, address_policy, self.deadline).await {
            Ok(answer) => answer,
            Err(error) => return Some((&PAGE_STATUS, format!("{page} does not respond: {error}"))),
        };
        let status = answer.status();
        if status.is_redirection() {
            let to = location(&answer).unwrap_or("nowhere");
            let to = page
                .join(to)
                .map_or_else(|_| shown(to).into_owned(), |to| cleaned(to).into());
            return Some((
                &PAGE_REDIRECT,
                format!("{page} redirects to {to} ({})", status.as_u16()),
            ));
        }
        if !status.is_success() {
            return Some((&PAGE_STATUS, format!("{page} returns {status}")));
        }
        match self.noindex_in(&mut answer).await {
            Ok(None) => None,
            Ok(Some(place)) => Some((
                &PAGE_NOINDEX,
                format!("{page} has `noindex` in its {place}"),
            )),
            Err(Unreadable { coding }) => Some((
                &CRAWL_LIMIT,
                format!(
                    "{page} was sent with the content coding `{coding}`, which was not requested, so it could not be checked for noindex"
                ),
            )),
        }
    }

    async fn noindex_in(&self, answer: &mut Answer) -> Result<Option<&'static str>, Unreadable> {
        let headers = answer.headers();
        let mut values = headers.get_all("x-robots-tag").iter();
        if values.any(|value| value.to_str().is_ok_and(noindex::in_header)) {
            return Ok(Some("X-Robots-Tag header"));
        }
        if !is_html(headers) {
            return Ok(None);
        }
        let head = head_of(answer, self.deadline).await?;
        Ok(noindex::in_html(&head).then_some("robots meta element"))
    }
}

fn is_html(headers: &HeaderMap) -> bool {
    let kind = headers
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    kind.is_none_or(|kind| kind.to_ascii_lowercase().contains("html"))
}
