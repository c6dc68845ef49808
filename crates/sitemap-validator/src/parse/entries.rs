//! Counts entries, compares their URLs, and passes them to the caller.

use super::extension::Alternates;
use super::hosts::Hosts;
use super::mark::Mark;
use super::value::Value;
use crate::diagnostics::Diagnostics;
use crate::options::Options;
use crate::report::Kind;
use crate::rules;
use crate::sink::{Entry, EntrySink};
use crate::value::characters::{self, Unencoded};
use crate::value::duplicates::{self, Duplicates};
use crate::value::loc::{self, Addresses, Origin};
use crate::window::Window;
use url::Url;

/// The entries so far.
pub(crate) struct Entries<'call> {
    pub(crate) urls: u64,
    pub(crate) sitemaps: u64,
    options: &'call Options,
    sink: &'call mut dyn EntrySink,
    addresses: Addresses<'call>,
    duplicates: Duplicates,
    /// Hash of the current entry's URL, if it was checked.
    hash: Option<u64>,
    /// Folder of the sitemap, if only URLs in it may be listed.
    scope: Option<String>,
    dates: Dates,
    /// True if the notice that Google ignores an element was reported.
    told_of_changefreq: bool,
    told_of_priority: bool,
    dropped: Dropped,
    hosts: Hosts,
}

/// Number of entries with a violation for which an engine drops them.
#[derive(Debug, Default)]
struct Dropped {
    entries: u64,
    /// Number of such violations before the current entry.
    violations_before: u64,
}

/// Detects sitemaps in which all entries have the same date.
#[derive(Debug, Default)]
struct Dates {
    first: Vec<u8>,
    /// Number of consecutive entries with the first date, from the first entry on.
    same: u64,
    /// The last date without a finding, which many entries share.
    good: Vec<u8>,
}

impl<'call> Entries<'call> {
    pub(crate) fn new(options: &'call Options, sink: &'call mut dyn EntrySink) -> Self {
        Self {
            urls: 0,
            sitemaps: 0,
            options,
            sink,
            addresses: Addresses::new(options.location.as_ref())
                .also_of(&options.also_of)
                .of_domains(&options.domains),
            duplicates: Duplicates::default(),
            hash: None,
            scope: scope(options),
            dates: Dates::default(),
            told_of_changefreq: false,
            told_of_priority: false,
            dropped: Dropped::default(),
            hosts: Hosts::default(),
        }
    }

    /// Counts the previous entry, if any, if an engine drops it.
    fn settle(&mut self, diagnostics: &Diagnostics) {
        let violations = diagnostics.dropping();
        let has_entry = self.urls > 0 || self.sitemaps > 0;
        if has_entry && violations > self.dropped.violations_before {
            self.dropped.entries += 1;
        }
        self.dropped.violations_before = violations;
    }

    /// Reports wrong hosts; returns those that another host may permit.
    pub(crate) fn check_hosts(&mut self, diagnostics: &mut Diagnostics) -> Vec<Url> {
        let hosts = std::mem::take(&mut self.hosts);
        let foreign = hosts.foreign();
        let all = self.urls + self.sitemaps;
        hosts.finish(self.options.location.as_ref(), all, diagnostics);
        foreign
    }

    /// Reports a sitemap in which an engine drops more than half of the entries.
    pub(crate) fn check_dropped(&mut self, diagnostics: &mut Diagnostics) {
        self.settle(diagnostics);
        let dropped = self.dropped.entries;
        let all = self.urls + self.sitemaps;
        if dropped * 2 > all {
            diagnostics.of_file(&rules::file::ENTRIES_DROPPED, || {
                rules::file::entries_dropped(dropped, all)
            });
        }
    }

    /// Counts an entry that starts at the mark; reports the first one beyond the limit.
    pub(crate) fn count(
        &mut self,
        kind: Kind,
        mark: &Mark,
        window: &Window,
        diagnostics: &mut Diagnostics,
    ) {
        self.settle(diagnostics);
        self.hash = None;
        let limit = self.options.limits.max_entries;
        let range = mark.range();
        if kind == Kind::SitemapIndex {
            self.sitemaps += 1;
            if self.sitemaps == limit.saturating_add(1) {
                diagnostics.at(&rules::file::TOO_MANY_SITEMAPS, window, range, || {
                    rules::file::too_many_sitemaps(limit)
                });
            }
        } else {
            self.urls += 1;
            if self.urls == limit.saturating_add(1) {
                diagnostics.at(&rules::file::TOO_MANY_URLS, window, range, || {
                    rules::file::too_many_urls(limit)
                });
            }
        }
    }

