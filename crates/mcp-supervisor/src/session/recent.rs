//! The most recent ids of one kind.

use std::collections::VecDeque;

use super::id::Id;

/// The last [`Recent::MOST`] ids.
#[derive(Debug, Default)]
pub(crate) struct Recent(VecDeque<Id>);

impl Recent {
    const MOST: usize = 256;

    pub(crate) fn add(&mut self, id: Id) {
        if self.0.len() == Self::MOST {
            self.0.pop_front();
        }
        self.0.push_back(id);
    }

    pub(crate) fn take(&mut self, id: &Id) -> bool {
        let found = self.0.iter().position(|known| known == id);
        found.and_then(|index| self.0.remove(index)).is_some()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn contains(&self, id: &Id) -> bool {
        self.0.contains(id)
    }
}
