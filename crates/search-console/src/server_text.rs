//! Makes text that a server sent fit to be shown: one line, bounded, without secrets.

use std::fmt;

/// Characters kept of what a server says.
const LONGEST: usize = 300;

/// What stands where a secret stood.
const REDACTED: &str = "[redacted]";

/// A server's own words, made safe to print.
///
/// A server under somebody else's control may echo what it was sent, so secrets are cut out
/// before anything else is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerText(String);

impl ServerText {
    /// Takes `text` without any of `secrets`, on one line, cut to a readable length.
    #[must_use]
    pub fn new(text: &str, secrets: &[&str]) -> Self {
        let mut clean = text.to_owned();
        for secret in secrets.iter().filter(|secret| !secret.is_empty()) {
            clean = clean.replace(secret, REDACTED);
        }
        let words: Vec<&str> = clean.split_whitespace().collect();
        let line: String = words
            .join(" ")
            .chars()
            .filter(|character| !character.is_control())
            .collect();
        let mut kept: String = line.chars().take(LONGEST).collect();
        if kept.len() < line.len() {
            kept.push('…');
        }
        Self(kept)
    }

    /// The text itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether nothing is left.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for ServerText {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_lines_and_escapes_do_not_get_through() {
        let text = ServerText::new("bad\r\ntoken \x1b[31mya29.secret", &["ya29.secret", ""]);
        assert_eq!(text.as_str(), "bad token [31m[redacted]");
    }

    #[test]
    fn long_answers_are_cut() {
        let text = ServerText::new(&"é".repeat(LONGEST + 1), &[]);
        assert_eq!(text.as_str().chars().count(), LONGEST + 1);
        assert!(text.as_str().ends_with('…'));
    }
}
