//! Counts entries, checks their addresses against each other, and hands them to the caller.

use super::mark::Mark;
use super::value::Value;
use crate::diagnostics::Diagnostics;
use crate::options::Options;
use crate::report::Kind;
use crate::rules;
use crate::sink::{Entry, EntrySink};
use crate::value::duplicates::Duplicates;
use crate::value::loc::{self, Addresses, Origin, Unencoded};
use crate::window::Window;

/// The entries so far.
pub(crate) struct Entries<'call> {
    pub(crate) urls: u64,
    pub(crate) sitemaps: u64,
    options: &'call Options,
    sink: &'call mut dyn EntrySink,
    addresses: Addresses<'call>,
    duplicates: Duplicates,
}

impl<'call> Entries<'call> {
    pub(crate) fn new(options: &'call Options, sink: &'call mut dyn EntrySink) -> Self {
        Self {
            urls: 0,
            sitemaps: 0,
            options,
            sink,
            addresses: Addresses::new(options.location.as_ref()),
            duplicates: Duplicates::default(),
        }
    }

    /// Counts an entry that begins at the mark; the first beyond the limit is reported.
    pub(crate) fn count(
        &mut self,
        kind: Kind,
        mark: &Mark,
        window: &Window,
        diagnostics: &mut Diagnostics,
    ) {
        let limit = self.options.limits.max_entries;
        let range = mark.range();
        if kind == Kind::SitemapIndex {
            self.sitemaps += 1;
            if self.sitemaps == limit.saturating_add(1) {
                diagnostics.at(&rules::too_many_sitemaps::RULE, window, range, || {
                    rules::too_many_sitemaps::draft(limit)
                });
            }
        } else {
            self.urls += 1;
            if self.urls == limit.saturating_add(1) {
                diagnostics.at(&rules::too_many_urls::RULE, window, range, || {
                    rules::too_many_urls::draft(limit)
                });
            }
        }
    }

    /// Hands over an entry that is complete.
    pub(crate) fn deliver(&mut self, kind: Kind, loc: &[u8], lastmod: Option<&[u8]>) {
        self.sink.on_entry(&Entry { kind, loc, lastmod });
    }

    /// Checks an address that is not empty.
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
        if bytes.len() >= rules::loc_too_long::LIMIT {
            let characters = String::from_utf8_lossy(bytes).chars().count();
            if characters >= rules::loc_too_long::LIMIT {
                diagnostics.at_place(&rules::loc_too_long::RULE, place, || {
                    rules::loc_too_long::draft(characters)
                });
            }
        }
        if let Some(unencoded) = is_url.then(|| loc::unencoded(bytes)).flatten() {
            let (Unencoded::Character(index, _) | Unencoded::Percent(index)) = unencoded;
            let place = || value.place_of(window, index..index + 1);
            diagnostics.at_place(&rules::loc_not_encoded::RULE, place, || match unencoded {
                Unencoded::Character(_, byte) => rules::loc_not_encoded::character(byte),
                Unencoded::Percent(_) => rules::loc_not_encoded::percent(),
            });
        }
        if self
            .duplicates
            .is_repeated(bytes, self.options.limits.max_entries)
        {
            diagnostics.at_place(&rules::loc_duplicate::RULE, place, || {
                rules::loc_duplicate::draft(bytes)
            });
        }
    }

    /// Checks scheme and host; the answer is whether the address is a URL with both.
    fn check_origin(
        &mut self,
        kind: Kind,
        value: &Value,
        window: &Window,
        diagnostics: &mut Diagnostics,
    ) -> bool {
        let bytes = value.bytes(window);
        let origin = self.addresses.origin(bytes);
        let is_url = matches!(origin, Origin::Good | Origin::Elsewhere { .. });
        if origin == Origin::Good {
            return is_url;
        }
        let place = || value.place(window);
        match origin {
            Origin::Good => {}
            Origin::NotAbsolute if kind == Kind::Text => {
                diagnostics.at_place(&rules::text_line_not_url::RULE, place, || {
                    rules::text_line_not_url::draft(bytes)
                });
            }
            Origin::NotAbsolute => {
                diagnostics.at_place(&rules::loc_not_absolute::RULE, place, || {
                    rules::loc_not_absolute::draft(bytes)
                });
            }
            Origin::Scheme(length) => {
                diagnostics.at_place(&rules::loc_scheme::RULE, place, || {
                    rules::loc_scheme::draft(&bytes[..length])
                });
            }
            Origin::Invalid(cause) => {
                diagnostics.at_place(&rules::loc_invalid_url::RULE, place, || {
                    rules::loc_invalid_url::draft(bytes, cause)
                });
            }
            Origin::Elsewhere { host, scheme } => {
                let Some(sitemap) = &self.options.location else {
                    return is_url;
                };
                if scheme {
                    let found = if sitemap.scheme() == "https" {
                        "http"
                    } else {
                        "https"
                    };
                    diagnostics.at_place(&rules::loc_scheme_mismatch::RULE, place, || {
                        rules::loc_scheme_mismatch::draft(found, sitemap.scheme())
                    });
                }
                if let Some((start, end)) = host {
                    let place = || value.place_of(window, start..end);
                    let expected = &sitemap[url::Position::BeforeHost..url::Position::AfterPort];
                    diagnostics.at_place(&rules::loc_host_mismatch::RULE, place, || {
                        rules::loc_host_mismatch::draft(&bytes[start..end], expected)
                    });
                }
            }
        }
        is_url
    }
}
