//! Checks that siblings in `src/`, such as `site/crawl` and `site/pages`, do not import each other in
//! a circle. A module and its parent may: a `mod.rs` declares and exports its children, and they use
//! the types that it defines for all of them.

use std::collections::{BTreeMap, BTreeSet};

use crate::layering::{Source, sources};

/// A module as the names that lead to it from the root of `src/`.
type Module = Vec<String>;

/// Modules of `src/` with the paths that each of them names.
struct Tree {
    paths: BTreeMap<Module, Vec<Path>>,
    /// Exported name → path, by module.
    exports: BTreeMap<Module, BTreeMap<String, Path>>,
}

/// Names of a path, such as `crate`, `site`, `fetch`.
type Path = Vec<String>;

impl Tree {
    fn of(sources: &[Source]) -> Self {
        let mut tree = Self {
            paths: BTreeMap::new(),
            exports: BTreeMap::new(),
        };
        for source in sources {
            let mut module: Module = source.path.split('/').map(str::to_owned).collect();
            if let Some(last) = module.pop() {
                match last.trim_end_matches(".rs") {
                    "mod" => {}
                    name => module.push(name.to_owned()),
                }
            }
            let mut paths = Vec::new();
            let mut exports = BTreeMap::new();
            for (is_export, path) in use_declarations(&source.code) {
                if let (true, Some(name)) = (is_export, path.last()) {
                    exports.insert(name.clone(), path.clone());
                }
                paths.push(path);
            }
            paths.extend(paths_in_code(&source.code));
            tree.paths.insert(module.clone(), paths);
            tree.exports.insert(module, exports);
        }
        tree
    }

    /// The module in which the item at `path`, named in `from`, is defined; `None` outside of `src/`.
    fn resolve(&self, from: &Module, path: &Path) -> Option<Module> {
        // A chain of exports is as deep as the tree at most.
        self.resolve_within(from, path, 8)
    }

    fn resolve_within(&self, from: &Module, path: &Path, depth: usize) -> Option<Module> {
        let mut names = path.iter().peekable();
        let mut module = match names.peek()?.as_str() {
            "crate" => {
                names.next();
                Module::new()
            }
            "self" | "super" => from.clone(),
            name => {
                let child = [from.as_slice(), &[name.to_owned()]].concat();
                self.paths.contains_key(&child).then(|| from.clone())?
            }
        };
        while let Some(name) = names.next_if(|name| matches!(name.as_str(), "self" | "super")) {
            if name == "super" {
                module.pop();
            }
        }
        while let Some(name) = names.next() {
            let child = [module.as_slice(), std::slice::from_ref(name)].concat();
            if self.paths.contains_key(&child) {
                module = child;
                continue;
            }
            let export = self.exports.get(&module).and_then(|names| names.get(name));
            if let Some(export) = export
                && depth > 0
            {
                let rest: Path = export.iter().chain(names).cloned().collect();
                let found = self.resolve_within(&module, &rest, depth - 1);
                return Some(found.unwrap_or(module));
            }
            break;
        }
        Some(module)
    }

    /// Imports between different children of the same module: importing → imported.
    fn imports_between_siblings(&self) -> BTreeMap<Module, BTreeSet<Module>> {
        let mut found: BTreeMap<Module, BTreeSet<Module>> = BTreeMap::new();
        for (module, paths) in &self.paths {
            for imported in paths.iter().filter_map(|path| self.resolve(module, path)) {
                let common = module
                    .iter()
                    .zip(&imported)
                    .take_while(|(one, other)| one == other)
                    .count();
                if common < module.len() && common < imported.len() {
                    let sibling = |of: &Module| of[..=common].to_vec();
                    let imports = found.entry(sibling(module)).or_default();
                    imports.insert(sibling(&imported));
                }
            }
        }
        found
    }
}

