//! Checks that the worked examples of ARCHITECTURE.md name the files that their change really
//! touches: those that contain the names of an existing subcommand, engine, format or rule.

use std::collections::BTreeSet;
use std::path::Path;

use crate::layering::sources;

fn architecture() -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(root.join("ARCHITECTURE.md")).unwrap()
}

/// Files below `src/` that the section with `heading` names, with NAME replaced by `name`.
fn named_files(heading: &str, name: &str) -> BTreeSet<String> {
    let text = architecture();
    let (_, section) = text
        .split_once(&format!("#### {heading}\n"))
        .unwrap_or_else(|| panic!("ARCHITECTURE.md has no section {heading}"));
    let section = section.split("\n#").next().unwrap_or_default();
    let quoted = section.split('`').skip(1).step_by(2);
    quoted
        .filter_map(|quoted| quoted.strip_prefix("src/"))
        .map(|path| path.replace("NAME", name))
        .collect()
}

/// Files below `src/` whose production code contains one of `words`.
fn touched_files(words: &[&str]) -> BTreeSet<String> {
    let is_word = |code: &str, word: &str| {
        code.match_indices(word).any(|(at, _)| {
            let is_part = |mark: char| mark.is_alphanumeric() || mark == '_';
            let (before, after) = (&code[..at], &code[at + word.len()..]);
            !before.ends_with(is_part) && !after.starts_with(is_part)
        })
    };
    sources()
        .into_iter()
        .filter(|source| words.iter().any(|word| is_word(&source.code, word)))
        .map(|source| source.path)
        .collect()
}

/// Maximum number of files that a subcommand without a report of its own touches.
const FILES_OF_A_SUBCOMMAND: usize = 6;

#[test]
fn a_subcommand_touches_the_named_files() {
    let mut of_the_command = touched_files(&["SitesArgs", "SitesOptions", "app::sites"]);
    let task = "pub(crate) enum Task";
    of_the_command.extend(touched_files(&[task]));
    assert!(
        of_the_command.len() <= FILES_OF_A_SUBCOMMAND,
        "{of_the_command:#?}"
    );
    let of_its_answer = touched_files(&[
        "Answer::Sites",
        "Sites(Vec<SiteReport>)",
        "struct SiteReport",
        "mod site_report",
    ]);
    let all = of_the_command.union(&of_its_answer).cloned().collect();
    assert_eq!(named_files("Add a subcommand", "sites"), all);
}

#[test]
fn a_search_engine_touches_the_named_files() {
    let touched = touched_files(&["dyn Engine", "impl Engine for"]);
    let named = named_files("Add a search engine", "google");
    assert!(!touched.is_empty());
    assert!(touched.is_subset(&named), "{touched:#?} {named:#?}");
}

#[test]
fn an_output_format_touches_the_named_files() {
    let touched = touched_files(&["Csv", "mod csv", "csv::render", "csv::Writer"]);
    assert_eq!(named_files("Add an output format", "csv"), touched);
}

#[test]
fn the_files_of_all_examples_exist() {
    let text = architecture();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let paths = text.split('`').skip(1).step_by(2).filter(|quoted| {
        quoted.starts_with("src/") && quoted.ends_with(".rs") && !quoted.contains("NAME")
    });
    let missing: Vec<&str> = paths.filter(|path| !root.join(path).exists()).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
