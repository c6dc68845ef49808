//! Starts a server behind its guard.

use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::process::CommandExt as _;
use std::process::Stdio;
use std::time::Duration;

use rustix::fs::{OFlags, fcntl_getfl, fcntl_setfl};
use rustix::process::{Pid, Signal, getpid, kill_process, kill_process_group};

use super::command::ServerCommand;
use super::container::ContainerRun;
use super::exit_command::{EXIT_COMMANDS_TIME, ExitCommand, encode};
use super::role::{CONNECT, GUARD, this_program_as};

/// Variables of the supervisor that may hold secrets; servers do not inherit them.
const OWN_VARIABLES: [&str; 4] = [
    "NATS_URL",
    "MCP_REGISTRY_URL",
    "AGENT_REGISTRY_URL",
    "MCP_SUPERVISOR_CONFIG",
];

/// Variable with the bearer token of `serve` and `connect`.
pub const TOKEN_VARIABLE: &str = "MCP_SUPERVISOR_TOKEN";

/// A server, seen from the supervisor.
#[derive(Debug)]
pub struct ServerProcess {
    /// The guard, which leads the group that the server is in, and ends as the server ended.
    pub group: Pid,
    /// The server's input; none once it was closed.
    pub input: Option<OwnedFd>,
    /// The server's output; never blocks.
    pub output: OwnedFd,
    /// The server's standard error; non-blocking.
    pub stderr: OwnedFd,
    /// Commands that the guard runs after the server has ended.
    pub exit_commands: Vec<ExitCommand>,
}

/// Reason why no process could be started.
#[derive(Debug, thiserror::Error)]
pub enum SpawnError {
    /// The system refused.
    #[error("the system refused a new process: {0}")]
    Refused(#[from] io::Error),
    /// A pipe could not be prepared.
    #[error("a pipe could not be prepared: {0}")]
    Pipe(#[from] rustix::io::Errno),
    /// A process without its pipes.
    #[error("the new process has no pipes")]
    NoPipes,
}

/// Starts a server. When it has ended, its guard runs `on_exit`. The container of a `docker run` is
/// labelled with `process`, which must be unique, and removed by that label.
///
/// # Errors
///
/// The system refuses the process or its pipes. [`ServerCommand::check`] detects a missing
/// command.
pub fn spawn(
    command: &ServerCommand,
    process: &str,
    on_exit: Option<&ExitCommand>,
) -> Result<ServerProcess, SpawnError> {
    let container = ContainerRun::of(command);
    let labelled = container.as_ref().map(|run| run.labelled(process));
    let removal = container.and_then(|run| run.removal(process));
    let command = labelled.as_ref().unwrap_or(command);
    let exit_commands: Vec<_> = removal.into_iter().chain(on_exit.cloned()).collect();
    let mut guard = this_program_as(GUARD, "mcp-supervisor")?;
    for variable in OWN_VARIABLES {
        guard.env_remove(variable);
    }
    // The connection with a remote server is this program.
    if command.arguments.first().is_none_or(|word| word != CONNECT) {
        guard.env_remove(TOKEN_VARIABLE);
    }
    let mut child = guard
        .args(encode(&exit_commands))
        .arg(&command.program)
        .args(&command.arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .process_group(0)
        .spawn()?;
    let group = Pid::from_child(&child);
    let (Some(input), Some(output), Some(stderr)) =
        (child.stdin.take(), child.stdout.take(), child.stderr.take())
    else {
        return Err(SpawnError::NoPipes);
    };
    let process = ServerProcess {
        group,
        input: Some(input.into()),
        output: output.into(),
        stderr: stderr.into(),
        exit_commands,
    };
    for pipe in process
        .input
        .iter()
        .chain([&process.output, &process.stderr])
    {
        fcntl_setfl(pipe, fcntl_getfl(pipe)? | OFlags::NONBLOCK)?;
    }
    Ok(process)
}

impl ServerProcess {
    /// Time limit of the guard for the exit commands.
    #[must_use]
    pub fn exit_time(&self) -> Duration {
        if self.exit_commands.is_empty() {
            Duration::ZERO
        } else {
            EXIT_COMMANDS_TIME
        }
    }

    /// Starts the exit commands in place of a killed guard, and returns their processes.
    #[must_use]
    pub fn start_exit_commands(&self) -> Vec<Pid> {
        let started = self.exit_commands.iter().flat_map(|one| one.start(None));
        started.map(|child| Pid::from_child(&child)).collect()
    }

    /// Lets the guard kill the server and all its descendants; if the guard does not respond, use
    /// [`ServerProcess::signal`] with SIGKILL.
    pub fn kill(&self) {
        // A stopped process would not handle the signal.
        self.signal(Signal::CONT);
        let _ = kill_process(self.group, Signal::USR2);
    }

    /// Sends a signal to the process group of the server, which may already have ended.
    pub fn signal(&self, signal: Signal) {
        let _ = kill_process_group(self.group, signal);
    }
}

/// Makes this process adopt orphaned descendants, if the system supports it.
pub fn become_subreaper() {
    #[cfg(target_os = "linux")]
    {
        // Process 1 already is one. On an old kernel without it, only the guard watches its own
        // children.
        let _ = rustix::process::set_child_subreaper(Some(getpid()));
    }
}
