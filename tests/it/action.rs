//! The GitHub action: its inputs and the origin of its binary.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

const VERSION: &str = "version 1.2.3\n";
/// File names of the program, including the one on Windows.
const PROGRAMS: [&str; 2] = ["sitemap-submit", "sitemap-submit.exe"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Names below a key of action.yml.
fn names(key: &str) -> BTreeSet<String> {
    let text = fs::read_to_string(root().join("action.yml")).unwrap();
    let (_, rest) = text.split_once(&format!("\n{key}:\n")).unwrap();
    rest.lines()
        .take_while(|line| line.is_empty() || line.starts_with(' '))
        .filter_map(|line| line.strip_prefix("  ")?.strip_suffix(':'))
        .filter(|name| !name.starts_with(' '))
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_input_is_a_flag_or_selects_the_binary() {
    let help = Command::new(env!("CARGO_BIN_EXE_sitemap-submit"))
        .args(["submit", "--help"])
        .output()
        .unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    let action = fs::read_to_string(root().join("action.yml")).unwrap();
    for input in names("inputs") {
        if ["version", "checksum", "binary"].contains(&&*input) {
            continue;
        }
        let variable = format!("SITEMAP_SUBMIT_{}", input.replace('-', "_").to_uppercase());
        let passed = format!("{variable}: ${{{{ inputs.{input} }}}}");
        assert!(action.contains(&passed), "{input} is not passed on");
        let known = help.contains(&format!("--{input} "))
            || help.contains(&format!("--{input}\n"))
            || ["sitemap", "credentials-json"].contains(&&*input);
        assert!(known, "{input} is no flag: {help}");
    }
}

/// Descriptions in `file` by name.
fn descriptions(file: &str) -> BTreeMap<String, String> {
    let text = fs::read_to_string(root().join(file)).unwrap();
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let described = lines.windows(2).filter_map(|pair| {
        let name = pair[0].strip_suffix(':')?;
        let words = pair[1].strip_prefix("description: ")?;
        Some((name.to_owned(), words.trim_matches('"').to_owned()))
    });
    described.collect()
}

#[test]
fn inputs_have_the_descriptions_of_their_flags() {
    let command = sitemap_submit::cli::command();
    let submit = command.find_subcommand("submit").unwrap();
    let inputs = names("inputs");
    for file in ["action.yml", ".github/workflows/sitemap-submit.yml"] {
        let descriptions = descriptions(file);
        for flag in command.get_arguments().chain(submit.get_arguments()) {
            let name = flag.get_id().as_str().replace('_', "-");
            let Some(described) = descriptions.get(&name).filter(|_| inputs.contains(&name)) else {
                continue;
            };
            let help = flag.get_help().unwrap().to_string();
            let help = help.replace("`--", "").replace('`', "");
            let ends = [". ", " [", ", such as", ", so that", ": ", "; "];
            let end = ends.iter().filter_map(|end| help.find(end)).min();
            let words = help[..end.unwrap_or(help.len())].trim_end_matches('.');
            assert!(
                described.starts_with(words),
                "{file}, {name}: {described} | {words}"
            );
        }
        let of_flags = descriptions.keys().filter(|name| inputs.contains(*name));
        assert_eq!(of_flags.count(), inputs.len(), "{file}");
    }
}

#[test]
fn scripts_get_inputs_only_as_variables() {
    let action = fs::read_to_string(root().join("action.yml")).unwrap();
    let mut runs = action.split("\n      run:");
    runs.next();
    assert_eq!(runs.clone().count(), 2);
    for run in runs {
        // A script ends with its step.
        let script = run.split("\n    - ").next().unwrap();
        assert!(!script.contains("${{"), "{script}");
    }
}

/// Checksum of a different archive.
const SUM: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

/// A fake runner for the action, with a stub for `curl`.
struct Runner {
    folder: TempDir,
    archive: PathBuf,
}

impl Runner {
    /// Creates a runner with this checksum list, in which `SUM` stands for the archive's checksum.
    fn with(list: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        for name in ["action", "temp", "bin", "release"] {
            fs::create_dir(path(name)).unwrap();
        }
        for name in PROGRAMS {
            program(&path("release").join(name), "echo sitemap-submit 1.2.3");
        }
        let archive = path("archive.tar.gz");
        let packed = Command::new("tar")
            .args(["-czf"])
            .arg(&archive)
            .arg("-C")
            .arg(path("release"))
            .args(PROGRAMS)
            .status();
        assert!(packed.unwrap().success());
        let sum = Command::new("sha256sum").arg(&archive).output().unwrap();
        let sum = String::from_utf8(sum.stdout).unwrap()[..64].to_owned();
        fs::write(path("action/release.txt"), list.replace("SUM", &sum)).unwrap();
        program(
            &path("bin/curl"),
            &format!(
                "for word; do echo \"$word\" >> {requested}; done\nwhile [ \"$1\" != --output ]; do shift; done\ncp {} \"$2\"",
                archive.display(),
                requested = path("requested").display()
            ),
        );
        program(&path("bin/cargo"), "echo built from source; exit 7");
        Self { folder, archive }
    }

    fn obtain(&self, inputs: &[(&str, &str)]) -> Output {
        self.command(inputs).output().unwrap()
    }

    fn command(&self, inputs: &[(&str, &str)]) -> Command {
        let path = format!("{}:/usr/bin:/bin", self.folder.path().join("bin").display());
        let mut command = Command::new("bash");
        command
            .arg(root().join("action/obtain.sh"))
            .env_clear()
            .env("PATH", path)
            .env("GITHUB_ACTION_PATH", self.folder.path())
            .env("GITHUB_OUTPUT", self.folder.path().join("outputs"))
            .env("RUNNER_TEMP", self.folder.path().join("temp"))
            .env("RUNNER_OS", "Linux")
            .env("RUNNER_ARCH", "X64")
            .env("ACTION_REPOSITORY", "someone/fork")
            .envs(inputs.iter().copied());
        command
    }

    fn outputs(&self) -> String {
        fs::read_to_string(self.folder.path().join("outputs")).unwrap_or_default()
    }
}

fn program(path: &Path, script: &str) {
    fs::write(path, format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

fn printed(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn a_release_runs_if_its_checksum_matches_the_commit() {
    let runner = Runner::with(&format!("{VERSION}SUM x86_64-unknown-linux-gnu\n"));
    let output = runner.obtain(&[]);
    assert!(output.status.success(), "{output:?}");
    let binary = runner
        .folder
        .path()
        .join("temp/sitemap-submit/sitemap-submit");
    assert_eq!(runner.outputs(), format!("path={}\n", binary.display()));
    let requested = fs::read_to_string(runner.folder.path().join("requested")).unwrap();
    assert!(requested.ends_with("https://github.com/someone/fork/releases/download/v1.2.3/sitemap-submit-1.2.3-x86_64-unknown-linux-gnu.tar.gz\n"), "{requested}");
}

#[test]
fn a_tampered_archive_is_not_run() {
    let runner = Runner::with(&format!("{VERSION}SUM x86_64-unknown-linux-gnu\n"));
    let mut bytes = fs::read(&runner.archive).unwrap();
    bytes.push(0);
    fs::write(&runner.archive, bytes).unwrap();
    let output = runner.obtain(&[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(printed(&output).contains("it was not run"), "{output:?}");
    assert_eq!(runner.outputs(), "");
}

/// `sha256sum` escapes paths that contain a backslash, and `tar` reads `D:` as a host name.
#[test]
fn a_release_runs_on_windows() {
    let runner = Runner::with(&format!("{VERSION}SUM x86_64-pc-windows-msvc\n"));
    let windows = [("RUNNER_OS", "Windows"), ("RUNNER_TEMP", r"D:\a\_temp")];
    let mut command = runner.command(&windows);
    let output = command.current_dir(runner.folder.path()).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    assert_eq!(printed(&output), "sitemap-submit 1.2.3\n");
    assert!(runner.outputs().ends_with("/sitemap-submit.exe\n"));
}

#[test]
fn unknown_inputs_fail() {
    let runner = Runner::with(&format!("{VERSION}SUM x86_64-unknown-linux-gnu\n"));
    for (inputs, words) in [
        (
            vec![("RUNNER_ARCH", "ARM64")],
            "release 1.2.3 has no known checksum for aarch64-unknown-linux-gnu",
        ),
        (
            vec![("RUNNER_OS", "Plan9")],
            "release 1.2.3 has no known checksum for none",
        ),
        (
            vec![("INPUT_VERSION", "1.0.0")],
            "version: needs the input checksum",
        ),
        (
            vec![("INPUT_VERSION", "latest"), ("INPUT_CHECKSUM", "x")],
            "version: latest is not a version such as 1.2.3",
        ),
        (
            vec![("INPUT_VERSION", "1.0.0"), ("INPUT_CHECKSUM", "x")],
            "release 1.0.0 has no known checksum",
        ),
        (
            vec![
                ("INPUT_VERSION", "1.0.0"),
                ("INPUT_CHECKSUM", SUM),
                ("ACTION_REPOSITORY", ""),
            ],
            "version: an action used by path has no repository to download release 1.0.0 from",
        ),
        (
            vec![("INPUT_CHECKSUM", SUM)],
            "checksum: needs the input version",
        ),
        (
            vec![("INPUT_BINARY", "no/such/program")],
            "binary: no/such/program is not an executable file",
        ),
    ] {
        let output = runner.obtain(&inputs);
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        assert!(printed(&output).contains(words), "{words}: {output:?}");
    }
    assert_eq!(runner.outputs(), "");
}

#[test]
fn inputs_cannot_inject_log_commands() {
    let runner = Runner::with(VERSION);
    let hostile = "x\n::stop-commands::y";
    for input in ["INPUT_BINARY", "INPUT_VERSION"] {
        let output = runner.obtain(&[(input, hostile), ("INPUT_CHECKSUM", hostile)]);
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        let log = printed(&output);
        assert_eq!(log.lines().count(), 1, "{log}");
        assert!(log.contains("x%0A::stop-commands::y"), "{log}");
    }
}

#[test]
fn a_commit_without_a_release_and_a_local_path_are_built_from_source() {
    for (list, repository) in [("# none\n", "someone/fork"), (VERSION, "")] {
        let runner = Runner::with(list);
        let output = runner.obtain(&[("ACTION_REPOSITORY", repository)]);
        assert_eq!(output.status.code(), Some(7), "{output:?}");
        assert!(printed(&output).contains("built from source"), "{output:?}");
    }
}

#[test]
fn an_existing_binary_is_run_by_its_absolute_path() {
    let runner = Runner::with("");
    let output = runner.obtain(&[("INPUT_BINARY", env!("CARGO_BIN_EXE_sitemap-submit"))]);
    assert!(output.status.success(), "{output:?}");
    assert_eq!(
        runner.outputs(),
        format!("path={}\n", env!("CARGO_BIN_EXE_sitemap-submit"))
    );
}
