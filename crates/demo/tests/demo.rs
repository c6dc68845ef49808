//! Runs the demonstration as `cargo demo` does.

#![expect(clippy::unwrap_used, reason = "a helper of tests may fail them")]

use std::collections::BTreeSet;
use std::process::Command;

#[test]
fn the_demonstration_succeeds() {
    let output = Command::new(env!("CARGO_BIN_EXE_demo"))
        .env("SITEMAP_SUBMIT_NO_STORE", "true")
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    let log = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{text}{log}");
    for part in [
        "\nconfirmed http://127.0.0.1:",
        "\nerror[loc-not-absolute]: ",
        "\n  204 PUT /",
    ] {
        assert!(text.contains(part), "{part:?} is missing: {text}{log}");
    }
}

#[test]
fn the_alias_runs_this_package() {
    let config = concat!(env!("CARGO_MANIFEST_DIR"), "/../../.cargo/config.toml");
    let config = std::fs::read_to_string(config).unwrap();
    assert!(config.contains("\ndemo = \"run --locked --package demo\"\n"));
}

/// Dependencies that are compiled for Cargo's `arguments`, each with its version and features.
fn compiled(arguments: &[&str]) -> BTreeSet<String> {
    let tree = Command::new(env!("CARGO"))
        .args(["tree", "--locked", "--prefix=none", "--no-dedupe"])
        .args(["--format={p} [{f}]"])
        .args(arguments)
        .output()
        .unwrap();
    let log = String::from_utf8_lossy(&tree.stderr);
    assert!(tree.status.success(), "{log}");
    let tree = String::from_utf8(tree.stdout).unwrap();
    tree.lines().map(str::to_owned).collect()
}

#[test]
fn the_tests_compile_no_dependency_again() {
    let demo = compiled(&["--package=demo", "--edges=normal,build"]);
    let workspace = compiled(&["--workspace"]);
    let again: Vec<_> = demo.difference(&workspace).collect();
    assert!(
        again.is_empty(),
        "select their features in crates/demo/Cargo.toml: {again:#?}"
    );
}
