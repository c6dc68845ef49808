//! Detects if a new process offers other tools, prompts or resources than the client knows.
//!
//! A hash of the items that the client received is kept. After a restart the list is requested
//! again; the client is notified only if the items differ. Their order does not count.

use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use serde_json::Value;
use serde_json::value::RawValue;

use super::members::{members, non_null, text};

/// Maximum number of compared pages per list; the remainder counts as unchanged.
const MOST_PAGES: usize = 64;

/// A list with change notifications.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum ListKind {
    Tools,
    Prompts,
    Resources,
}

impl ListKind {
    pub(crate) const ALL: [Self; 3] = [Self::Tools, Self::Prompts, Self::Resources];

    pub(crate) fn of(method: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.method() == method)
    }

    pub(crate) fn method(self) -> &'static str {
        match self {
            Self::Tools => "tools/list",
            Self::Prompts => "prompts/list",
            Self::Resources => "resources/list",
        }
    }

    /// Name of the capability, and of the result member with the items.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Tools => "tools",
            Self::Prompts => "prompts",
            Self::Resources => "resources",
        }
    }

    pub(crate) fn changed(self) -> &'static str {
        match self {
            Self::Tools => "notifications/tools/list_changed",
            Self::Prompts => "notifications/prompts/list_changed",
            Self::Resources => "notifications/resources/list_changed",
        }
    }

    /// The member of a `subscriptions/listen` filter for the notification.
    ///
    /// <https://modelcontextprotocol.io/specification/2026-07-28/basic/patterns/subscriptions>
    pub(crate) fn filter(self) -> &'static str {
        match self {
            Self::Tools => "toolsListChanged",
            Self::Prompts => "promptsListChanged",
            Self::Resources => "resourcesListChanged",
        }
    }
}

/// One page of a list, with the parsed members.
struct Page<'a> {
    items: Vec<&'a RawValue>,
    next_cursor: Option<&'a RawValue>,
}

impl<'a> Page<'a> {
    fn parse(kind: ListKind, result: &'a RawValue) -> Option<Self> {
        let [items, next_cursor] = members(result.get(), [kind.name(), "nextCursor"]).ok()?;
        Some(Self {
            items: serde_json::from_str(items?.get()).ok()?,
            next_cursor: non_null(next_cursor),
        })
    }

    /// Sum of the hashes of the items, so that their order does not count.
    fn hash(&self) -> u64 {
        let hashes = self.items.iter().map(|item| item_hash(item));
        hashes.fold(0, u64::wrapping_add)
    }
}

/// Hash of an item; the order of its members does not count.
fn item_hash(item: &RawValue) -> u64 {
    let sorted = serde_json::from_str::<Value>(item.get()).map(|value| value.to_string());
    let mut hasher = DefaultHasher::new();
    match sorted {
        Ok(sorted) => sorted.hash(&mut hasher),
        Err(_) => item.get().hash(&mut hasher),
    }
    hasher.finish()
}

/// Result of comparing one page.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Comparison {
    Same,
    Changed,
    /// Not decided yet; the next page has to be requested by its cursor.
    Next {
        progress: Progress,
        cursor: String,
    },
}

/// Pages of the new process that were compared so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Progress {
    pages: usize,
    hash: u64,
}

/// The part of a list that the client has received.
#[derive(Debug, Default)]
struct Known {
    pages: usize,
    hash: u64,
    /// True if the last page was the end of the list.
    complete: bool,
}

/// Known pages of each list.
#[derive(Debug, Default)]
pub(crate) struct KnownLists {
    lists: HashMap<ListKind, Known>,
}

impl KnownLists {
    /// Stores a page that is sent to the client.
    pub(crate) fn learn(&mut self, kind: ListKind, first_page: bool, result: &RawValue) {
        let Some(page) = Page::parse(kind, result) else {
            return;
        };
        let known = self.lists.entry(kind).or_default();
        if first_page {
            *known = Known::default();
        }
        if known.pages < MOST_PAGES && !known.complete {
            known.pages += 1;
            known.hash = known.hash.wrapping_add(page.hash());
            known.complete = page.next_cursor.is_none();
        }
    }

    pub(crate) fn knows(&self, kind: ListKind) -> bool {
        self.lists.get(&kind).is_some_and(|known| known.pages > 0)
    }

    /// Compares the next page of the new process with the one that the client received.
    pub(crate) fn compare(
        &self,
        kind: ListKind,
        progress: Progress,
        result: &RawValue,
    ) -> Comparison {
        let (Some(known), Some(page)) = (self.lists.get(&kind), Page::parse(kind, result)) else {
            return Comparison::Same;
        };
        let progress = Progress {
            pages: progress.pages + 1,
            hash: progress.hash.wrapping_add(page.hash()),
        };
        let goes_on = progress.pages < known.pages || known.complete;
        match page.next_cursor {
            Some(cursor) if goes_on && progress.pages < MOST_PAGES => Comparison::Next {
                progress,
                cursor: cursor.get().to_owned(),
            },
            _ if progress.hash == known.hash => Comparison::Same,
            _ => Comparison::Changed,
        }
    }
}

