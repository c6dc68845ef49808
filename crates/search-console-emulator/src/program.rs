//! Runs an emulator until it is interrupted or its command ends, and cleans up.
//!
//! # Guarantees
//! - The key file exists before anything is printed or run, and is removed on exit.
//! - `exec` returns the exit code of its command: 128 plus the signal number if a signal ended it,
//!   127 if the command does not exist, and 126 if it cannot be run.

use std::error::Error;
use std::ffi::OsString;
use std::io::{self, Write};
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{ExitCode, ExitStatus};
use std::time::SystemTime;

use rustix::process::{Pid, Signal, kill_process};
use search_console_emulator::{Emulator, FaultRule, StartError};
use tokio::process::{Child, Command as Process};
use tokio::signal::unix::{SignalKind, signal};

use crate::cli::{Cli, Command, Options};

/// Variable with the emulator's address.
const HOST_VARIABLE: &str = "SEARCH_CONSOLE_EMULATOR_HOST";

/// Variable with the path of the key file.
const KEY_VARIABLE: &str = "GOOGLE_APPLICATION_CREDENTIALS";

/// Errors of the program.
#[derive(Debug, thiserror::Error)]
enum ProgramError {
    #[error("failed to read the fault rules in {path}")]
    ReadFaults {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("failed to parse the fault rules in {path}")]
    ParseFaults {
        path: PathBuf,
        #[source]
        source: serde_json::Error,
    },
    #[error(transparent)]
    Start(#[from] StartError),
    #[error("failed to write the key file {path}")]
    KeyFile {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("failed to set up the runtime, signals or output")]
    System(#[from] io::Error),
    #[error("failed to run {command:?}")]
    Command {
        command: OsString,
        #[source]
        source: io::Error,
    },
}

impl ProgramError {
    /// Exit code: like a shell's for a command, else 1.
    fn exit_code(&self) -> u8 {
        match self {
            Self::Command { source, .. } if source.kind() == io::ErrorKind::NotFound => 127,
            Self::Command { .. } => 126,
            _ => 1,
        }
    }
}

/// Runs the program.
pub(crate) fn run(cli: Cli) -> ExitCode {
    match start_and_wait(cli) {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            report(&error);
            ExitCode::from(error.exit_code())
        }
    }
}

fn start_and_wait(cli: Cli) -> Result<u8, ProgramError> {
    let faults = match &cli.options.faults {
        Some(path) => read_faults(path)?,
        None => Vec::new(),
    };
    let emulator = Emulator::start_blocking(cli.options.config(faults))?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        // Handle signals before the key file is created, so that it is always removed.
        let mut interrupt = signal(SignalKind::interrupt())?;
        let mut terminate = signal(SignalKind::terminate())?;
        let key_file = KeyFile::write(&emulator, &cli.options)?;
        let Some(Command::Exec { command }) = cli.command else {
            print_environment(&emulator, &key_file)?;
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
            return Ok(0);
        };
        let mut child = spawn(command, &emulator, &key_file)?;
        loop {
            tokio::select! {
                status = child.wait() => return Ok(exit_code_of(status?)),
                // A terminal sends the interrupt to the command as well, which decides what to do.
                _ = interrupt.recv() => {}
                _ = terminate.recv() => forward_termination(&child),
            }
        }
    })
}

fn read_faults(path: &Path) -> Result<Vec<FaultRule>, ProgramError> {
    let text = std::fs::read(path).map_err(|source| ProgramError::ReadFaults {
        path: path.to_owned(),
        source,
    })?;
    serde_json::from_slice(&text).map_err(|source| ProgramError::ParseFaults {
        path: path.to_owned(),
        source,
    })
}

fn print_environment(emulator: &Emulator, key_file: &KeyFile) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "# listening on {}", emulator.base_url())?;
    writeln!(out, "export {HOST_VARIABLE}={}", emulator.host())?;
    let quoted = key_file.0.display().to_string().replace('\'', "'\\''");
    writeln!(out, "export {KEY_VARIABLE}='{quoted}'")?;
    out.flush()
}

fn spawn(
    command: Vec<OsString>,
    emulator: &Emulator,
    key_file: &KeyFile,
) -> Result<Child, ProgramError> {
    let mut arguments = command.into_iter();
    let program = arguments.next().unwrap_or_default();
    Process::new(&program)
        .args(arguments)
        .env(HOST_VARIABLE, emulator.host())
        .env(KEY_VARIABLE, &key_file.0)
        .spawn()
        .map_err(|source| ProgramError::Command {
            command: program,
            source,
        })
}

fn forward_termination(child: &Child) {
    let pid = child.id().and_then(|id| i32::try_from(id).ok());
    if let Some(pid) = pid.and_then(Pid::from_raw) {
        // A failure means that it has already ended, which `wait` reports.
        let _ = kill_process(pid, Signal::TERM);
    }
}

/// The exit code of a command, like a shell's.
fn exit_code_of(status: ExitStatus) -> u8 {
    const SIGNALLED: i32 = 128;
    let code = status
        .code()
        .or_else(|| status.signal().map(|number| SIGNALLED + number));
    code.and_then(|code| u8::try_from(code).ok()).unwrap_or(1)
}

/// A key file on disk, removed when dropped.
struct KeyFile(PathBuf);

impl KeyFile {
    fn write(emulator: &Emulator, options: &Options) -> Result<Self, ProgramError> {
        let path = options.key_file.clone().unwrap_or_else(temporary_path);
        emulator
            .write_key_file(&path, options.key_format())
            .map_err(|source| ProgramError::KeyFile {
                path: path.clone(),
                source,
            })?;
        Ok(Self(path))
    }
}

impl Drop for KeyFile {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

/// Returns a unique path; if it exists nevertheless, writing fails.
#[expect(
    clippy::disallowed_methods,
    reason = "the time only makes the name unique"
)]
fn temporary_path() -> PathBuf {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let name = format!(
        "search-console-emulator-{}-{}.json",
        std::process::id(),
        since.unwrap_or_default().as_nanos()
    );
    std::env::temp_dir().join(name)
}

/// Prints an error and its causes on one line.
fn report(error: &dyn Error) {
    let mut text = format!("search-console-emulator: {error}");
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(&format!(": {error}"));
        cause = error.source();
    }
    let _ = writeln!(io::stderr(), "{text}");
}
