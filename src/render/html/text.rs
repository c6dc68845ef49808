//! Small elements of the page: line breaks, dates, shares, links.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;
use maud::{Markup, PreEscaped, html};

use crate::model::address::fetchable;

/// A line break in the source, so that the page can be read and compared as text.
pub(super) const NL: PreEscaped<&str> = PreEscaped("\n");

/// The day of `time`, UTC.
pub(super) fn day(time: Timestamp) -> Date {
    Offset::UTC.to_datetime(time).date()
}

/// The day of `time` as an element; nothing for `None`.
pub(super) fn day_of(time: Option<Timestamp>) -> Markup {
    html! {
        @if let Some(time) = time {
            time datetime=(day(time)) { (day(time)) }
        }
    }
}

/// The moment `time` as an element, to the second.
pub(super) fn moment(time: Timestamp) -> Markup {
    html! { time datetime=(time) { (format!("{time:.0}")) } }
}

/// `pages` as a percentage of `all`, with one decimal.
pub(super) fn share(pages: u64, all: u64) -> String {
    let tenths = (pages * 1_000).checked_div(all).unwrap_or(0);
    format!("{}.{} %", tenths / 10, tenths % 10)
}

/// `url` as a link, or as text if it is not a web address.
pub(super) fn link(url: &str) -> Markup {
    html! {
        @match fetchable(url) {
            Some(target) => a href=(target) rel="noreferrer" { (url) },
            None => (url),
        }
    }
}

/// A region that scrolls sideways, named after its title and property: a page has several of the
/// same title, which screen readers have to distinguish.
pub(super) fn wide(title: &str, property: &str, content: &Markup) -> Markup {
    html! {
        (NL)
        div.wide tabindex="0" role="region" aria-label=(format!("{title}, {property}")) { (content) }
    }
}
