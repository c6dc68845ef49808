//! Extracts the prose of the repository: comments and texts of Rust files, descriptions of JSON
//! schemas, and paragraphs of documents.

use std::path::{Path, PathBuf};

use serde_json::Value;

/// Number of words from which on a string literal counts as prose.
const MIN_WORDS: usize = 3;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// `///` and `//!`, including the help texts of flags.
    DocComment,
    /// `//`.
    Comment,
    /// A string literal outside of tests: messages, remedies, rules, help texts.
    Text,
    /// A paragraph of a document.
    Paragraph,
}

/// One piece of prose.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Prose {
    /// File and line.
    pub(crate) place: String,
    pub(crate) text: String,
    pub(crate) kind: Kind,
}

pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else {
            continue;
        };
        for entry in entries {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() && !name.starts_with('.') && name != "target" {
                folders.push(path);
            } else if name.ends_with(ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn relative(path: &Path) -> String {
    path.strip_prefix(root()).unwrap().display().to_string()
}

/// Comments and texts of the Rust files below `folder`.
pub(crate) fn of_code(folder: &str) -> Vec<Prose> {
    let mut all = Vec::new();
    for file in files(folder, ".rs") {
        let name = relative(&file);
        // It has to name the words that it counts.
        if name == "tests/it/language.rs" {
            continue;
        }
        all.extend(of_rust(&name, &std::fs::read_to_string(&file).unwrap()));
    }
    all
}

/// Paragraphs of all documents, without code blocks.
pub(crate) fn of_documents() -> Vec<Prose> {
    let mut all = Vec::new();
    for file in files(".", ".md") {
        let mut is_code = false;
        for (number, line) in std::fs::read_to_string(&file).unwrap().lines().enumerate() {
            if line.trim_start().starts_with("```") {
                is_code = !is_code;
            } else if !is_code && !line.trim().is_empty() {
                all.push(Prose {
                    place: format!("{}:{}", relative(&file), number + 1),
                    text: line.to_owned(),
                    kind: Kind::Paragraph,
                });
            }
        }
    }
    all
}

/// Titles and descriptions of the JSON schema `path`.
pub(crate) fn of_schema(path: &str) -> Vec<Prose> {
    fn collect(value: &Value, place: &str, all: &mut Vec<Prose>) {
        match value {
            Value::Object(members) => {
                for (name, member) in members {
                    let place = format!("{place}/{name}");
                    match member {
                        Value::String(text) if name == "description" || name == "title" => {
                            all.push(Prose {
                                place,
                                text: text.clone(),
                                kind: Kind::DocComment,
                            });
                        }
                        other => collect(other, &place, all),
                    }
                }
            }
            Value::Array(items) => {
                for item in items {
                    collect(item, place, all);
                }
            }
            _ => {}
        }
    }
    let text = std::fs::read_to_string(root().join(path)).unwrap();
    let mut all = Vec::new();
    collect(&serde_json::from_str(&text).unwrap(), path, &mut all);
    all
}

/// Comments and texts of the Rust file `name`.
fn of_rust(name: &str, code: &str) -> Vec<Prose> {
    let is_test =
        name.starts_with("tests/") || name.contains("/tests/") || name.ends_with("tests.rs");
    let texts_end = if is_test { 0 } else { start_of_tests(code) };
    let mut all: Vec<Prose> = Vec::new();
    let mut last_comment = 0;
    let mut line = 1;
    let mut at = 0;
    while at < code.len() {
        let rest = &code[at..];
        let length = token_length(rest);
        let token = &rest[..length];
        let place = || format!("{name}:{line}");
        if token.starts_with("//") {
            let kind = comment_kind(token);
            let text = token.trim_start_matches(['/', '!']).trim();
            match all.last_mut() {
                Some(last) if last.kind == kind && last_comment + 1 == line => {
                    last.text.push(' ');
                    last.text.push_str(text);
                }
                _ => all.push(Prose {
                    place: place(),
                    text: text.to_owned(),
                    kind,
                }),
            }
            last_comment = line;
        } else if token.ends_with(['"', '#']) && token.contains('"') && at < texts_end {
            let text = plain(token);
            if is_prose(&text) {
                all.push(Prose {
                    place: place(),
                    text,
                    kind: Kind::Text,
                });
            }
        }
        line += token.matches('\n').count();
        at += length;
    }
    all
}

fn comment_kind(token: &str) -> Kind {
    if token.starts_with("///") || token.starts_with("//!") {
        Kind::DocComment
    } else {
        Kind::Comment
    }
}

/// Offset of the module with the unit tests, which is at the end of a file.
fn start_of_tests(code: &str) -> usize {
    code.match_indices("\n#[cfg(test)]\n")
        .map(|(at, _)| at)
        .find(|at| {
            code[*at..]
                .lines()
                .skip(2)
                .find(|line| !line.starts_with("#["))
                .is_some_and(|line| line.contains("mod ") && line.ends_with('{'))
        })
        .unwrap_or(code.len())
}

/// Length of the comment, literal, word or character at the start of `rest`, which is not empty.
fn token_length(rest: &str) -> usize {
    let first = rest.chars().next().unwrap();
    if rest.starts_with("//") {
        return rest.find('\n').unwrap_or(rest.len());
    }
    if first.is_alphabetic() || first == '_' {
        let is_word = |character: char| character.is_alphanumeric() || character == '_';
        let word = rest.find(|next| !is_word(next)).unwrap_or(rest.len());
        let hashes = rest[word..]
            .bytes()
            .take_while(|byte| *byte == b'#')
            .count();
        let start = word + hashes;
        if matches!(&rest[..word], "r" | "br") && rest[start..].starts_with('"') {
            let end = format!("\"{}", "#".repeat(hashes));
            return start + 1 + rest[start + 1..].find(&end).unwrap() + end.len();
        }
        return word;
    }
    if first == '"' {
        return 1 + end_of_literal(&rest[1..], '"');
    }
    let mut next = rest.chars().skip(1);
    // All other apostrophes begin a lifetime.
    if first == '\'' && (next.next() == Some('\\') || next.next() == Some('\'')) {
        return 1 + end_of_literal(&rest[1..], '\'');
    }
    first.len_utf8()
}

/// Length of a literal after its opening `quote`, including the closing one.
fn end_of_literal(rest: &str, quote: char) -> usize {
    let mut is_escaped = false;
    for (at, character) in rest.char_indices() {
        if !is_escaped && character == quote {
            return at + quote.len_utf8();
        }
        is_escaped = !is_escaped && character == '\\';
    }
    rest.len()
}

/// The text of a string literal, without placeholders and escaped newlines.
fn plain(literal: &str) -> String {
    let mut text = String::new();
    let mut rest = literal;
    while let Some(start) = rest.find('{') {
        let end = rest[start..].find('}').map(|end| start + end + 1);
        text.push_str(&rest[..start]);
        match end {
            Some(end) if !rest[start..end].contains(char::is_whitespace) => {
                text.push('X');
                rest = &rest[end..];
            }
            _ => {
                text.push('{');
                rest = &rest[start + 1..];
            }
        }
    }
    text.push_str(rest);
    let text = text.replace("\\n", " ").replace('\\', " ");
    let words: Vec<&str> = text
        .trim_matches(['r', '#', '"'])
        .split_whitespace()
        .collect();
    words.join(" ")
}

fn is_prose(text: &str) -> bool {
    let words = text.split_whitespace().filter(|word| {
        let word = word.trim_matches(|character: char| character.is_ascii_punctuation());
        word.len() > 1 && word.chars().all(char::is_alphabetic)
    });
    words.count() >= MIN_WORDS
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(name: &str, code: &str) -> Vec<(String, String, Kind)> {
        let all = of_rust(name, code);
        all.into_iter()
            .map(|prose| (prose.place, prose.text, prose.kind))
            .collect()
    }

    fn prose(line: usize, text: &str, kind: Kind) -> (String, String, Kind) {
        (format!("a.rs:{line}"), text.to_owned(), kind)
    }

    #[test]
    fn comments_and_texts_are_found() {
        let code = "/// One\n/// comment.\nfn a<'a>(quote: char) -> bool {\n    // Two\n    // \
                    lines.\n    quote == '\"' || quote == '\\''\n}\n#[error(\n    \"failed to \
                    \\\n        read {path:?}\\nin time\"\n)]\nconst A: &str = r#\"a \"raw\" text of \
                    words // here\"#;\nconst B: &str = \"one // word\";\n";
        assert_eq!(
            found("a.rs", code),
            [
                prose(1, "One comment.", Kind::DocComment),
                prose(4, "Two lines.", Kind::Comment),
                prose(9, "failed to read X in time", Kind::Text),
                prose(12, "a \"raw\" text of words // here", Kind::Text),
            ]
        );
    }

    #[test]
    fn texts_of_tests_do_not_count() {
        let code = "const A: &str = \"three words here\";\n\n#[cfg(test)]\nmod tests {\n    // A \
                    comment.\n    const B: &str = \"three words there\";\n}\n";
        let comment = prose(5, "A comment.", Kind::Comment);
        let text = prose(1, "three words here", Kind::Text);
        assert_eq!(found("a.rs", code), [text, comment]);
        let places: Vec<String> = found("tests/a.rs", code)
            .into_iter()
            .map(|(place, _, _)| place)
            .collect();
        assert_eq!(places, ["tests/a.rs:5"]);
    }
}
