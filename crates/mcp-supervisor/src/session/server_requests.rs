//! Open requests of a process to the client.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use super::id::Id;

/// Maximum number of tracked requests per process; the oldest is dropped for a new one. It can
/// still be answered, but is not cancelled when the process ends.
const MOST: usize = 1_024;
/// Maximum length of a stored id or token, in bytes. Real ones are numbers or short strings.
const LONGEST: usize = 1_024;

#[derive(Debug, Default)]
pub(crate) struct ServerRequests {
    /// Each with its position in the order of arrival and its progress token.
    questions: BTreeMap<Id, (u64, Option<Id>)>,
    sequence: u64,
    /// Open requests that a person may have to answer, and the start of that wait.
    for_a_person: BTreeSet<Id>,
    waiting_since: Option<Instant>,
    /// True if a request was dropped.
    overflowed: bool,
}

impl ServerRequests {
    /// Stores a request; returns true if, for the first time, one had to be dropped.
    pub(crate) fn add(&mut self, id: Id, token: Option<Id>) -> bool {
        if id.len().max(token.as_ref().map_or(0, Id::len)) > LONGEST {
            return !std::mem::replace(&mut self.overflowed, true);
        }
        self.sequence += 1;
        self.questions.insert(id, (self.sequence, token));
        if self.questions.len() <= MOST {
            return false;
        }
        let oldest = self.questions.iter().min_by_key(|(_, (place, _))| *place);
        if let Some(oldest) = oldest.map(|(id, _)| id.clone()) {
            self.questions.remove(&oldest);
        }
        !std::mem::replace(&mut self.overflowed, true)
    }

    /// True if no request is open.
    pub(crate) fn is_empty(&self) -> bool {
        self.questions.is_empty()
    }

    /// Records a request that a person may have to answer.
    pub(crate) fn wait_for_person(&mut self, id: Id, now: Instant) {
        if id.len() <= LONGEST && self.for_a_person.len() < MOST {
            self.for_a_person.insert(id);
            self.waiting_since.get_or_insert(now);
        }
    }

    /// True while a person may have to answer a request.
    pub(crate) fn waits_for_person(&self) -> bool {
        self.waiting_since.is_some()
    }

    /// Records a response; returns the elapsed wait if no other request waits for a person.
    pub(crate) fn person_answered(&mut self, id: &Id, now: Instant) -> Option<Duration> {
        if !self.for_a_person.remove(id) || !self.for_a_person.is_empty() {
            return None;
        }
        let since = self.waiting_since.take()?;
        Some(now.saturating_duration_since(since))
    }

    /// Removes a request, if it is stored.
    pub(crate) fn remove(&mut self, id: &Id) -> bool {
        self.questions.remove(id).is_some()
    }

    /// The tokens under which the client reports progress.
    pub(crate) fn tokens(&self) -> BTreeSet<&Id> {
        let tokens = self.questions.values();
        tokens.filter_map(|(_, token)| token.as_ref()).collect()
    }

    /// The requests, in the order of their ids.
    pub(crate) fn into_ids(self) -> impl Iterator<Item = Id> {
        self.questions.into_keys()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_question_is_forgotten_for_one_too_many() {
        let mut requests = ServerRequests::default();
        let number = |count: usize| Id::Integer(i64::try_from(count).unwrap());
        let overflows = (0..MOST + 2).map(|count| requests.add(number(count), None));
        assert_eq!(overflows.filter(|first| *first).count(), 1);
        assert!(!requests.remove(&number(0)) && !requests.remove(&number(1)));
        assert!(requests.remove(&number(2)));
        assert_eq!(requests.into_ids().count(), MOST - 1);
    }

    #[test]
    fn an_endless_id_is_not_remembered() {
        let mut requests = ServerRequests::default();
        let endless = Id::Text("x".repeat(LONGEST + 1).into());
        assert!(requests.add(endless.clone(), None));
        assert!(!requests.add(Id::Integer(1), Some(endless)));
        assert_eq!(requests.into_ids().count(), 0);
    }
}
