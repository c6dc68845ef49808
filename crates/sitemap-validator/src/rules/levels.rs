//! Says how much the violations of each rule weigh for this run.

use crate::rules::{RULES, Rule, SITE_RULES};
use crate::severity::Severity;

/// What becomes of a rule's violations, as linters name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Level {
    /// They are passed over: neither shown nor counted.
    Allow,
    /// They are warnings.
    Warn,
    /// They are errors, or fatal if the rule is.
    Deny,
}

/// The levels that differ from what the rules themselves say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Levels(Vec<(&'static Rule, Level)>);

impl Levels {
    /// Sets the level of `rule`; what was set before is replaced.
    pub fn set(&mut self, rule: &'static Rule, level: Level) {
        self.0.retain(|(known, _)| !std::ptr::eq(*known, rule));
        self.0.push((rule, level));
    }

    /// The weight of the violations of `rule`; `None` where they are passed over.
    #[must_use]
    pub fn severity(&self, rule: &Rule) -> Option<Severity> {
        match self.level(rule) {
            None => Some(rule.severity),
            Some(Level::Allow) => None,
            Some(Level::Warn) => Some(Severity::Warning),
            Some(Level::Deny) => Some(rule.severity.max(Severity::Error)),
        }
    }

    /// True if the rule is at [`Level::Deny`].
    #[must_use]
    pub fn denies(&self, rule: &Rule) -> bool {
        self.level(rule) == Some(Level::Deny)
    }

    fn level(&self, rule: &Rule) -> Option<Level> {
        let mut levels = self.0.iter();
        let found = levels.find(|(known, _)| std::ptr::eq(*known, rule))?;
        Some(found.1)
    }
}

/// The rule with this id, of a document or of a site.
#[must_use]
pub fn find(id: &str) -> Option<&'static Rule> {
    all().find(|rule| rule.id == id)
}

/// The rule whose id is most like `id`, when one is like it at all.
#[must_use]
pub fn nearest(id: &str) -> Option<&'static Rule> {
    // What was cut short is meant more often than what was mistyped.
    if let Some(longer) = all().find(|rule| id.len() > 2 && rule.id.starts_with(id)) {
        return Some(longer);
    }
    let distances = all().map(|rule| (distance(id, rule.id), rule));
    let (distance, rule) = distances.min_by_key(|(distance, _)| *distance)?;
    // Half of it wrong is no slip any more.
    (distance * 2 <= id.chars().count().max(rule.id.len())).then_some(rule)
}

/// Every rule, those of documents first.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    RULES.iter().chain(SITE_RULES).copied()
}

/// The insertions, deletions and replacements that lead from one to the other
/// (<https://en.wikipedia.org/wiki/Levenshtein_distance>).
fn distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (index, left) in from.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = index + 1;
        for (column, right) in to.iter().enumerate() {
            let replaced = diagonal + usize::from(left != *right);
            diagonal = row[column + 1];
            row[column + 1] = replaced.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_found() {
        let cases = [
            ("loc-dupilcate", Some("loc-duplicate")),
            ("lastmod", Some("lastmod-invalid")),
            ("file-emtpy", Some("file-empty")),
            ("LOC-EMPTY", None),
            ("something-else-entirely", None),
            ("", None),
        ];
        for (given, expected) in cases {
            assert_eq!(nearest(given).map(|rule| rule.id), expected, "{given}");
        }
    }

    #[test]
    fn the_last_level_holds() {
        let rule = find("loc-duplicate").unwrap();
        let mut levels = Levels::default();
        assert_eq!(levels.severity(rule), Some(Severity::Warning));
        levels.set(rule, Level::Allow);
        assert_eq!(levels.severity(rule), None);
        levels.set(rule, Level::Deny);
        assert_eq!(levels.severity(rule), Some(Severity::Error));
    }
}
