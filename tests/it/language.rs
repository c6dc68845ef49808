//! Measures the English of comments, messages and documents.
//!
//! Counted are openings with a nominal clause ("What ...", "Whether ..."), programs that "tell" or
//! "ask", "is no X", and archaic pronouns. A limit of [`AREAS`] only ever gets lower; the goal for
//! every area is [`GOAL`].

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Words with which a program is made to speak.
const SPEECH: [&str; 16] = [
    "tell", "tells", "told", "telling", "say", "says", "said", "saying", "ask", "asks", "asked",
    "asking", "hear", "hears", "heard", "hearing",
];

/// Pronouns and adverbs that idiomatic technical English does without.
const ARCHAIC: [&str; 10] = [
    "nobody", "somebody", "whoever", "whatever", "anew", "hence", "thus", "befall", "befalls",
    "befell",
];

/// First words of a nominal clause.
const NOMINAL: [&str; 10] = [
    "What", "Whether", "Who", "Whose", "Whom", "How", "Where", "When", "Why", "That",
];

/// Lines that quote foreign text, by a part of them.
const QUOTATIONS: [&str; 3] = [
    "tell/say/ask/hear",
    "should not tell its own time",
    "\"Whether ...\"",
];

/// Documents that are generated from code, which is measured itself.
const GENERATED: [&str; 3] = [
    "docs/rules.md",
    "docs/exit-codes.md",
    "docs/mcp-supervisor.md",
];

/// Upper limits of one area.
#[derive(Debug, Clone, Copy)]
struct Limits {
    /// Openings with a nominal clause, in percent of doc comments.
    nominal: f64,
    /// Words of [`SPEECH`] per 1,000 words.
    speech: f64,
    /// "is no X" per 1,000 words.
    is_no: f64,
    /// Words of [`ARCHAIC`] per 1,000 words.
    archaic: f64,
}

const fn limits(nominal: f64, speech: f64, is_no: f64, archaic: f64) -> Limits {
    Limits {
        nominal,
        speech,
        is_no,
        archaic,
    }
}

/// The goal for every area.
const GOAL: Limits = limits(5.0, 0.3, 0.5, 0.2);

/// Areas with their present limits.
const AREAS: [(&str, Limits); 9] = [
    ("documents", GOAL),
    ("src", GOAL),
    ("tests", GOAL),
    ("crates/mcp-supervisor", GOAL),
    ("crates/memory-watch", GOAL),
    ("crates/net", GOAL),
    ("crates/search-console", GOAL),
    ("crates/search-console-emulator", GOAL),
    ("crates/sitemap-validator", GOAL),
];

/// One piece of prose.
struct Prose {
    /// File and line.
    place: String,
    text: String,
    is_doc_comment: bool,
}

#[derive(Default)]
struct Count {
    doc_comments: usize,
    words: usize,
    nominal: Vec<String>,
    speech: Vec<String>,
    is_no: Vec<String>,
    archaic: Vec<String>,
}

impl Count {
    fn add(&mut self, prose: &Prose) {
        let found = || format!("{}: {}", prose.place, prose.text);
        let words: Vec<&str> = prose
            .text
            .split(|character: char| !character.is_alphanumeric() && character != '\'')
            .filter(|word| !word.is_empty())
            .collect();
        self.words += words.len();
        if prose.is_doc_comment {
            self.doc_comments += 1;
            if words.first().is_some_and(|word| NOMINAL.contains(word)) {
                self.nominal.push(found());
            }
        }
        for (at, word) in words.iter().enumerate() {
            let word = word.to_lowercase();
            if SPEECH.contains(&word.as_str()) {
                self.speech.push(found());
            }
            if ARCHAIC.contains(&word.as_str()) {
                self.archaic.push(found());
            }
            let is_verb = ["is", "are", "was", "were"].contains(&word.as_str());
            let next = |offset| words.get(at + offset).copied();
            // "There is no room" is idiomatic.
            let is_existence = at > 0 && words[at - 1].eq_ignore_ascii_case("there");
            if is_verb
                && !is_existence
                && next(1) == Some("no")
                && !matches!(next(2), Some("longer" | "more"))
            {
                self.is_no.push(found());
            }
        }
    }

