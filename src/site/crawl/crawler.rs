//! Crawls the sitemaps of an index.

use std::collections::HashSet;
use std::sync::Arc;

use net::Deadline;
use search_console::Property;
use sitemap_validator::rules::{
    CRAWL_LIMIT, ENTRIES_DROPPED, INDEX_CHILD_ADDRESS, INDEX_CHILD_CROSS_HOST, INDEX_CHILD_SCOPE,
    INDEX_CHILD_UNREADABLE, INDEX_IN_INDEX, INDEX_URL_REPEATED, PAGE_FILE_MISSING,
    ROBOTS_BLOCKS_SITEMAP, ROBOTS_BLOCKS_URL,
};
use sitemap_validator::{Kind, Report, Rule, Severity};
use tokio::sync::Mutex;
use url::Url;

use super::child_sink::{ChildSink, IndexSink};
use super::crawled::Crawled;
use super::limits::{Limits, Reached};
use super::listed_pages::SpareRoom;
use super::permission::{Account, Permission};
use super::repeats::Repeats;
use super::scope::{Place, place};
use super::translations::{Translations, note_translations};
use super::unread::{UnreadChildren, is_unread};
use crate::model::address::{fetchable, shown};
use crate::model::{ChildReport, FailureReport, Source, Tally};
use crate::site::fetch::{AddressPolicy, FetchError, Fetcher, RetryProfile};
use crate::site::pages::Sample;
use crate::site::progress::Progress;
use crate::site::reading::{ReadError, Reader};
use crate::site::robots_files::{AGENT, RobotsFiles};
use crate::site::walk::{Listed, Walk};

/// Crawls.
pub(crate) struct Crawler<'a> {
    pub(crate) reader: Reader<'a>,
    pub(crate) fetcher: &'a Fetcher,
    pub(crate) robots: &'a RobotsFiles,
    /// The property that may cover sitemaps on other hosts.
    pub(crate) property: Option<&'a Property>,
    /// The account that may have a property for each host.
    pub(crate) account: Option<&'a dyn Account>,
    pub(crate) limits: Limits,
    pub(crate) deadline: Deadline,
    pub(crate) progress: &'a Progress,
    /// Number of pages to choose for fetching.
    pub(crate) sample: usize,
    /// True if translations are compared.
    pub(crate) translations: bool,
}

/// A waiting sitemap.
struct Waiting {
    /// URL of the index; `None` for a local file.
    index: Option<Arc<Url>>,
    address: String,
    /// True if it may be an index itself, because a robots.txt names it.
    may_be_index: bool,
    /// The robots.txt that names it, or the index that lists it.
    named_by: Option<Arc<Url>>,
}

impl Listed for Waiting {
    fn address(&self) -> &str {
        &self.address
    }
}

/// Result of one sitemap.
struct Child {
    waiting: Waiting,
    url: Option<Url>,
    /// Addresses of links from it, once it was read.
    address_policy: AddressPolicy,
    looked: Looked,
    remarks: Vec<(&'static Rule, String)>,
}

enum Looked {
    /// It is not a URL; the index has a finding about it.
    NoAddress,
    /// It was not fetched, for the reason of a remark.
    Refused,
    Unread(ReadError),
    Read(Box<(Report, ChildSink)>),
}

impl Child {
    /// True if engines may not fetch the sitemap, cannot read it, or reject it.
    fn is_dropped(&self) -> bool {
        let is_blocked = |(rule, _): &(&Rule, String)| rule.id == ROBOTS_BLOCKS_SITEMAP.id;
        match &self.looked {
            Looked::NoAddress => false,
            Looked::Refused | Looked::Unread(_) => true,
            Looked::Read(read) => {
                read.0.worst() == Some(Severity::Fatal) || self.remarks.iter().any(is_blocked)
            }
        }
    }
}

impl Crawler<'_> {
    /// Fetches and validates the `listed` sitemaps of the document at `index`, which is a
    /// robots.txt if `is_robots`.
    pub(crate) async fn crawl(
        &self,
        index: Option<&Url>,
        is_robots: bool,
        listed: IndexSink,
    ) -> Crawled {
        let options = self.reader.options();
        let translations = Translations::new(self.translations);
        let mut crawled = Crawled::new(options, Sample::of(self.sample), translations);
        let index = index.map(|url| Arc::new(url.clone()));
        let wait = |address| Waiting {
            index: index.clone(),
            address,
            may_be_index: is_robots,
            named_by: index.clone().filter(|_| is_robots),
        };
        note_left_out(&mut crawled.tally, None, &listed);
        let all_listed = listed.sitemaps.len();
        let mut dropped = 0;
        let first = listed.sitemaps.into_iter().map(wait).collect();
        let (mut done, mut skipped) = (0, 0);
        let mut unread = 0;
        let mut repeats = Repeats::default();
        let spare = repeats.spare();
        let hosts = Mutex::new(HashSet::new());
        let visit = |waiting| self.child(waiting, &hosts, &spare);
        let mut walk = Walk::new(first, self.limits.at_once, visit);
        self.progress.expect_listed(walk.all());
        let reached = loop {
            let Some(child) = walk.next().await else {
                break None;
            };
            // Do not count sitemaps that were not read before the deadline.
            if self.deadline.has_passed() {
                break Some(Reached::Deadline);
            }
            let before = (done + skipped, crawled.urls, walk.all());
            done += 1;
            unread += u64::from(matches!(child.looked, Looked::Unread(_)));
            dropped += usize::from(child.is_dropped());
            let nested = note(&mut crawled, &mut repeats, child);
            if let Err(full) = walk.add(nested) {
                break Some(full.into());
            }
            skipped = walk.repeated();
            self.progress.expect_listed(walk.all() - before.2);
            self.progress
                .listed_done(done + skipped - before.0, crawled.urls - before.1);
            if crawled.bytes > self.limits.bytes {
                break Some(Reached::Bytes(self.limits.bytes));
            }
            if unread >= self.limits.unread {
                break Some(Reached::Unread(self.limits.unread));
            }
        };
        let levels = crawled.tally.levels();
        if let Some(finding) =
            reached.and_then(|reached| reached.finding(levels, done + walk.repeated(), walk.all()))
        {
            crawled.tally.add(finding);
        }
        if !is_robots && dropped * 2 > all_listed {
            crawled.tally.violated(&ENTRIES_DROPPED, None, || {
                format!("{dropped} of its {all_listed} sitemaps cannot be read by engines")
            });
        }
        let translations = std::mem::take(&mut crawled.translations);
        note_translations(&mut crawled.tally, translations, |number| {
            let child = crawled.children.get(number)?;
            Some(child.url.as_str())
        });
        if crawled.left_out {
            tracing::warn!(
                "a robots.txt exceeds the limit of rules; only some URLs were checked against it"
            );
        }
        if repeats.has_left_out() {
            tracing::warn!(
                "only the first URLs were stored for comparison; later ones are compared only with these"
            );
        }
        crawled
    }

