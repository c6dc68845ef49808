//! Levels of rules for a run.

use crate::rules::{RULES, Rule, SITE_RULES};
use crate::severity::Severity;

/// Level of a rule's violations, named as in linters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Level {
    /// Violations are ignored: neither shown nor counted.
    Allow,
    /// Violations are warnings.
    Warn,
    /// Violations are errors, or fatal if that is the rule's severity.
    Deny,
}

/// Levels that override the rules' severities.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Levels(Vec<(&'static Rule, Level)>);

impl Levels {
    /// Sets the level of `rule`, replacing an earlier one.
    pub fn set(&mut self, rule: &'static Rule, level: Level) {
        self.0.retain(|(known, _)| !std::ptr::eq(*known, rule));
        self.0.push((rule, level));
    }

    /// The severity of the violations of `rule`; `None` if they are ignored.
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

/// Returns the rule with this ID.
#[must_use]
pub fn find(id: &str) -> Option<&'static Rule> {
    all().find(|rule| rule.id == id)
}

/// Returns the rule whose ID is most similar to `id`, if any is similar.
#[must_use]
pub fn nearest(id: &str) -> Option<&'static Rule> {
    // A prefix is more likely than a typo.
    if let Some(longer) = all().find(|rule| id.len() > 2 && rule.id.starts_with(id)) {
        return Some(longer);
    }
    let distances = all().map(|rule| (distance(id, rule.id), rule));
    let (distance, rule) = distances.min_by_key(|(distance, _)| *distance)?;
    // With half of the characters wrong, it is not a typo.
    (distance * 2 <= id.chars().count().max(rule.id.len())).then_some(rule)
}

/// Returns all rules, those of documents first.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    RULES.iter().chain(SITE_RULES).copied()
}

/// Number of insertions, deletions and replacements between two strings
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
    fn the_most_similar_name_is_found() {
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
    fn the_last_level_wins() {
        let rule = find("loc-duplicate").unwrap();
        let mut levels = Levels::default();
        assert_eq!(levels.severity(rule), Some(Severity::Warning));
        levels.set(rule, Level::Allow);
        assert_eq!(levels.severity(rule), None);
        levels.set(rule, Level::Deny);
        assert_eq!(levels.severity(rule), Some(Severity::Error));
    }
}
