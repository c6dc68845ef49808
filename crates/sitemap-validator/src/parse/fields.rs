//! Checks the values of an entry when their elements close.

use jiff::Timestamp;

use super::entries::Entries;
use super::mark::Mark;
use super::value::Value;
use crate::diagnostics::Diagnostics;
use crate::draft::Draft;
use crate::report::Kind;
use crate::rules::{self, Rule};
use crate::value::{changefreq, feed_date, lastmod, priority};
use crate::window::Window;

/// Input of the checks.
pub(crate) struct Scene<'scene> {
    pub(crate) kind: Kind,
    pub(crate) window: &'scene Window,
    pub(crate) diagnostics: &'scene mut Diagnostics,
    /// The start tag of the element.
    pub(crate) element: &'scene Mark,
}

impl Scene<'_> {
    /// Reports a violation at the value, or at its element if the value is empty.
    fn report(&mut self, rule: &'static Rule, value: &Value, draft: impl FnOnce() -> Draft) {
        let (window, element) = (self.window, self.element);
        let place = || value.place(window).or_else(|| Some(element.place(window)));
        self.diagnostics.at_place(rule, place, draft);
    }

    /// True if the value is complete; if not, reports it.
    fn is_whole(&mut self, value: &Value, limit: usize) -> bool {
        if value.is_too_long() {
            self.report(&rules::xml::TOKEN_TOO_LONG, value, || {
                rules::xml::token_too_long_value(limit)
            });
        }
        !value.is_too_long()
    }
}

/// Checks a page URL.
pub(crate) fn check_loc(
    mut scene: Scene<'_>,
    value: &Value,
    entries: &mut Entries<'_>,
    limit: usize,
) {
    if !scene.is_whole(value, limit) {
        return;
    }
    let window = scene.window;
    if value.bytes(window).is_empty() {
        scene.report(&rules::loc::EMPTY, value, rules::loc::empty);
        return;
    }
    if value.has_space_around(window) {
        scene.report(&rules::loc::WHITESPACE, value, rules::loc::whitespace);
    }
    entries.check_address(scene.kind, value, window, scene.diagnostics);
}

/// Checks the date of the last change.
pub(crate) fn check_lastmod(
    mut scene: Scene<'_>,
    value: &Value,
    entries: &mut Entries<'_>,
    now: Timestamp,
    limit: usize,
) {
    if !scene.is_whole(value, limit) {
        return;
    }
    let bytes = value.bytes(scene.window);
    if matches!(scene.kind, Kind::Rss | Kind::Atom) {
        check_feed_date(scene, value);
        return;
    }
    if !bytes.is_empty() && entries.is_good_date(bytes) {
        return;
    }
    match lastmod::parse(bytes) {
        Ok(moment) if lastmod::is_future(moment, now) => {
            scene.report(&rules::lastmod::FUTURE, value, || {
                rules::lastmod::future(bytes)
            });
        }
        Ok(moment) if lastmod::is_before_the_web(moment) => {
            scene.report(&rules::lastmod::IMPLAUSIBLE, value, || {
                rules::lastmod::implausible(bytes)
            });
        }
        Ok(_) => entries.note_good_date(bytes),
        Err(fault) => {
            scene.report(&rules::lastmod::INVALID, value, || {
                rules::lastmod::invalid(bytes, fault)
            });
        }
    }
}

/// Checks the date of a feed item, in the feed's format.
fn check_feed_date(mut scene: Scene<'_>, value: &Value) {
    let bytes = value.bytes(scene.window);
    let (moment, format) = match scene.kind {
        Kind::Rss => (feed_date::parse_rss(bytes).map(Timestamp::as_second), "RSS"),
        _ => (lastmod::parse(bytes).ok(), "Atom"),
    };
    if let Some(moment) = moment {
        if lastmod::is_before_the_web(moment) {
            scene.report(&rules::lastmod::IMPLAUSIBLE, value, || {
                rules::lastmod::implausible(bytes)
            });
        }
    } else {
        scene.report(
            &rules::feed::DATE_INVALID,
            value,
            || match feed_date::spelt_out(bytes) {
                Some(name) if format == "RSS" => rules::feed::date_invalid_spelt_out(bytes, name),
                _ => rules::feed::date_invalid(bytes, format),
            },
        );
    }
}

/// Checks the change frequency.
pub(crate) fn check_changefreq(
    mut scene: Scene<'_>,
    value: &Value,
    entries: &mut Entries<'_>,
    limit: usize,
) {
    let bytes = value.bytes(scene.window);
    if !scene.is_whole(value, limit) {
        return;
    }
    if changefreq::is_valid(bytes) {
        if entries.is_first_changefreq() {
            let draft = rules::hint::changefreq_ignored;
            scene.report(&rules::hint::CHANGEFREQ_IGNORED, value, draft);
        }
        return;
    }
    scene.report(&rules::hint::CHANGEFREQ_INVALID, value, || {
        rules::hint::changefreq_invalid(bytes)
    });
}

/// Checks the priority.
pub(crate) fn check_priority(
    mut scene: Scene<'_>,
    value: &Value,
    entries: &mut Entries<'_>,
    limit: usize,
) {
    let bytes = value.bytes(scene.window);
    if !scene.is_whole(value, limit) {
        return;
    }
    if priority::is_valid(bytes) {
        if entries.is_first_priority() {
            let draft = rules::hint::priority_ignored;
            scene.report(&rules::hint::PRIORITY_IGNORED, value, draft);
        }
        return;
    }
    scene.report(&rules::hint::PRIORITY_INVALID, value, || {
        rules::hint::priority_invalid(bytes)
    });
}