/// Tools whose annotations allow a call to be repeated.
#[derive(Debug, Default)]
pub(crate) struct RepeatableTools {
    names: std::collections::HashSet<String>,
}

/// The name of a tool, if its annotations allow a call to be repeated.
fn repeatable(tool: &RawValue) -> Option<String> {
    let [name, annotations] = members(tool.get(), ["name", "annotations"]).ok()?;
    let hints = members(annotations?.get(), ["readOnlyHint", "idempotentHint"]).ok()?;
    let is_repeatable = hints.into_iter().flatten().any(|hint| hint.get() == "true");
    is_repeatable.then(|| text(name?).map(Cow::into_owned))?
}

impl RepeatableTools {
    pub(crate) fn learn(&mut self, first_page: bool, result: &RawValue) {
        if first_page {
            self.names.clear();
        }
        if let Some(page) = Page::parse(ListKind::Tools, result) {
            self.names
                .extend(page.items.into_iter().filter_map(repeatable));
        }
    }

    pub(crate) fn contains(&self, name: &str) -> bool {
        self.names.contains(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(text: &str) -> &RawValue {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn pages_are_compared_together_whatever_their_cursors() {
        let mut known = KnownLists::default();
        known.learn(
            ListKind::Tools,
            true,
            raw(r#"{"tools":[1],"nextCursor":"a"}"#),
        );
        known.learn(ListKind::Tools, false, raw(r#"{"tools":[2]}"#));
        let begin = Progress::default();
        let first = raw(r#"{"tools":[1],"nextCursor":"b"}"#);
        let Comparison::Next { progress, cursor } = known.compare(ListKind::Tools, begin, first)
        else {
            panic!("the second page is not requested");
        };
        assert_eq!(cursor, "\"b\"");
        let same = known.compare(ListKind::Tools, progress, raw(r#"{"tools":[2]}"#));
        assert_eq!(same, Comparison::Same);
        let other = known.compare(ListKind::Tools, progress, raw(r#"{"tools":[3]}"#));
        assert_eq!(other, Comparison::Changed);
        let shorter = known.compare(ListKind::Tools, begin, raw(r#"{"tools":[1]}"#));
        assert_eq!(shorter, Comparison::Changed);
        let one_page = known.compare(ListKind::Tools, begin, raw(r#"{"tools":[2,1]}"#));
        assert_eq!(one_page, Comparison::Same);
    }

    #[test]
    fn the_order_of_items_and_of_their_members_is_not_a_change() {
        let mut known = KnownLists::default();
        let before = r#"{"tools":[{"name":"a","x":{"y":1,"z":2}},{"name":"b"}]}"#;
        known.learn(ListKind::Tools, true, raw(before));
        let compare = |now| known.compare(ListKind::Tools, Progress::default(), raw(now));
        let now = r#"{"tools":[{"name":"b"},{"x":{"z":2,"y":1},"name":"a"}]}"#;
        assert_eq!(compare(now), Comparison::Same);
        let now = r#"{"tools":[{"name":"b"},{"x":{"z":2,"y":1},"name":"a"},{"name":"c"}]}"#;
        assert_eq!(compare(now), Comparison::Changed);
    }

    #[test]
    fn a_first_page_replaces_what_was_known() {
        let mut known = KnownLists::default();
        known.learn(ListKind::Prompts, true, raw(r#"{"prompts":[1]}"#));
        known.learn(ListKind::Prompts, true, raw(r#"{"prompts":[2]}"#));
        let now = known.compare(
            ListKind::Prompts,
            Progress::default(),
            raw(r#"{"prompts":[2]}"#),
        );
        assert_eq!(now, Comparison::Same);
        assert!(!known.knows(ListKind::Tools));
    }

    #[test]
    fn tools_are_repeatable_by_their_annotations_only() {
        let mut tools = RepeatableTools::default();
        tools.learn(
            true,
            raw(
                r#"{"tools":[{"name":"a","annotations":{"readOnlyHint":true}},
                {"name":"b","annotations":{"idempotentHint":true,"title":"B"}},
                {"name":"c","annotations":{"destructiveHint":true}},{"name":"d"},
                {"name":"e","annotations":null},{"name":"f","annotations":{"readOnlyHint":null}},
                {"name":"g","annotations":{"readOnlyHint":"yes"}}]}"#,
            ),
        );
        let named: Vec<bool> = ["a", "b", "c", "d", "e", "f", "g"]
            .map(|name| tools.contains(name))
            .to_vec();
        assert_eq!(named, [true, true, false, false, false, false, false]);
    }
}
