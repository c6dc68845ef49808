//! Compares the URLs of videos with their page's, which may come after them.

use crate::parse::document::Document;
use crate::parse::mark::Mark;
use crate::parse::reporter::Reporter;
use crate::parse::schema::Field;
use crate::rules::video::{CONTENT_EQUALS_LOC as RULE, content_equals_loc as draft};
use crate::value::duplicates::hash;
use crate::window::Window;

/// Maximum number of video URLs that precede their page's.
const MAX_PENDING: usize = 250;

/// The URLs of videos that precede their page's.
#[derive(Debug, Default)]
pub(crate) struct Sources {
    waiting: Vec<Source>,
}

/// Hash of a video's URL.
#[derive(Debug)]
struct Source {
    name: &'static [u8],
    hash: u64,
    mark: Mark,
}

impl Sources {
    pub(crate) fn clear(&mut self) {
        self.waiting.clear();
    }

    pub(super) fn keep(&mut self, window: &Window, keep_from: u64) {
        for source in &mut self.waiting {
            source.mark.keep(window, keep_from);
        }
    }
}

impl Document<'_, '_> {
    /// Compares a video's URL, which is the current value, with its page's.
    pub(super) fn check_source(&mut self, name: &'static [u8], reporter: &mut Reporter<'_>) {
        let window = reporter.window;
        let value = &self.entry.other;
        if self.entry.seen[Field::Loc as usize] {
            if value.bytes(window) == self.entry.loc.bytes(window) {
                let place = || value.place(window);
                reporter.diagnostics.at_place(&RULE, place, || draft(name));
            }
            return;
        }
        let waiting = &mut self.extensions.sources.waiting;
        if waiting.len() < MAX_PENDING {
            waiting.push(Source {
                name,
                hash: hash(value.bytes(window)),
                mark: value.mark(window),
            });
        }
    }

    /// Compares the URLs of preceding videos with their page's, which is now known.
    pub(crate) fn check_sources_before(&mut self, reporter: &mut Reporter<'_>) {
        let window = reporter.window;
        let page = self.entry.loc.bytes(window);
        let waiting = self.extensions.sources.waiting.drain(..);
        if waiting.len() == 0 || page.is_empty() {
            return;
        }
        let page = hash(page);
        for source in waiting.filter(|source| source.hash == page) {
            let place = || Some(source.mark.place(window));
            let draft = || draft(source.name);
            reporter.diagnostics.at_place(&RULE, place, draft);
        }
    }
}
