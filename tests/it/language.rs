//! Measures the English of comments, messages and documents.
//!
//! Counted are openings with a nominal clause ("What ...", "Whether ..."), programs that "tell" or
//! "ask", "is no X", and archaic pronouns. Every kind of prose of every area is measured on its own.

use std::fmt::Write as _;

use crate::prose::{Kind, Prose, of_code, of_documents, of_schema};

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

/// Lines that quote foreign text or address a person, by a part of them.
const EXEMPT: [&str; 4] = [
    "ask the administrator",
    "tell/say/ask/hear",
    "should not tell its own time",
    "\"Whether ...\"",
];

/// Upper limits of one kind of prose.
#[derive(Debug, Clone, Copy)]
struct Limits {
    /// Openings with a nominal clause, in percent of all comments or texts.
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

/// The goal for every area and kind.
const GOAL: Limits = limits(5.0, 0.3, 0.5, 0.2);

/// Schemas whose descriptions are measured.
const SCHEMAS: [&str; 1] = ["docs/report.schema.json"];

/// Folders of code.
const FOLDERS: [&str; 10] = [
    "src",
    "tests",
    "crates/demo",
    "crates/mcp-supervisor",
    "crates/memory-watch",
    "crates/net",
    "crates/search-console",
    "crates/search-console-emulator",
    "crates/settings-file",
    "crates/sitemap-validator",
];

const KINDS: [Kind; 4] = [Kind::DocComment, Kind::Comment, Kind::Text, Kind::Paragraph];

#[derive(Default)]
struct Count {
    pieces: usize,
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
        if prose.kind != Kind::Paragraph {
            self.pieces += 1;
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
        let nominal = per(&self.nominal, self.pieces, 100.0);
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

fn prose_of(area: &str) -> Vec<Prose> {
    if area == "documents" {
        of_documents()
    } else if SCHEMAS.contains(&area) {
        of_schema(area)
    } else {
        of_code(area)
    }
}

#[test]
fn prose_is_plain_english() {
    let mut report = String::new();
    let areas = ["documents"].into_iter().chain(SCHEMAS).chain(FOLDERS);
    for area in areas {
        let prose = prose_of(area);
        assert!(!prose.is_empty(), "{area}");
        for kind in KINDS {
            let mut count = Count::default();
            for prose in prose.iter().filter(|prose| prose.kind == kind) {
                if !EXEMPT.iter().any(|quoted| prose.text.contains(quoted)) {
                    count.add(prose);
                }
            }
            for (name, rate, limit, found) in count.rates(GOAL) {
                if rate > limit {
                    let _ = writeln!(report, "{area}, {kind:?}: {name}: {rate:.2}, limit {limit}");
                    for place in found.iter().take(30) {
                        let _ = writeln!(report, "  {place}");
                    }
                }
            }
        }
    }
    assert!(report.is_empty(), "{report}");
}