    async fn child(
        &self,
        waiting: Waiting,
        hosts: &Mutex<HashSet<String>>,
        spare: &SpareRoom,
    ) -> Child {
        let mut child = Child {
            url: None,
            address_policy: AddressPolicy::Public,
            looked: Looked::NoAddress,
            remarks: Vec::new(),
            waiting,
        };
        let Some(url) = fetchable(&child.waiting.address) else {
            return child;
        };
        child.url = Some(url.clone());
        child.looked = Looked::Refused;
        self.progress.doing("validating", url.as_str());
        let address_policy = match &child.waiting.index {
            Some(index) => self.fetcher.address_policy_from(index),
            // A local file is trusted, and so are its links.
            None => AddressPolicy::Anywhere,
        };
        {
            let mut hosts = hosts.lock().await;
            let host = url.host_str().unwrap_or_default();
            if !hosts.contains(host) && hosts.len() == self.limits.hosts {
                let most = self.limits.hosts;
                let message = format!("it was skipped: the limit of {most} hosts is reached");
                child.remarks.push((&CRAWL_LIMIT, message));
                return child;
            }
            hosts.insert(host.to_owned());
        }
        let robots = self
            .robots
            .of(self.fetcher, &url, address_policy, self.deadline)
            .await;
        let permission = Permission {
            robots: self.robots,
            fetcher: self.fetcher,
            property: self.property,
            account: self.account,
            deadline: self.deadline,
        };
        if let Some(index) = &child.waiting.index {
            match self.place(index, &url) {
                Place::Below => {}
                // A robots.txt at the root may name any sitemap.
                _ if child.waiting.may_be_index => {}
                Place::Beside => child.remarks.push((
                    &INDEX_CHILD_SCOPE,
                    format!("it is not below the directory of the index {index}"),
                )),
                Place::Elsewhere => {
                    let robots = robots.as_deref();
                    let is_named = robots.is_some_and(|robots| robots.names(&[&url, index]));
                    if !is_named && !permission.owns(index, &url).await {
                        child.remarks.push((
                            &INDEX_CHILD_CROSS_HOST,
                            format!("it is on another host than the index {index}, whose robots.txt does not name it; it was not fetched"),
                        ));
                        return child;
                    }
                }
            }
        }
        let is_blocked = robots
            .as_ref()
            .is_some_and(|robots| !robots.allows(AGENT, &url));
        if is_blocked {
            let message = format!("its host's robots.txt forbids {AGENT} to fetch it");
            child.remarks.push((&ROBOTS_BLOCKS_SITEMAP, message));
        }
        let rules = robots.map_or_else(Arc::default, |robots| robots.rules_for(AGENT));
        let (sample, translations) = (self.sample, self.translations);
        let may_be_index = child.waiting.may_be_index;
        let make = || {
            let rules = Arc::clone(&rules);
            let folder = self.reader.folder().cloned();
            ChildSink::new(
                spare.take(),
                rules,
                folder,
                may_be_index,
                sample,
                translations,
            )
        };
        let reader = self
            .reader
            .within(address_policy)
            .named_by(child.waiting.named_by.as_deref())
            .following_indexes(may_be_index)
            .with_retry_profile(RetryProfile::Silent);
        let source = Source::Url(url.clone());
        let mut read = reader.read_with(&source, self.deadline, &make).await;
        if let Ok((report, _)) = &read {
            let index = child.waiting.index.as_deref();
            let sitemaps: Vec<&Url> = [&url].into_iter().chain(index).collect();
            let permitted = permission
                .hosts(&report.foreign, &sitemaps, address_policy)
                .await;
            if !permitted.is_empty() {
                let reader = reader.named_by(&permitted);
                read = reader.read_with(&source, self.deadline, &make).await;
            }
        }
        child.address_policy = self.fetcher.address_policy_from(&url);
        child.looked = match read {
            Ok(read) => Looked::Read(Box::new(read)),
            Err(error) => Looked::Unread(error),
        };
        child
    }

