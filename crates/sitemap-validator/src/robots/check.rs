//! Checks a robots.txt as it is read.

use std::collections::HashSet;
use std::io;

use url::Url;

use super::line::is_record;
use super::{MAX_BYTES, Robots};
use crate::decode::Input;
use crate::diagnostics::Diagnostics;
use crate::options::Options;
use crate::parse::Entries;
use crate::report::Kind;
use crate::rules;
use crate::sniff::BYTE_ORDER_MARK;
use crate::window::Place;

/// The crawler for which a sitemap must not be blocked.
const AGENT: &str = "Googlebot";

/// Maximum number of `Sitemap:` records that are kept until all rules are known.
const MAX_PLACES: usize = 1_000;

/// State of the check.
struct Checker<'call> {
    options: &'call Options,
    robots: Robots,
    named: HashSet<String>,
    places: Vec<(Url, Place)>,
}

/// Reads all lines; returns true if they are the whole document.
pub(crate) fn check(
    input: &mut Input<'_>,
    options: &Options,
    entries: &mut Entries<'_>,
    diagnostics: &mut Diagnostics,
) -> io::Result<bool> {
    let limit = options.limits.max_token_bytes;
    let mut checker = Checker {
        options,
        robots: Robots::default(),
        named: HashSet::new(),
        places: Vec::new(),
    };
    let has_mark = input.window.from(0).starts_with(BYTE_ORDER_MARK);
    let mut position = if has_mark {
        BYTE_ORDER_MARK.len() as u64
    } else {
        0
    };
    let mut skips_line = false;
    let complete = loop {
        let rest = input.window.from(position);
        if position >= MAX_BYTES as u64 && !rest.is_empty() {
            diagnostics.of_file(&rules::robots::TOO_LARGE, rules::robots::too_large);
            break true;
        }
        let line_end = memchr::memchr2(b'\n', b'\r', rest);
        if line_end.is_none() && !input.has_ended() {
            if rest.len() > limit && !skips_line {
                checker.long_line(position, &rest[..limit], input, entries, diagnostics);
                skips_line = true;
            }
            if skips_line {
                position = input.window.end();
            }
            input.advance(position, diagnostics)?;
            continue;
        }
        let line = &rest[..line_end.unwrap_or(rest.len())];
        if line_end.is_none() && !input.is_complete() {
            // A cut line is not checked, since the cut is already reported.
            break false;
        }
        if !std::mem::take(&mut skips_line) {
            checker.line(position, line, input, entries, diagnostics);
        }
        match line_end {
            Some(length) => position += length as u64 + 1,
            None => break input.is_complete(),
        }
    };
    checker.finish(entries, diagnostics);
    Ok(complete)
}

impl Checker<'_> {
    fn line(
        &mut self,
        position: u64,
        line: &[u8],
        input: &Input<'_>,
        entries: &mut Entries<'_>,
        diagnostics: &mut Diagnostics,
    ) {
        let Some(record) = self.robots.add(line) else {
            return;
        };
        let window = &input.window;
        let range = position + record.range.start as u64..position + record.range.end as u64;
        let address = record.value.as_str();
        entries.sitemaps += 1;
        let url = Url::parse(address)
            .ok()
            .filter(|url| matches!(url.scheme(), "http" | "https"));
        let Some(url) = url else {
            diagnostics.at(&rules::robots::SITEMAP_NOT_ABSOLUTE, window, range, || {
                rules::robots::sitemap_not_absolute(address)
            });
            return;
        };
        if !self.named.insert(address.to_owned()) {
            diagnostics.at(&rules::robots::DUPLICATE, window, range, || {
                rules::robots::duplicate(address)
            });
            return;
        }
        entries.deliver(Kind::Robots, address.as_bytes(), None, None);
        let is_here = self
            .options
            .location
            .as_ref()
            .is_none_or(|here| here.origin() == url.origin());
        if is_here && self.places.len() < MAX_PLACES {
            self.places.push((url, window.place(range)));
        }
    }

    /// Handles a line of which only the `head` is in memory; the rest may be a comment or irrelevant.
    fn long_line(
        &mut self,
        position: u64,
        head: &[u8],
        input: &Input<'_>,
        entries: &mut Entries<'_>,
        diagnostics: &mut Diagnostics,
    ) {
        if memchr::memchr(b'#', head).is_some() {
            self.line(position, head, input, entries, diagnostics);
        } else if is_record(head) {
            let place = position..position + 1;
            diagnostics.at(&rules::xml::TOKEN_TOO_LONG, &input.window, place, || {
                rules::xml::token_too_long_line(head.len())
            });
        }
    }

    /// Makes the checks that require the whole file.
    fn finish(self, entries: &Entries<'_>, diagnostics: &mut Diagnostics) {
        if entries.sitemaps == 0 {
            diagnostics.of_file(&rules::robots::NO_SITEMAP, rules::robots::no_sitemap);
        }
        let rules = self.robots.rules_for(AGENT);
        for (url, place) in self.places {
            if !rules.allow_url(&url) {
                diagnostics.at_place(
                    &rules::robots::BLOCKS_SITEMAP,
                    || Some(place),
                    || rules::robots::blocks_sitemap(url.as_str(), AGENT),
                );
            }
        }
    }
}
