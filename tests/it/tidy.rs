//! Checks the repository's own conventions: imports between modules, printing, file lengths, and
//! documents that match the code.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use sitemap_submit::model::ExitCode;

/// Lines that a file may have: more cannot be read in one sitting.
const MAX_LINES: usize = 450;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: impl AsRef<Path>) -> String {
    let path = root().join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The files below `folder` whose names end with `ending`, without what was built or downloaded.
fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() && !name.starts_with('.') && name != "target" {
                folders.push(path);
            } else if name.ends_with(ending) {
                found.push(path);
            }
        }
    }
    assert!(!found.is_empty(), "no {ending} below {folder}");
    found
}

fn relative(path: &Path) -> String {
    path.strip_prefix(root()).unwrap().display().to_string()
}

/// Compares a document with the text generated from the code; `UPDATE_DOCS=1` writes it instead.
#[expect(clippy::disallowed_methods, reason = "a switch of the test itself")]
fn assert_document(path: &str, expected: &str) {
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(root().join(path), expected).unwrap();
    }
    assert!(
        read(path) == expected,
        "{path} is out of date: UPDATE_DOCS=1 cargo test renews it"
    );
}

fn packages() -> Vec<Value> {
    let output = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--format-version=1",
            "--no-deps",
            "--locked",
            "--offline",
        ])
        .current_dir(root())
        .output()
        .unwrap();
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    metadata["packages"].as_array().unwrap().clone()
}

/// The crates of this workspace that `package` depends on, by kind (`normal`, `dev`, `build`).
fn own_dependencies(package: &Value) -> BTreeMap<String, Vec<String>> {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for dependency in package["dependencies"].as_array().unwrap() {
        if dependency["path"].is_string() {
            let kind = dependency["kind"].as_str().unwrap_or("normal");
            let name = dependency["name"].as_str().unwrap();
            found
                .entry(kind.to_owned())
                .or_default()
                .push(name.to_owned());
        }
    }
    found
}

#[test]
fn crate_dependencies_match_architecture_md() {
    for package in packages() {
        let own = own_dependencies(&package);
        if package["name"] == "sitemap-submit" {
            assert_eq!(
                own["normal"],
                [
                    "net",
                    "search-console",
                    "settings-file",
                    "sitemap-validator",
                    "memory-watch"
                ]
            );
            assert_eq!(own["dev"], ["search-console-emulator"]);
        } else if package["name"] == "mcp-supervisor" {
            assert_eq!(own["normal"], ["memory-watch", "net", "settings-file"]);
        } else if package["name"] == "search-console" {
            assert_eq!(own["normal"], ["net"]);
        } else if package["name"] == "demo" {
            assert_eq!(own["normal"], ["search-console-emulator", "sitemap-submit"]);
        } else {
            assert!(own.is_empty(), "{}: {own:?}", package["name"]);
        }
    }
}

#[test]
fn every_crate_takes_versions_and_lints_from_the_root() {
    for manifest in files("crates", "Cargo.toml") {
        // A fuzz crate is a workspace of its own, since it needs another compiler.
        if relative(&manifest).contains("/fuzz/") {
            continue;
        }
        let text = read(&manifest);
        assert!(
            text.contains("[lints]\nworkspace = true"),
            "{}",
            manifest.display()
        );
        let mut in_dependencies = false;
        for line in text.lines() {
            if line.starts_with('[') {
                in_dependencies = line.contains("dependencies");
            } else if in_dependencies && line.contains('=') {
                assert!(line.contains("workspace"), "{}: {line}", manifest.display());
            }
        }
    }
}

#[test]
fn the_validator_does_no_io() {
    for file in files("crates/sitemap-validator/src", ".rs") {
        let text = read(&file);
        for word in [
            "std::fs",
            "std::net",
            "std::env",
            "std::thread",
            "::now()",
            "tokio",
            "reqwest",
        ] {
            assert!(!text.contains(word), "{} uses {word}", relative(&file));
        }
    }
}

#[test]
fn the_http_library_stays_below_the_transport() {
    let allowed = [
        "crates/net/src/fault.rs",
        "crates/net/src/transport.rs",
        "src/site/fetch/",
    ];
    for folder in ["crates/net/src", "crates/search-console/src", "src"] {
        for file in files(folder, ".rs") {
            let name = relative(&file);
            if !allowed.iter().any(|prefix| name.starts_with(prefix)) {
                assert!(!read(&file).contains("reqwest::"), "{name}");
            }
        }
    }
}

