//! Checks that modules of `src/` import downwards only, that clap and the environment stay in
//! `cli`, and that rmcp stays in `mcp`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use Layer::{App, Cli, Engine, Index, Mcp, Model, Render, Root, Site, Store};

/// Layer of the target layout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Layer {
    /// `main.rs` and `lib.rs`, which join the layers.
    Root,
    Cli,
    Mcp,
    App,
    Render,
    Engine,
    Index,
    Site,
    Store,
    Model,
}

impl Layer {
    /// True if modules of this layer may import modules of `other`.
    const fn may_import(self, other: Self) -> bool {
        match self {
            Root => true,
            Cli | Mcp => matches!(other, App | Render | Engine | Index | Site | Store | Model),
            App => matches!(other, Engine | Index | Site | Store | Model),
            Engine | Index | Site => matches!(other, Store | Model),
            Render | Store => matches!(other, Model),
            Model => false,
        }
    }
}

/// Modules at the root of `src/`, each with the layer that it belongs to.
const LAYERS: &[(&str, Layer)] = &[
    ("main", Root),
    ("lib", Root),
    ("cli", Cli),
    ("mcp", Mcp),
    ("app", App),
    ("render", Render),
    ("engine", Engine),
    ("index", Index),
    ("site", Site),
    ("store", Store),
    ("model", Model),
];

/// A file of `src/` with the text that production code has in it.
pub(crate) struct Source {
    /// Path below `src/`.
    pub(crate) path: String,
    /// Module at the root of `src/`.
    module: String,
    /// Number of `super` that lead from the file's own module to the root.
    depth: usize,
    pub(crate) code: String,
}

impl Source {
    /// The file `path` below `src/`, with this text.
    pub(crate) fn new(path: &str, text: &str) -> Self {
        let names: Vec<&str> = path.trim_end_matches(".rs").split('/').collect();
        let is_folder = names.last() == Some(&"mod");
        Self {
            path: path.to_owned(),
            module: names[0].to_owned(),
            depth: names.len() - usize::from(is_folder),
            code: production_code(text),
        }
    }
}

/// Every file of `src/`, in order of their paths.
pub(crate) fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![root.clone()];
    let mut found: Vec<PathBuf> = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    found.iter().map(|path| source(&root, path)).collect()
}

fn source(root: &Path, path: &Path) -> Source {
    let names: Vec<&str> = path
        .strip_prefix(root)
        .unwrap()
        .iter()
        .map(|name| name.to_str().unwrap())
        .collect();
    Source::new(&names.join("/"), &fs::read_to_string(path).unwrap())
}

/// `text` without comments and without the unit tests at its end.
fn production_code(text: &str) -> String {
    let mut code = String::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let is_test = line == "#[cfg(test)]";
        if is_test && lines.peek().is_some_and(|next| next.ends_with('{')) {
            break;
        }
        if !line.trim_start().starts_with("//") {
            code.push_str(line);
            code.push('\n');
        }
    }
    code
}

/// Modules at the root that `source` names, by `crate::` or by as many `super::` as lead there.
fn imports(source: &Source) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let supers = "super::".repeat(source.depth);
    for prefix in ["crate::", &supers] {
        for (at, _) in source.code.match_indices(prefix) {
            let before = source.code[..at].chars().next_back();
            let is_longer = before.is_some_and(|mark| mark == ':' || mark == '$' || is_word(mark));
            if !is_longer {
                found.extend(first_names(&source.code[at + prefix.len()..]));
            }
        }
    }
    found.retain(|name| *name != source.module && name != "super");
    found
}

const fn is_word(mark: char) -> bool {
    mark.is_ascii_alphanumeric() || mark == '_'
}

/// First name of the path in `text`, or of each path in the group that it begins with.
fn first_names(text: &str) -> Vec<String> {
    let Some(group) = text.strip_prefix('{') else {
        return vec![text.chars().take_while(|mark| is_word(*mark)).collect()];
    };
    let mut depth = 0_usize;
    let mut names = vec![String::new()];
    let mut is_first = true;
    for mark in group.chars() {
        match mark {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                names.push(String::new());
                is_first = true;
            }
            mark if depth == 0 && is_first && is_word(mark) => {
                if let Some(name) = names.last_mut() {
                    name.push(mark);
                }
            }
            // Whitespace before a name is skipped; after it, the name is complete.
            mark if mark.is_whitespace() && names.last().is_some_and(String::is_empty) => {}
            _ => is_first = false,
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

fn layer_of(module: &str) -> Option<Layer> {
    let (_, layer) = LAYERS.iter().find(|(name, _)| *name == module)?;
    Some(*layer)
}

#[test]
fn modules_import_downwards_only() {
    let mut found = BTreeSet::new();
    let sources = sources();
    for source in &sources {
        let layer = layer_of(&source.module)
            .unwrap_or_else(|| panic!("src/{} belongs to no layer in LAYERS", source.path));
        for imported in imports(source) {
            // A name that is not a module, such as a macro.
            let Some(other) = layer_of(&imported) else {
                continue;
            };
            if layer != other && !layer.may_import(other) {
                found.insert((source.path.clone(), imported));
            }
        }
    }
    assert!(found.is_empty(), "not allowed (file, imported): {found:#?}");
}

/// Files outside of the layers `allowed` that have one of `words` in their code.
fn files_with(words: &[&str], allowed: &[Layer]) -> BTreeSet<String> {
    sources()
        .into_iter()
        .filter(|source| layer_of(&source.module).is_none_or(|layer| !allowed.contains(&layer)))
        .filter(|source| words.iter().any(|word| source.code.contains(word)))
        .map(|source| source.path)
        .collect()
}

#[test]
fn clap_stays_in_cli() {
    let found = files_with(&["clap::", "clap("], &[Cli]);
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn the_environment_is_read_in_cli() {
    let found = files_with(&["env::var", "env::args"], &[Root, Cli]);
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn rmcp_stays_in_mcp() {
    let found = files_with(&["rmcp::"], &[Mcp]);
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn imports_are_found_in_every_form() {
    let source = Source::new(
        "site/walk.rs",
        "use crate::model::Page;\n\
             use crate::{store::{Store, Error}, cli as door};\n\
             use super::super::app;\n\
             use super::fetch;\n\
             // crate::render\n\
             pub(in crate::site) fn walk() { crate::engine::submit(); }\n\
             #[cfg(test)]\n\
             mod tests {\n    use crate::mcp;\n}\n",
    );
    let found: Vec<String> = imports(&source).into_iter().collect();
    assert_eq!(found, ["app", "cli", "engine", "model", "store"]);
}
