//! Starts whichever part of the program is asked for.

use std::io::Write as _;
use std::process::ExitCode;
use std::time::{Duration, SystemTime};

use clap::{CommandFactory as _, Parser as _};
use mcp_supervisor::cli::{Arguments, CompletionsArguments, StatusArguments};
use mcp_supervisor::event::Level;
use mcp_supervisor::journal::{Journal, JournalOptions};
use mcp_supervisor::policy::Streak;
use mcp_supervisor::state_file::{StateError, StateFile, StateKeeper, status};
use mcp_supervisor::supervisor::Exit;
use mcp_supervisor::{drive, process};

/// The state file cannot be read, or is none.
const NO_STATE: u8 = 3;
/// As many failures in a row as were allowed.
const GAVE_UP: u8 = 30;
/// The server came back with another protocol version.
const INCOMPATIBLE: u8 = 31;

#[expect(clippy::disallowed_methods, reason = "the one clock of the program")]
fn clock() -> SystemTime {
    SystemTime::now()
}

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1);
    match arguments.next() {
        Some(first) if first == process::GUARD => process::guard(arguments),
        Some(first) if first == process::EXEC => process::exec(arguments),
        Some(first) if first == "status" => tell_status(),
        Some(first) if first == "man" => print_man(),
        Some(first) if first == "completions" => print_completions(),
        _ => supervise(),
    }
}

fn supervise() -> ExitCode {
    let arguments = Arguments::parse();
    let log = arguments.log();
    let options = JournalOptions {
        level: log.level,
        format: log.format,
        file: log.file,
        clock,
    };
    let Ok(journal) = Journal::start(options) else {
        return ExitCode::FAILURE;
    };
    let mut streak = Streak::default();
    let mut keeper = None;
    if let Some(file) = arguments.state_file() {
        match file.read() {
            Ok(state) => streak = state.streak(),
            Err(error) => return unreadable(&error, &journal),
        }
        keeper = StateKeeper::start(file, journal.clone(), clock).ok();
    }
    #[expect(clippy::disallowed_methods, reason = "the one place that reads it")]
    let path = std::env::var_os("PATH");
    let instance = format!("{:08x}", fastrand::u32(..));
    match drive::run(
        arguments.drive(path, instance, streak),
        journal.clone(),
        keeper,
    ) {
        Ok(Exit::Asked) => ExitCode::SUCCESS,
        Ok(Exit::GaveUp) => ExitCode::from(GAVE_UP),
        Ok(Exit::Incompatible) => ExitCode::from(INCOMPATIBLE),
        Err(error) => {
            let cause = std::error::Error::source(&error).map(|cause| format!(": {cause}"));
            journal.remark(
                Level::Error,
                &format!("{error}{}.", cause.unwrap_or_default()),
            );
            journal.finish(Duration::from_secs(2));
            ExitCode::FAILURE
        }
    }
}

fn unreadable(error: &StateError, journal: &Journal) -> ExitCode {
    let cause = std::error::Error::source(error).map(|cause| format!(": {cause}"));
    journal.remark(
        Level::Error,
        &format!("{error}{}.", cause.unwrap_or_default()),
    );
    journal.finish(Duration::from_secs(2));
    ExitCode::from(NO_STATE)
}

/// Whoever closes the pipe early has read what they wanted.
fn print_man() -> ExitCode {
    let _ = clap_mangen::Man::new(Arguments::command()).render(&mut std::io::stdout());
    ExitCode::SUCCESS
}

fn print_completions() -> ExitCode {
    let arguments = CompletionsArguments::parse_from(std::env::args_os().skip(1));
    let mut script = Vec::new();
    let mut command = Arguments::command();
    clap_complete::generate(arguments.shell, &mut command, "mcp-supervisor", &mut script);
    let _ = std::io::stdout().write_all(&script);
    ExitCode::SUCCESS
}

#[expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "what was asked for"
)]
fn tell_status() -> ExitCode {
    let arguments = StatusArguments::parse_from(std::env::args_os().skip(1));
    match StateFile::new(&arguments.state_file).read() {
        Ok(state) if arguments.json => {
            println!(
                "{}",
                serde_json::to_string_pretty(&state).unwrap_or_default()
            );
            ExitCode::SUCCESS
        }
        Ok(state) => {
            print!("{}", status(&state, process::is_alive(state.supervisor)));
            ExitCode::SUCCESS
        }
        Err(error) => {
            let cause = std::error::Error::source(&error).map(|cause| format!(": {cause}"));
            eprintln!("error: {error}{}", cause.unwrap_or_default());
            ExitCode::from(NO_STATE)
        }
    }
}
