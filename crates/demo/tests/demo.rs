//! Runs the demonstration as `cargo demo` does.

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
