//! The documents match the program.

use std::path::Path;
use std::process::Command;

use clap::CommandFactory as _;
use mcp_supervisor::cli::Arguments;
use serde_json::Value;

/// The commands in a document, for the settings of an agent, a container, or a shell.
fn ready_commands(text: &str) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    for block in text.split("```").skip(1).step_by(2) {
        let (kind, body) = block.split_once('\n').unwrap();
        match kind {
            "json" => found.extend(of_settings(&serde_json::from_str(body).unwrap())),
            "yaml" => found.push(of_container(body)),
            "console" => found.extend(body.lines().filter_map(of_shell)),
            _ => {}
        }
    }
    found
}

fn words(list: &Value) -> Vec<String> {
    let words = list.as_array().unwrap().iter();
    words
        .map(|word| word.as_str().unwrap().to_owned())
        .collect()
}

fn of_settings(settings: &Value) -> Vec<Vec<String>> {
    let servers = settings
        .get("mcpServers")
        .or_else(|| settings.get("servers"));
    let servers = servers.and_then(Value::as_object).into_iter().flatten();
    let command = |(_, server): (_, &Value)| {
        let program = server["command"].as_str().unwrap().to_owned();
        [vec![program], words(&server["args"])].concat()
    };
    servers.map(command).collect()
}

fn of_container(body: &str) -> Vec<String> {
    let list = |key: &str| {
        let line = body.lines().find_map(|line| line.trim().strip_prefix(key));
        words(&serde_json::from_str(line.unwrap()).unwrap())
    };
    [list("command: "), list("args: ")].concat()
}

fn of_shell(line: &str) -> Option<Vec<String>> {
    let start = line.find("mcp-supervisor -- ")?;
    Some(line[start..].split(' ').map(str::to_owned).collect())
}

#[test]
fn the_ready_lines_are_understood() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
    for (document, least) in [("crates/mcp-supervisor/README.md", 8), ("docs/mcp.md", 1)] {
        let text = std::fs::read_to_string(format!("{root}/{document}")).unwrap();
        let commands = ready_commands(&text);
        assert!(commands.len() >= least, "{document}: {commands:?}");
        for words in commands {
            assert_eq!(words[0], "mcp-supervisor", "{document}");
            let read = Arguments::read(words.iter().map(Into::into).collect(), |_| true);
            let arguments = read.unwrap_or_else(|error| panic!("{words:?}: {error}"));
            let program = arguments.server_command().program;
            assert!(!program.to_string_lossy().starts_with('-'), "{words:?}");
        }
    }
}

/// The hidden options with their help and default.
fn hidden_options() -> Vec<String> {
    let command = Arguments::command();
    let hidden = command
        .get_arguments()
        .filter(|option| option.is_hide_set());
    hidden
        .map(|option| {
            let name = option.get_long().unwrap();
            let help = option.get_help().unwrap();
            let default = option.get_default_values()[0].to_string_lossy();
            format!("`--{name}` ({help}; default {default})")
        })
        .collect()
}

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
        "# mcp-supervisor --help\n\nBehaviour: [mcp-supervisor](../crates/mcp-supervisor/README.md).\n\n```text\n{}\n```\n\nOptions that are rarely needed and not in the help: {}.\n",
        lines.join("\n"),
        hidden_options().join(", ")
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
