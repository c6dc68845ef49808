//! Commands other than supervising a server; each prints its result.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "the output of the commands"
)]

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{CommandFactory as _, Parser as _};
use mcp_supervisor::cli::{
    Arguments, CompletionsArguments, RestartArguments, StatusArguments, UnwrapArguments,
    WrapArguments,
};
use mcp_supervisor::control::{Found, Request, Response, find, request, runtime_directories};
use mcp_supervisor::state_file::{StateFile, Status};
use mcp_supervisor::wrap::{Change, Edited, edit_file};
use serde_json::json;

use crate::{NO_STATE, NO_SUPERVISOR, variable, with_cause};

/// Write errors are ignored: the reader may close the pipe early.
pub(crate) fn man() -> ExitCode {
    let _ = clap_mangen::Man::new(Arguments::command()).render(&mut std::io::stdout());
    ExitCode::SUCCESS
}

pub(crate) fn completions() -> ExitCode {
    let arguments = CompletionsArguments::parse_from(std::env::args_os().skip(1));
    let mut script = Vec::new();
    let mut command = Arguments::command();
    clap_complete::generate(arguments.shell, &mut command, "mcp-supervisor", &mut script);
    let _ = std::io::stdout().write_all(&script);
    ExitCode::SUCCESS
}

pub(crate) fn status() -> ExitCode {
    let arguments = StatusArguments::parse_from(std::env::args_os().skip(1));
    if let Some(file) = &arguments.state_file {
        return status_of_file(file, arguments.json);
    }
    let found = supervisors(arguments.name.as_deref());
    if arguments.json {
        let supervisors: Vec<_> = found.iter().map(as_json).collect();
        let json = json!({ "schema": 1, "supervisors": supervisors });
        println!("{json:#}");
        return ExitCode::SUCCESS;
    }
    if found.is_empty() {
        println!("no supervisor is running");
    }
    let texts: Vec<_> = found.iter().map(as_text).collect();
    print!("{}", texts.join("\n"));
    ExitCode::SUCCESS
}

fn as_json(found: &Found) -> serde_json::Value {
    match &found.report {
        Some(report) => json!(report),
        None => json!({ "name": found.name, "supervisor": found.supervisor }),
    }
}

fn as_text(found: &Found) -> String {
    match &found.report {
        Some(report) => report.text(),
        None => format!(
            "server                {}\nsupervisor            process {}, does not respond\n",
            found.name, found.supervisor
        ),
    }
}

fn status_of_file(file: &Path, json: bool) -> ExitCode {
    let file = StateFile::new(file);
    match file.read_existing() {
        Ok(state) => {
            let status = Status::new(&state, &file.running(&state));
            if json {
                let json = serde_json::to_string_pretty(&status);
                println!("{}", json.unwrap_or_default());
            } else {
                print!("{}", mcp_supervisor::state_file::status(&status));
            }
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {}", with_cause(&error));
            ExitCode::from(NO_STATE)
        }
    }
}

pub(crate) fn restart() -> ExitCode {
    let arguments = RestartArguments::parse_from(std::env::args_os().skip(1));
    let found = supervisors(arguments.name.as_deref());
    let [one] = &found[..] else {
        eprintln!("error: {}", not_one(&found, arguments.name.as_deref()));
        return ExitCode::from(NO_SUPERVISOR);
    };
    match request(one, Request::Restart) {
        Ok(Response::Status(report)) => {
            println!(
                "replacing {} (supervisor {})",
                report.name, report.supervisor
            );
            ExitCode::SUCCESS
        }
        Ok(Response::Error(error)) => failed(one, &error),
        Err(error) => failed(one, &error.to_string()),
    }
}

fn failed(found: &Found, why: &str) -> ExitCode {
    eprintln!(
        "error: supervisor {} does not respond: {why}",
        found.supervisor
    );
    ExitCode::FAILURE
}

/// Message for a name that does not select one supervisor.
fn not_one(found: &[Found], name: Option<&str>) -> String {
    let several = || {
        let names = found
            .iter()
            .map(|one| format!("{} ({})", one.name, one.supervisor));
        let names: Vec<_> = names.collect();
        format!(
            "{} supervisors match: {}; give a process id",
            found.len(),
            names.join(", ")
        )
    };
    match (found, name) {
        ([], None) => "no supervisor is running".to_owned(),
        ([], Some(name)) => {
            format!("no supervisor of {name} is running; see `mcp-supervisor status`")
        }
        _ => several(),
    }
}

/// Running supervisors, or those that `name` selects.
fn supervisors(name: Option<&str>) -> Vec<Found> {
    let mut found = find(&runtime_directories(variable("XDG_RUNTIME_DIR")));
    found.retain(|one| name.is_none_or(|name| one.is_named(name)));
    found
}

pub(crate) fn wrap() -> ExitCode {
    let arguments = WrapArguments::parse_from(std::env::args_os().skip(1));
    // Clients that are started from a desktop often have a short PATH.
    let own = std::env::current_exe().ok();
    let own = own.and_then(|path| path.to_str().map(str::to_owned));
    let program = own.unwrap_or_else(|| "mcp-supervisor".to_owned());
    let change = Change::Wrap { program };
    edit_all(
        &arguments.files,
        &arguments.server,
        &change,
        arguments.dry_run,
    )
}

pub(crate) fn unwrap() -> ExitCode {
    let arguments = UnwrapArguments::parse_from(std::env::args_os().skip(1));
    let change = Change::Unwrap;
    edit_all(
        &arguments.files,
        &arguments.server,
        &change,
        arguments.dry_run,
    )
}

fn edit_all(files: &[PathBuf], servers: &[String], change: &Change, dry_run: bool) -> ExitCode {
    let is_selected = |name: &str| servers.is_empty() || servers.iter().any(|one| one == name);
    let mut code = ExitCode::SUCCESS;
    for file in files {
        match edit_file(file, change, &is_selected, dry_run) {
            Ok(edited) if dry_run => print!("{}", edited.text),
            Ok(edited) => print_outcome(file, change, &edited),
            Err(error) => {
                eprintln!("error: {}", with_cause(&error));
                code = ExitCode::FAILURE;
            }
        }
    }
    code
}

fn print_outcome(file: &Path, change: &Change, edited: &Edited) {
    let file = file.display();
    let done = match change {
        Change::Wrap { .. } => "runs supervised",
        Change::Unwrap => "runs directly",
    };
    if edited.servers.is_empty() {
        println!("{file}: no servers found");
    }
    for server in &edited.servers {
        match server.skipped {
            Some(why) => println!("{file}: {}: unchanged, {why}", server.name),
            None => println!("{file}: {}: {done}", server.name),
        }
    }
    if let Some(backup) = &edited.backup {
        println!("The previous file is {}.", backup.display());
    }
    if edited.is_changed {
        println!("Restart the client, or reconnect its servers.");
    }
}
