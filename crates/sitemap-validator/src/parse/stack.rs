//! The stack of open elements.

use super::mark::Mark;
use super::schema::Context;
use crate::window::Window;

/// An open element.
#[derive(Debug)]
pub(crate) struct Open {
    pub(crate) context: Context,
    /// Its start tag.
    pub(crate) mark: Mark,
    name_start: usize,
}

/// The open elements, the outermost first.
#[derive(Debug, Default)]
pub(crate) struct Stack {
    names: Vec<u8>,
    open: Vec<Open>,
}

impl Stack {
    pub(crate) fn depth(&self) -> usize {
        self.open.len()
    }

    pub(crate) fn push(&mut self, name: &[u8], context: Context, mark: Mark) {
        self.open.push(Open {
            context,
            mark,
            name_start: self.names.len(),
        });
        self.names.extend_from_slice(name);
    }

    /// The innermost element.
    pub(crate) fn top(&self) -> Option<&Open> {
        self.open.last()
    }

    /// The name of the innermost element; empty if none is open.
    pub(crate) fn top_name(&self) -> &[u8] {
        self.open
            .last()
            .map_or(&[], |open| &self.names[open.name_start..])
    }

    /// Closes the innermost element.
    pub(crate) fn pop(&mut self) -> Option<Open> {
        let open = self.open.pop()?;
        self.names.truncate(open.name_start);
        Some(open)
    }

    /// Number of elements to close up to the innermost one with this name; zero if none is open.
    pub(crate) fn levels_to(&self, name: &[u8]) -> usize {
        let mut end = self.names.len();
        for (index, open) in self.open.iter().rev().enumerate() {
            if &self.names[open.name_start..end] == name {
                return index + 1;
            }
            end = open.name_start;
        }
        0
    }

    /// Determines places before their bytes are dropped.
    pub(crate) fn keep(&mut self, window: &Window, keep_from: u64) {
        for open in &mut self.open {
            open.mark.keep(window, keep_from);
        }
    }
}
