//! The last lines of a server's standard error, without secrets.

use std::collections::VecDeque;

/// Maximum number of kept lines.
const LINES: usize = 5;
/// Maximum number of kept bytes of a line.
const LINE_BYTES: usize = 400;

/// The last lines of one process.
#[derive(Debug, Default)]
pub(super) struct StderrTail {
    lines: VecDeque<Vec<u8>>,
    current: Vec<u8>,
}

impl StderrTail {
    pub(super) fn push(&mut self, bytes: &[u8]) {
        for byte in bytes {
            if *byte == b'\n' {
                self.end_line();
            } else if self.current.len() < LINE_BYTES {
                self.current.push(*byte);
            }
        }
    }

    fn end_line(&mut self) {
        let line = std::mem::take(&mut self.current);
        if line.trim_ascii().is_empty() {
            return;
        }
        if self.lines.len() == LINES {
            self.lines.pop_front();
        }
        self.lines.push_back(line);
    }

    /// The lines, oldest first, without control characters and without `secrets`.
    pub(super) fn lines(&self, secrets: &[String]) -> Vec<String> {
        let current = Some(&self.current).filter(|line| !line.trim_ascii().is_empty());
        let lines: Vec<&Vec<u8>> = self.lines.iter().chain(current).collect();
        let last = lines.len().saturating_sub(LINES);
        lines[last..]
            .iter()
            .map(|line| {
                let text = String::from_utf8_lossy(line.trim_ascii()).into_owned();
                let shown = secrets.iter().fold(text, |text, secret| {
                    text.replace(secret.as_str(), "[redacted]")
                });
                shown.replace(char::is_control, " ")
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_lines_are_kept_without_secrets() {
        let mut tail = StderrTail::default();
        tail.push(b"0\n1\n2\n\n3\nfour s3cr");
        tail.push(b"et-value\nlast\x1b[0m");
        let secrets = ["s3cret-value".to_owned()];
        assert_eq!(
            tail.lines(&secrets),
            ["1", "2", "3", "four [redacted]", "last [0m"]
        );
    }
}