    /// Passes a complete entry to the sink.
    pub(crate) fn deliver(
        &mut self,
        kind: Kind,
        loc: &[u8],
        lastmod: Option<&[u8]>,
        alternates: Option<&Alternates>,
    ) {
        if let Some(lastmod) = lastmod {
            if self.dates.first.is_empty() {
                self.dates.first.extend_from_slice(lastmod);
            }
            self.dates.same += u64::from(self.dates.first == lastmod);
        }
        self.sink.on_entry(&Entry {
            kind,
            loc,
            hash: self.hash,
            lastmod,
            alternates,
        });
    }

    /// Makes the checks that require all entries.
    pub(crate) fn finish(&self, diagnostics: &mut Diagnostics) {
        let Dates { first, same, .. } = &self.dates;
        if *same >= rules::lastmod::ALL_SAME_LEAST && *same == self.urls {
            diagnostics.of_file(&rules::lastmod::ALL_SAME, || {
                rules::lastmod::all_same(*same, first)
            });
        }
    }

    /// True if the date is the last one without a finding.
    pub(crate) fn is_good_date(&self, date: &[u8]) -> bool {
        self.dates.good == date
    }

    /// Remembers a date without a finding.
    pub(crate) fn note_good_date(&mut self, date: &[u8]) {
        self.dates.good.clear();
        self.dates.good.extend_from_slice(date);
    }

    /// True for the first `changefreq` of the sitemap.
    pub(crate) fn is_first_changefreq(&mut self) -> bool {
        !std::mem::replace(&mut self.told_of_changefreq, true)
    }

    /// True for the first `priority` of the sitemap.
    pub(crate) fn is_first_priority(&mut self) -> bool {
        !std::mem::replace(&mut self.told_of_priority, true)
    }

    /// Checks a URL that is not empty.
    pub(crate) fn check_address(
        &mut self,
        kind: Kind,
        value: &Value,
        window: &Window,
        diagnostics: &mut Diagnostics,
    ) {
        let bytes = value.bytes(window);
        let place = || value.place(window);
        let is_url = self.check_origin(kind, value, window, diagnostics);
        if bytes.len() >= rules::loc::TOO_LONG_LIMIT {
            let characters = String::from_utf8_lossy(bytes).chars().count();
            if characters >= rules::loc::TOO_LONG_LIMIT {
                diagnostics.at_place(&rules::loc::TOO_LONG, place, || {
                    rules::loc::too_long(characters)
                });
            }
        }
        if is_url {
            self.check_rest(value, window, diagnostics);
        }
        let hash = duplicates::hash(bytes);
        self.hash = (kind == Kind::Urlset).then_some(hash);
        if self
            .duplicates
            .is_repeated(hash, self.options.limits.max_entries)
        {
            diagnostics.at_place(&rules::loc::DUPLICATE, place, || {
                rules::loc::duplicate(bytes)
            });
        }
    }

    /// Checks the part after the host.
    fn check_rest(&self, value: &Value, window: &Window, diagnostics: &mut Diagnostics) {
        let bytes = value.bytes(window);
        if characters::has_unusual(bytes) {
            check_characters(value, window, diagnostics);
        }
        if let Some(folder) = &self.scope
            && !loc::is_in_folder(bytes, folder)
        {
            let place = || value.place(window);
            diagnostics.at_place(&rules::loc::OUTSIDE_SCOPE, place, || {
                rules::loc::outside_scope(folder)
            });
        }
    }

