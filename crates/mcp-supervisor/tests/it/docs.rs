//! The document of all options says what the program says.

use std::path::Path;
use std::process::Command;

#[test]
#[expect(clippy::disallowed_methods, reason = "a switch of the test itself")]
fn the_options_are_documented_as_they_are() {
    let help = Command::new(env!("CARGO_BIN_EXE_mcp-supervisor"))
        .arg("--help")
        .env_clear()
        .output()
        .unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    let lines: Vec<&str> = help.lines().map(str::trim_end).collect();
    let text = format!(
        "# mcp-supervisor --help\n\nWhat it does with them: [mcp-supervisor](../crates/mcp-supervisor/README.md).\n\n```text\n{}\n```\n",
        lines.join("\n")
    );
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/mcp-supervisor.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    assert!(
        std::fs::read_to_string(&path).is_ok_and(|found| found == text),
        "docs/mcp-supervisor.md is out of date: UPDATE_DOCS=1 cargo test renews it"
    );
}