    /// Each rate with its name, its limit and its occurrences.
    fn rates(&self, limits: Limits) -> [(&'static str, f64, f64, &[String]); 4] {
        let per = |found: &[String], all: usize, scale: f64| {
            let count = u32::try_from(found.len()).unwrap();
            let all = u32::try_from(all.max(1)).unwrap();
            f64::from(count) / f64::from(all) * scale
        };
        let words = |found: &[String]| per(found, self.words, 1000.0);
        let nominal = per(&self.nominal, self.doc_comments, 100.0);
        [
            (
                "nominal openings, %",
                nominal,
                limits.nominal,
                &self.nominal,
            ),
            (
                "tell/say/ask/hear",
                words(&self.speech),
                limits.speech,
                &self.speech,
            ),
            ("\"is no X\"", words(&self.is_no), limits.is_no, &self.is_no),
            (
                "nobody/whoever",
                words(&self.archaic),
                limits.archaic,
                &self.archaic,
            ),
        ]
    }
}

fn root() -> &'static Path {
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

/// Doc comments and error messages of the Rust files below `folder`.
fn of_code(folder: &str) -> Vec<Prose> {
    let mut all = Vec::new();
    for file in files(folder, ".rs") {
        let name = file.strip_prefix(root()).unwrap().display().to_string();
        // It has to name the words that it counts.
        if name == "tests/it/language.rs" {
            continue;
        }
        let mut comment: Option<Prose> = None;
        for (number, line) in std::fs::read_to_string(&file).unwrap().lines().enumerate() {
            let line = line.trim();
            let place = || format!("{name}:{}", number + 1);
            let doc = line
                .strip_prefix("///")
                .or_else(|| line.strip_prefix("//!"));
            if let Some(text) = doc {
                let comment = comment.get_or_insert_with(|| Prose {
                    place: place(),
                    text: String::new(),
                    is_doc_comment: true,
                });
                comment.text.push(' ');
                comment.text.push_str(text.trim());
            } else {
                all.extend(comment.take());
            }
            if let Some(message) = line.strip_prefix("#[error(\"") {
                all.push(Prose {
                    place: place(),
                    text: message.to_owned(),
                    is_doc_comment: false,
                });
            }
        }
        all.extend(comment);
    }
    all
}

/// Paragraphs of the documents that people write, without code blocks.
fn of_documents() -> Vec<Prose> {
    let mut all = Vec::new();
    for file in files(".", ".md") {
        let name = file.strip_prefix(root()).unwrap().display().to_string();
        if GENERATED.contains(&name.as_str()) {
            continue;
        }
        let mut is_code = false;
        for (number, line) in std::fs::read_to_string(&file).unwrap().lines().enumerate() {
            if line.trim_start().starts_with("```") {
                is_code = !is_code;
            } else if !is_code && !line.trim().is_empty() {
                all.push(Prose {
                    place: format!("{name}:{}", number + 1),
                    text: line.to_owned(),
                    is_doc_comment: false,
                });
            }
        }
    }
    all
}

#[test]
fn prose_is_plain_english() {
    let mut report = String::new();
    for (area, limits) in AREAS {
        let prose = match area {
            "documents" => of_documents(),
            folder => of_code(folder),
        };
        let mut count = Count::default();
        for prose in &prose {
            if !QUOTATIONS.iter().any(|quoted| prose.text.contains(quoted)) {
                count.add(prose);
            }
        }
        for (name, rate, limit, found) in count.rates(limits) {
            if rate > limit {
                let _ = writeln!(report, "{area}: {name}: {rate:.2}, limit {limit}");
                for place in found.iter().take(30) {
                    let _ = writeln!(report, "  {place}");
                }
            }
        }
    }
    assert!(report.is_empty(), "{report}");
}

#[test]
fn no_limit_is_below_the_goal() {
    for (area, limits) in AREAS {
        let pairs = [
            (limits.nominal, GOAL.nominal),
            (limits.speech, GOAL.speech),
            (limits.is_no, GOAL.is_no),
            (limits.archaic, GOAL.archaic),
        ];
        assert!(pairs.iter().all(|(limit, goal)| limit >= goal), "{area}");
    }
}
