//! The queue of fault rules.

use std::sync::Mutex;

use http::Method;

use crate::fault::{Fault, FaultRule, Times};
use crate::lock::locked;

/// The rules of one emulator, with their remaining counts.
#[derive(Debug)]
pub(crate) struct FaultQueue {
    rules: Mutex<Vec<FaultRule>>,
}

impl FaultQueue {
    pub(crate) fn new(rules: Vec<FaultRule>) -> Self {
        Self {
            rules: Mutex::new(rules),
        }
    }

    pub(crate) fn add(&self, rule: FaultRule) {
        locked(&self.rules).push(rule);
    }

    pub(crate) fn clear(&self) {
        locked(&self.rules).clear();
    }

    /// Returns the rules that are not used up.
    pub(crate) fn remaining(&self) -> Vec<FaultRule> {
        locked(&self.rules)
            .iter()
            .filter(|rule| rule.times != Times::Count(0))
            .cloned()
            .collect()
    }

    /// Returns the fault for a request, and counts it for its rule.
    pub(crate) fn take(&self, method: &Method, path: &str) -> Option<Fault> {
        let mut rules = locked(&self.rules);
        for rule in rules.iter_mut().filter(|rule| rule.matches(method, path)) {
            if let Times::Count(0) = rule.times {
                continue;
            }
            if rule.skip > 0 {
                rule.skip -= 1;
                continue;
            }
            if let Times::Count(left) = &mut rule.times {
                *left -= 1;
            }
            return Some(rule.fault.clone());
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_used_up_in_order() {
        let book = FaultQueue::new(vec![
            FaultRule::token(Fault::InternalFailure).times(2),
            FaultRule::token(Fault::BadGateway).after(1),
        ]);
        let take = || book.take(&Method::POST, "/token");
        assert_eq!(take(), Some(Fault::InternalFailure));
        assert_eq!(take(), Some(Fault::InternalFailure));
        assert_eq!(take(), None, "skipped by the second rule");
        assert_eq!(take(), Some(Fault::BadGateway));
        assert_eq!(take(), None);
        assert!(book.remaining().is_empty());
    }

    #[test]
    fn a_rule_without_end_never_ends() {
        let book = FaultQueue::new(vec![FaultRule::once(Fault::BadRequest).forever()]);
        for _ in 0..3 {
            assert_eq!(book.take(&Method::GET, "/"), Some(Fault::BadRequest));
        }
    }
}
