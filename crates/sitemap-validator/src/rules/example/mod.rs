//! Shows what violates each rule and what complies with it, for `explain` and the documentation.
//!
//! An example is the part of a document that matters. An entry stands for a sitemap that lists it;
//! where bytes matter more than text, it is the shell command that makes them.

mod document;
mod entry;
mod extension;
mod site;

/// What violates a rule, and what complies with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Example {
    /// The id of the rule.
    pub rule: &'static str,
    /// Violates it.
    pub bad: &'static str,
    /// Complies with it.
    pub good: &'static str,
}

/// The example for the rule with this id.
#[must_use]
pub fn example(rule_id: &str) -> Option<&'static Example> {
    let lists = [
        document::EXAMPLES,
        entry::EXAMPLES,
        extension::EXAMPLES,
        site::EXAMPLES,
    ];
    lists
        .into_iter()
        .flatten()
        .find(|example| example.rule == rule_id)
}

const fn of(rule: &'static str, bad: &'static str, good: &'static str) -> Example {
    Example { rule, bad, good }
}
