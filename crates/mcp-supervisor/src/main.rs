//! Starts whichever part of the program is asked for.

use std::process::ExitCode;
use std::time::SystemTime;

use clap::Parser as _;
use mcp_supervisor::cli::Arguments;
use mcp_supervisor::event::Level;
use mcp_supervisor::journal::{Journal, JournalOptions};
use mcp_supervisor::supervisor::Exit;
use mcp_supervisor::{drive, process};

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
    #[expect(clippy::disallowed_methods, reason = "the one place that reads it")]
    let path = std::env::var_os("PATH");
    let instance = format!("{:08x}", fastrand::u32(..));
    match drive::run(arguments.drive(path, instance), journal.clone()) {
        Ok(Exit::Asked) => ExitCode::SUCCESS,
        Ok(Exit::GaveUp) => ExitCode::from(GAVE_UP),
        Ok(Exit::Incompatible) => ExitCode::from(INCOMPATIBLE),
        Err(error) => {
            let cause = std::error::Error::source(&error).map(|cause| format!(": {cause}"));
            journal.remark(
                Level::Error,
                &format!("{error}{}.", cause.unwrap_or_default()),
            );
            journal.finish(std::time::Duration::from_secs(2));
            ExitCode::FAILURE
        }
    }
}