#[test]
fn only_render_prints() {
    let words = ["print!", "println!", "stdout()", "stderr()", "dbg!"];
    for file in files("src", ".rs") {
        let name = relative(&file);
        // The log goes to standard error, and progress checks if that is a terminal.
        if name.starts_with("src/render/") || name == "src/site/progress.rs" {
            continue;
        }
        let text = read(&file);
        for word in words {
            assert!(!text.contains(word), "{name} uses {word}");
        }
    }
}

#[test]
fn files_are_short() {
    for folder in ["src", "crates", "tests"] {
        for file in files(folder, ".rs") {
            let lines = read(&file).lines().count();
            assert!(lines <= MAX_LINES, "{} has {lines} lines", relative(&file));
        }
    }
}

#[test]
fn the_exit_codes_are_documented() {
    let mut text = String::from(
        "# Exit codes\n\n<!-- Generated from src/model/exit_code.rs; change it there. -->\n\n\
         Codes are stable: scripts and the CronJob decide by them.\n\
         When several sitemaps end differently, errors that need a fix outrank transient ones.\n\n\
         | code | name | meaning | a rerun helps |\n|--:|---|---|---|\n",
    );
    for code in ExitCode::ALL {
        let rerun = code.rerun().as_str();
        let _ = writeln!(
            text,
            "| {} | {} | {} | {rerun} |",
            code.code(),
            code.name(),
            code.meaning()
        );
    }
    assert_document("docs/exit-codes.md", &text);
}

#[test]
fn the_schema_lists_every_exit_code() {
    let schema: Value = serde_json::from_str(&read("docs/report.schema.json")).unwrap();
    let codes: Vec<Value> = ExitCode::ALL
        .iter()
        .map(|code| code.code().into())
        .collect();
    assert_eq!(schema["$defs"]["exit_code"]["enum"], Value::Array(codes));
}

#[test]
fn the_help_is_documented() {
    let mut text = String::new();
    let mut rest = read("docs/usage.md");
    while let Some(start) = rest.find("<!-- help") {
        let (before, after) = rest.split_at(start);
        text.push_str(before);
        let mark_end = after.find("-->").unwrap() + "-->".len();
        let mark = &after[..mark_end];
        let arguments = mark.trim_start_matches("<!-- help").trim_end_matches("-->");
        let _ = write!(text, "{mark}\n\n```text\n{}```\n\n", help(arguments));
        let end = after.find("<!-- end -->").expect("a block ends");
        rest = after[end..].to_owned();
        text.push_str("<!-- end -->");
        rest = rest["<!-- end -->".len()..].to_owned();
    }
    text.push_str(&rest);
    assert_document("docs/usage.md", &text);
}

fn help(arguments: &str) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_sitemap-submit"))
        .args(arguments.split_whitespace())
        .arg("--help")
        .env_clear()
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines()
        .fold(String::new(), |all, line| all + line.trim_end() + "\n")
}

#[test]
fn versions_agree() {
    let version = env!("CARGO_PKG_VERSION");
    let changelog = read("CHANGELOG.md");
    assert!(
        changelog.contains(&format!("\n## {version}")),
        "CHANGELOG.md lacks {version}"
    );
    for package in packages() {
        assert_eq!(package["version"], version, "{}", package["name"]);
        assert_eq!(
            package["license"], "MIT OR Apache-2.0",
            "{}",
            package["name"]
        );
    }
}

#[test]
fn the_readme_has_the_number_of_rules() {
    let rules = sitemap_validator::rules::all().count();
    assert!(
        read("README.md").contains(&format!("The {rules} rules")),
        "there are {rules}"
    );
}

#[test]
fn links_in_documents_are_valid() {
    for file in files(".", ".md") {
        let text = read(&file);
        for (_, rest) in text
            .match_indices("](")
            .map(|(at, mark)| text.split_at(at + mark.len()))
        {
            let target = rest.split(')').next().unwrap();
            let target = target.split('#').next().unwrap();
            if target.is_empty() || target.contains("://") || target.starts_with("mailto:") {
                continue;
            }
            let path = file.parent().unwrap().join(target);
            assert!(path.exists(), "{} links to {target}", relative(&file));
        }
    }
}