/// Paths of `use` declarations, each with true if it is exported.
fn use_declarations(code: &str) -> Vec<(bool, Path)> {
    let mut found = Vec::new();
    for statement in code.split(';') {
        let Some(at) = statement
            .match_indices("use ")
            .map(|(at, _)| at)
            .find(|at| statement[..*at].ends_with([' ', '\n']) || *at == 0)
        else {
            continue;
        };
        let line = statement[..at].rsplit('\n').next().unwrap_or_default();
        expand(
            &mut Vec::new(),
            &statement[at + "use ".len()..],
            &mut |path| {
                found.push((line.trim_start().starts_with("pub"), path));
            },
        );
    }
    found
}

/// Calls `each` with every path of a `use` tree.
fn expand(prefix: &mut Path, tree: &str, each: &mut impl FnMut(Path)) {
    let (path, group) = tree.split_once('{').map_or((tree, None), |(path, group)| {
        (path, group.rsplit_once('}').map(|(inner, _)| inner))
    });
    let path = path.split(" as ").next().unwrap_or_default();
    let depth = prefix.len();
    let names = path.split("::").map(str::trim);
    prefix.extend(names.filter(|name| !name.is_empty()).map(str::to_owned));
    match group {
        None => each(prefix.clone()),
        Some(group) => {
            for part in parts(group) {
                expand(prefix, part, each);
            }
        }
    }
    prefix.truncate(depth);
}

/// Parts of a group, separated by commas outside of inner groups.
fn parts(group: &str) -> Vec<&str> {
    let mut depth = 0_usize;
    let separated = group.split(|mark| {
        match mark {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        mark == ',' && depth == 0
    });
    separated.filter(|part| !part.trim().is_empty()).collect()
}

/// Paths of at least two names anywhere in the code.
fn paths_in_code(code: &str) -> Vec<Path> {
    code.split(|mark: char| !(mark.is_alphanumeric() || mark == '_' || mark == ':'))
        .filter(|word| word.contains("::"))
        .map(|word| {
            let names = word.split("::").filter(|name| !name.is_empty());
            names.map(str::to_owned).collect()
        })
        .collect()
}

/// Modules from which a way leads back to themselves.
fn circles(imports: &BTreeMap<Module, BTreeSet<Module>>) -> BTreeSet<String> {
    let reachable = |start: &Module| {
        let mut seen = BTreeSet::new();
        let mut waiting = vec![start];
        while let Some(module) = waiting.pop() {
            for next in imports.get(module).into_iter().flatten() {
                if seen.insert(next) {
                    waiting.push(next);
                }
            }
        }
        seen
    };
    imports
        .keys()
        .filter(|module| reachable(module).contains(module))
        .map(|module| module.join("/"))
        .collect()
}

#[test]
fn siblings_do_not_import_each_other_in_a_circle() {
    let tree = Tree::of(&sources());
    let imports = tree.imports_between_siblings();
    // An import that is certain to exist, so that an empty graph does not pass.
    let certain = imports.get(&vec!["app".to_owned()]);
    assert!(certain.is_some_and(|all| all.contains(&vec!["model".to_owned()])));
    assert_eq!(circles(&imports), BTreeSet::new());
}

#[test]
fn a_circle_through_exports_is_found() {
    let source = |path: &str, code: &str| Source::new(path, code);
    let tree = Tree::of(&[
        source(
            "site/mod.rs",
            "mod crawl;\nmod pages;\npub(crate) use pages::{Page, Sample};\n",
        ),
        source("site/crawl/mod.rs", "mod crawler;\n"),
        source(
            "site/crawl/crawler.rs",
            "use crate::site::{Sample, fetch};\n",
        ),
        source(
            "site/pages.rs",
            "fn look() { super::crawl::crawler::go(); }\n",
        ),
        source("site/fetch.rs", "use super::Limits;\n"),
    ]);
    let found = circles(&tree.imports_between_siblings());
    let found: Vec<&str> = found.iter().map(String::as_str).collect();
    assert_eq!(found, ["site/crawl", "site/pages"]);
}
