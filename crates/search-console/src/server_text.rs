//! Sanitises text from a server for output: one line, limited in length, without secrets.

use std::fmt;

/// Maximum number of characters of a server's text.
const MAX_CHARACTERS: usize = 300;

/// Replacement for a secret.
const REDACTED: &str = "[redacted]";

/// Text from a server, safe to print.
///
/// A server may echo the request, so secrets are replaced first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerText(String);

impl ServerText {
    /// Sanitises `text`: removes `secrets`, joins the lines and limits the length.
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
        let mut kept: String = line.chars().take(MAX_CHARACTERS).collect();
        if kept.len() < line.len() {
            kept.push('…');
        }
        Self(kept)
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// True if the text is empty.
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
    fn secrets_line_breaks_and_control_characters_are_removed() {
        let text = ServerText::new("bad\r\ntoken \x1b[31mya29.secret", &["ya29.secret", ""]);
        assert_eq!(text.as_str(), "bad token [31m[redacted]");
    }

    #[test]
    fn long_texts_are_truncated() {
        let text = ServerText::new(&"é".repeat(MAX_CHARACTERS + 1), &[]);
        assert_eq!(text.as_str().chars().count(), MAX_CHARACTERS + 1);
        assert!(text.as_str().ends_with('…'));
    }
}
