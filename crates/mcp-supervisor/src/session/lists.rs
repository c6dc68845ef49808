//! Detects if a new process offers other tools, prompts or resources than the client knows.
//!
//! A hash of each page that the client received is kept. After a restart the same pages are
//! requested again; the client is notified only if one differs.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use serde::Deserialize;
use serde_json::value::RawValue;

/// Pages of one list that are compared; a longer list counts as unchanged beyond them.
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

    /// The name of the capability, and of the member of a result that has the items.
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

/// One page of a list, as far as it is looked at.
struct Page<'a> {
    items: &'a RawValue,
    next_cursor: Option<&'a RawValue>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AnyPage<'a> {
    #[serde(borrow)]
    tools: Option<&'a RawValue>,
    #[serde(borrow)]
    prompts: Option<&'a RawValue>,
    #[serde(borrow)]
    resources: Option<&'a RawValue>,
    #[serde(borrow)]
    next_cursor: Option<&'a RawValue>,
}

impl<'a> Page<'a> {
    fn parse(kind: ListKind, result: &'a RawValue) -> Option<Self> {
        let page: AnyPage<'a> = serde_json::from_str(result.get()).ok()?;
        let items = match kind {
            ListKind::Tools => page.tools,
            ListKind::Prompts => page.prompts,
            ListKind::Resources => page.resources,
        }?;
        Some(Self {
            items,
            next_cursor: page.next_cursor,
        })
    }

    fn hash(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.items.get().hash(&mut hasher);
        hasher.finish()
    }
}

/// Result of comparing one page.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Comparison {
    Same,
    Changed,
    /// Equal so far; the next page has to be requested by its cursor.
    Next {
        page: usize,
        cursor: String,
    },
}

/// Known pages of each list.
#[derive(Debug, Default)]
pub(crate) struct KnownLists {
    pages: HashMap<ListKind, Vec<u64>>,
}

impl KnownLists {
    /// Remembers a page that the client is given.
    pub(crate) fn learn(&mut self, kind: ListKind, first_page: bool, result: &RawValue) {
        let Some(page) = Page::parse(kind, result) else {
            return;
        };
        let pages = self.pages.entry(kind).or_default();
        if first_page {
            pages.clear();
        }
        if pages.len() < MOST_PAGES {
            pages.push(page.hash());
        }
    }

    pub(crate) fn knows(&self, kind: ListKind) -> bool {
        self.pages.get(&kind).is_some_and(|pages| !pages.is_empty())
    }

    /// Compares a page of the new process, counted from 0, with the one that the client was given.
    pub(crate) fn compare(&self, kind: ListKind, page: usize, result: &RawValue) -> Comparison {
        let known = self.pages.get(&kind).map_or(&[][..], Vec::as_slice);
        let (Some(hash), Some(answer)) = (known.get(page), Page::parse(kind, result)) else {
            return Comparison::Same;
        };
        if *hash != answer.hash() {
            return Comparison::Changed;
        }
        match (known.get(page + 1), answer.next_cursor) {
            (Some(_), Some(cursor)) => Comparison::Next {
                page: page + 1,
                cursor: cursor.get().to_owned(),
            },
            // The client was given more pages than there are now.
            (Some(_), None) => Comparison::Changed,
            (None, _) => Comparison::Same,
        }
    }
}

/// Tools whose annotations allow a call to be repeated.
#[derive(Debug, Default)]
pub(crate) struct RepeatableTools {
    names: std::collections::HashSet<String>,
}

#[derive(Deserialize)]
struct Tools<'a> {
    #[serde(borrow)]
    tools: Vec<&'a RawValue>,
}

#[derive(Deserialize)]
struct Tool {
    name: String,
    annotations: Option<Annotations>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Annotations {
    read_only_hint: Option<bool>,
    idempotent_hint: Option<bool>,
}

impl Tool {
    fn is_repeatable(&self) -> bool {
        self.annotations.as_ref().is_some_and(|annotations| {
            annotations.read_only_hint == Some(true) || annotations.idempotent_hint == Some(true)
        })
    }
}

impl RepeatableTools {
    pub(crate) fn learn(&mut self, first_page: bool, result: &RawValue) {
        if first_page {
            self.names.clear();
        }
        let Ok(page) = serde_json::from_str::<Tools<'_>>(result.get()) else {
            return;
        };
        self.names.extend(
            page.tools
                .into_iter()
                .filter_map(|tool| serde_json::from_str::<Tool>(tool.get()).ok())
                .filter(Tool::is_repeatable)
                .map(|tool| tool.name),
        );
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
    fn pages_are_compared_one_after_the_other_whatever_their_cursors() {
        let mut known = KnownLists::default();
        known.learn(
            ListKind::Tools,
            true,
            raw(r#"{"tools":[1],"nextCursor":"a"}"#),
        );
        known.learn(ListKind::Tools, false, raw(r#"{"tools":[2]}"#));
        let next = known.compare(ListKind::Tools, 0, raw(r#"{"tools":[1],"nextCursor":"b"}"#));
        assert_eq!(
            next,
            Comparison::Next {
                page: 1,
                cursor: "\"b\"".into()
            }
        );
        let same = known.compare(ListKind::Tools, 1, raw(r#"{"tools":[2]}"#));
        assert_eq!(same, Comparison::Same);
        let other = known.compare(ListKind::Tools, 1, raw(r#"{"tools":[3]}"#));
        assert_eq!(other, Comparison::Changed);
        let shorter = known.compare(ListKind::Tools, 0, raw(r#"{"tools":[1]}"#));
        assert_eq!(shorter, Comparison::Changed);
    }

    #[test]
    fn a_first_page_replaces_what_was_known() {
        let mut known = KnownLists::default();
        known.learn(ListKind::Prompts, true, raw(r#"{"prompts":[1]}"#));
        known.learn(ListKind::Prompts, true, raw(r#"{"prompts":[2]}"#));
        let now = known.compare(ListKind::Prompts, 0, raw(r#"{"prompts":[2]}"#));
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