    /// Place of `child` relative to `index`, or to the target of its redirect.
    fn place(&self, index: &Url, child: &Url) -> Place {
        let target = self.fetcher.redirected_to(index);
        match place(index, child) {
            Place::Elsewhere => target.map_or(Place::Elsewhere, |target| place(&target, child)),
            near => near,
        }
    }
}

/// Reports that sitemaps of the index at `address` exceeded the limits.
fn note_left_out(tally: &mut Tally, address: Option<&str>, listed: &IndexSink) {
    if listed.left_out > 0 {
        tally.violated(&CRAWL_LIMIT, address, || {
            let count = listed.left_out;
            format!("{count} of its sitemaps were skipped: their URLs exceed the memory limit")
        });
    }
}

/// Records the result of `child`; returns the sitemaps that it lists, if they are to be crawled.
fn note(crawled: &mut Crawled, repeats: &mut Repeats, child: Child) -> Vec<Waiting> {
    let Some(url) = child.url else {
        return Vec::new();
    };
    let address = url.as_str();
    for (rule, message) in child.remarks {
        crawled.tally.violated(rule, Some(address), || message);
    }
    match child.looked {
        Looked::NoAddress => Vec::new(),
        Looked::Refused => {
            crawled.children.push(ChildReport::refused(&url));
            Vec::new()
        }
        Looked::Unread(error) => {
            let rule = match &error {
                ReadError::Fetch {
                    source: FetchError::NotPublic { .. },
                    ..
                } => &INDEX_CHILD_ADDRESS,
                _ => &INDEX_CHILD_UNREADABLE,
            };
            let failure = FailureReport::from(error);
            let message = failure
                .causes
                .iter()
                .fold(failure.message, |all, cause| all + ": " + cause);
            crawled
                .tally
                .violated(rule, Some(address), || message.clone());
            crawled.children.push(ChildReport::unread(&url, message));
            Vec::new()
        }
        Looked::Read(read) => {
            let (report, mut sink) = *read;
            crawled
                .sample
                .join(std::mem::take(&mut sink.sample), child.address_policy);
            note_read(crawled, repeats, &url, report, sink, &child.waiting)
        }
    }
}

fn note_read(
    crawled: &mut Crawled,
    repeats: &mut Repeats,
    url: &Url,
    report: Report,
    sink: ChildSink,
    waiting: &Waiting,
) -> Vec<Waiting> {
    let address = url.as_str();
    let is_index = report.kind == Some(Kind::SitemapIndex);
    if is_index && !waiting.may_be_index {
        let message = "it is an index itself; the sitemaps it lists were not read".to_owned();
        crawled
            .tally
            .violated(&INDEX_IN_INDEX, Some(address), || message);
    }
    let about_pages = [
        (&ROBOTS_BLOCKS_URL, sink.forbidden.message()),
        (&PAGE_FILE_MISSING, sink.missing.message()),
    ];
    crawled.left_out |= sink.forbidden.has_left_out();
    let repeated = repeats.compare(sink.pages);
    if repeated.count > 0 {
        let example = repeated
            .example
            .map_or_else(String::new, |name| format!(", such as {}", shown(&name)));
        let count = repeated.count;
        let message = format!("{count} of its URLs are listed by sitemaps before it{example}");
        crawled
            .tally
            .violated(&INDEX_URL_REPEATED, Some(address), || message);
    }
    for (rule, message) in about_pages {
        if let Some(message) = message {
            crawled.tally.violated(rule, Some(address), || message);
        }
    }
    let number = crawled.children.len();
    crawled.translations.join(sink.translations, number);
    crawled.children.push(ChildReport::read(url, &report));
    if is_unread(&report) {
        let unread = crawled.unread.get_or_insert_with(|| UnreadChildren {
            first: address.to_owned(),
            count: 0,
        });
        unread.count += 1;
    }
    crawled.urls += report.urls;
    crawled.bytes += report.bytes;
    crawled.tally.add_report(address, report);
    if !(is_index && waiting.may_be_index) {
        return Vec::new();
    }
    note_left_out(&mut crawled.tally, Some(address), &sink.index);
    let index = Arc::new(url.clone());
    let nested = sink.index.sitemaps.into_iter().map(|address| Waiting {
        index: Some(Arc::clone(&index)),
        address,
        may_be_index: false,
        named_by: waiting.named_by.clone(),
    });
    nested.collect()
}
