//! Pages as text: one line each, followed by the remedy.

use std::fmt::Write as _;

use anstyle::Style;

use super::{BAD, DOUBTFUL, FAINT, GOOD};
use crate::model::{IndexState, PageReport};

/// The colour of a state.
pub(super) const fn style(state: IndexState) -> Style {
    match state {
        IndexState::Indexed => GOOD,
        IndexState::Pending | IndexState::Excluded => DOUBTFUL,
        IndexState::Error => BAD,
    }
}

pub(super) fn write(text: &mut String, page: &PageReport) {
    let (Some(state), Some(meaning)) = (page.state, page.meaning) else {
        let _ = writeln!(text, "{BAD}not inspected{BAD:#} {}", page.url);
        return;
    };
    let style = style(state);
    let crawled = page
        .crawled_at
        .map_or_else(String::new, |time| format!(", crawled {time:.0}"));
    let word = state.as_str();
    let _ = writeln!(
        text,
        "{style}{word}{style:#} {} ({meaning}{crawled})",
        page.url
    );
    let canonical = page
        .google_canonical
        .as_ref()
        .or(page.user_canonical.as_ref());
    if let Some(canonical) = canonical.filter(|canonical| **canonical != page.url) {
        let _ = writeln!(text, "  {FAINT}canonical{FAINT:#}: {canonical}");
    }
    if let Some(advice) = page.advice {
        let _ = writeln!(text, "  {FAINT}help{FAINT:#}: {advice}");
    }
    if let (Some(link), true) = (&page.link, state != IndexState::Indexed) {
        let _ = writeln!(text, "  {FAINT}see{FAINT:#}: {link}");
    }
}