    /// Checks scheme and host; returns true if the URL has both.
    fn check_origin(
        &mut self,
        kind: Kind,
        value: &Value,
        window: &Window,
        diagnostics: &mut Diagnostics,
    ) -> bool {
        let bytes = value.bytes(window);
        let origin = self.addresses.origin(bytes);
        let is_url = matches!(
            origin,
            Origin::Good | Origin::Elsewhere { .. } | Origin::Credentials(..)
        );
        let place = || value.place(window);
        if is_url && !(kind == Kind::SitemapIndex && self.options.follows_index) {
            if self.addresses.is_repeat() {
                self.hosts.again(diagnostics);
            } else {
                self.hosts
                    .note(bytes, origin, self.options, place, diagnostics);
            }
            if bytes.len() > 8 && self.addresses.is_doubled(bytes) {
                diagnostics.at_place(&rules::host::BASE_DOUBLED, place, || {
                    rules::host::base_doubled_path(bytes)
                });
            }
        }
        if origin == Origin::Good {
            return is_url;
        }
        match origin {
            Origin::Good => {}
            Origin::NotAbsolute if kind == Kind::Text => {
                diagnostics.at_place(&rules::feed::TEXT_LINE_NOT_URL, place, || {
                    rules::feed::text_line_not_url(bytes)
                });
            }
            Origin::NotAbsolute => {
                diagnostics.at_place(&rules::loc::NOT_ABSOLUTE, place, || {
                    rules::loc::not_absolute(bytes)
                });
            }
            Origin::Scheme(length) => {
                diagnostics.at_place(&rules::loc::SCHEME, place, || {
                    rules::loc::scheme(&bytes[..length])
                });
            }
            Origin::Invalid(cause) => {
                diagnostics.at_place(&rules::loc::INVALID_URL, place, || {
                    rules::loc::invalid_url(bytes, cause)
                });
            }
            Origin::Credentials(start, end) => {
                let place = || value.place_of(window, start..end);
                let draft = rules::loc::credentials;
                diagnostics.at_place(&rules::loc::CREDENTIALS, place, draft);
            }
            Origin::Elsewhere { .. } => {}
        }
        is_url
    }
}

/// Checks the characters of a URL with unusual ones.
fn check_characters(value: &Value, window: &Window, diagnostics: &mut Diagnostics) {
    let bytes = value.bytes(window);
    if let Some(unencoded) = characters::unencoded(bytes) {
        let (Unencoded::Character(index, _) | Unencoded::Percent(index)) = unencoded;
        let place = || value.place_of(window, index..index + 1);
        diagnostics.at_place(&rules::loc::NOT_ENCODED, place, || match unencoded {
            Unencoded::Character(_, byte) => rules::loc::not_encoded_character(byte),
            Unencoded::Percent(_) => rules::loc::not_encoded_percent(),
        });
    }
    if let Some(range) = characters::escaped_ampersand(bytes) {
        let place = || value.place_of(window, range.clone());
        diagnostics.at_place(&rules::loc::NOT_ENCODED, place, || {
            rules::loc::not_encoded_reference(&bytes[range.clone()])
        });
    }
    if let Some((character, range)) = characters::invisible(bytes) {
        let place = || value.place_of(window, range.clone());
        diagnostics.at_place(&rules::loc::NOT_ENCODED, place, || {
            rules::loc::not_encoded_invisible(character)
        });
    }
    if let Some(parameter) = characters::session_parameter(bytes) {
        let place = || value.place_of(window, parameter.clone());
        diagnostics.at_place(&rules::loc::SESSION_ID, place, || {
            rules::loc::session_id(&bytes[parameter.clone()])
        });
    }
    // A reference that does not resolve to a character keeps its `&#`.
    let is_fragment = |index: &usize| *index > 0 && bytes[index - 1] != b'&';
    if let Some(index) = memchr::memchr_iter(b'#', bytes).find(is_fragment) {
        let place = || value.place_of(window, index..bytes.len());
        diagnostics.at_place(&rules::loc::FRAGMENT, place, || rules::loc::fragment(bytes));
    }
}

/// The sitemap's folder, if it is known and is not the root.
fn scope(options: &Options) -> Option<String> {
    let path = options
        .location
        .as_ref()
        .filter(|_| !options.is_announced)?
        .path();
    let folder = path.rfind('/').map(|slash| &path[..=slash])?;
    (folder.len() > 1).then(|| folder.to_owned())
}
