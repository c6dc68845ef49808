//! Guards between the supervisor and a server, which leave no process behind.
//!
//! There are two guards, one below the other, and the server below the second one:
//!
//! - If the supervisor dies, the first guard is notified (on Linux immediately; elsewhere it checks
//!   twice a second) and ends everything below it.
//! - If the first guard dies, the second one is notified in the same way.
//! - If the second guard dies, the system kills the server (on Linux), and the children of the server
//!   are adopted by the first guard or, if that is dead as well, by the supervisor.
//! - If the server ends, the second guard ends its children, including those that left the process
//!   group, since a guard adopts all orphans below it (on Linux). Then it ends in the same way as the
//!   server, and so does the first guard.
//!
//! Exit commands are run by the first guard, or by the second one if the first guard is dead.
//!
//! Any two of the supervisor and the guards may be killed in the same instant. The guards do not
//! handle messages: the pipes belong to the server.

use std::ffi::OsString;
use std::fs::OpenOptions;
use std::os::fd::{AsFd as _, OwnedFd};
use std::os::unix::process::CommandExt as _;
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{
    Pid, Resource, Rlimit, Signal, getpgrp, getpid, getppid, kill_process, kill_process_group,
    setrlimit,
};

use super::exit_command::{EXIT_COMMANDS_TIME, ExitCommand, decode, encode};
use super::reap::reap;
use super::role::{EXEC, SECOND_GUARD, this_program_as};
use super::signals::SignalPipe;
use super::spawn::become_subreaper;
use crate::event::Ended;
use memory_watch::children_of;

/// A name other than the supervisor's, so that `pkill` by that name spares the guard that cleans
/// up.
const SECOND_NAME: &str = "mcp-guard";

/// Time limit for a server to exit by itself after its supervisor has died and its input is closed.
const ORPHAN_GRACE: Duration = Duration::from_secs(2);
/// Time limit for it to exit after SIGTERM.
const TERM_GRACE: Duration = Duration::from_secs(3);
/// Time limit for the remaining children of a server to exit after SIGTERM.
const LEFTOVER_GRACE: Duration = Duration::from_millis(500);
/// Interval at which the parent is checked on systems without a parent-death signal.
const LOOK: Duration = Duration::from_millis(500);

struct Guard {
    signals: SignalPipe,
    /// Parent: the supervisor or the first guard.
    parent: Option<Pid>,
    /// Child: the server, or the second guard, which ends with the status of the server.
    server: Pid,
    ended: Option<Ended>,
    /// True if the supervisor has requested a kill.
    kill: bool,
    is_first: bool,
    exit_commands: Vec<ExitCommand>,
    /// Running exit command.
    exit_command: Option<Pid>,
    /// Standard error, for the exit commands.
    stderr: Option<OwnedFd>,
}

/// Runs the first guard. Arguments: its parent, then the program and its arguments.
#[must_use]
pub fn guard(arguments: impl Iterator<Item = OsString>) -> ExitCode {
    watch(arguments, SECOND_GUARD)
}

/// Runs the second guard. Arguments: its parent, then the program and its arguments.
#[must_use]
pub fn second_guard(arguments: impl Iterator<Item = OsString>) -> ExitCode {
    watch(arguments, EXEC)
}

fn watch(mut arguments: impl Iterator<Item = OsString>, below: &str) -> ExitCode {
    let parent = parent_named(&mut arguments);
    let Some(exit_commands) = decode(&mut arguments) else {
        return ExitCode::FAILURE;
    };
    let is_first = below == SECOND_GUARD;
    let Ok(signals) = SignalPipe::new() else {
        return failed("the guard cannot receive signals");
    };
    become_subreaper();
    die_with_parent(Signal::USR1);
    if parent.is_none() || getppid() != parent {
        return ExitCode::FAILURE;
    }
    let server = this_program_as(below, SECOND_NAME).and_then(|mut command| {
        if is_first {
            command.args(encode(&exit_commands));
        }
        command.args(arguments).spawn()
    });
    let server = match server {
        Ok(child) => Pid::from_child(&child),
        Err(error) => return failed(&format!("the system refused a new process: {error}")),
    };
    let stderr = std::io::stderr().as_fd().try_clone_to_owned();
    let stderr = stderr.ok().filter(|_| !exit_commands.is_empty());
    leave_the_pipes();
    Guard {
        signals,
        parent,
        server,
        ended: None,
        kill: false,
        is_first,
        exit_commands,
        exit_command: None,
        stderr,
    }
    .run()
}

/// Replaces the process with the server. Arguments: its guard, then the program and its arguments.
#[must_use]
pub fn exec(mut arguments: impl Iterator<Item = OsString>) -> ExitCode {
    let guard = parent_named(&mut arguments);
    die_with_parent(Signal::KILL);
    let Some(program) = arguments.next() else {
        return ExitCode::FAILURE;
    };
    if guard.is_none() || getppid() != guard {
        return ExitCode::FAILURE;
    }
    let error = Command::new(&program).args(arguments).exec();
    failed(&format!("{}: {error}", program.to_string_lossy()));
    // Exit codes that a shell uses.
    match error.kind() {
        std::io::ErrorKind::NotFound => ExitCode::from(127),
        _ => ExitCode::from(126),
    }
}

fn parent_named(arguments: &mut impl Iterator<Item = OsString>) -> Option<Pid> {
    let number = arguments.next()?.to_str()?.parse().ok()?;
    Pid::from_raw(number)
}

#[expect(clippy::print_stderr, reason = "the supervisor reads it and logs it")]
fn failed(why: &str) -> ExitCode {
    eprintln!("mcp-supervisor: {why}");
    ExitCode::FAILURE
}

fn die_with_parent(signal: Signal) {
    #[cfg(target_os = "linux")]
    {
        // Fails only for a signal that does not exist.
        let _ = rustix::process::set_parent_process_death_signal(Some(signal));
    }
    #[cfg(not(target_os = "linux"))]
    let _ = signal;
}

/// Closes the inherited ends of the pipes, which would otherwise stay open after the server has
/// closed them.
fn leave_the_pipes() {
    if let Ok(nothing) = OpenOptions::new().read(true).write(true).open("/dev/null") {
        let _ = rustix::stdio::dup2_stdin(&nothing);
        let _ = rustix::stdio::dup2_stdout(&nothing);
        let _ = rustix::stdio::dup2_stderr(&nothing);
    }
}

impl Guard {
    fn run(mut self) -> ExitCode {
        while self.ended.is_none() && !self.kill && !self.is_orphaned() {
            let look = if cfg!(target_os = "linux") {
                None
            } else {
                Some(LOOK)
            };
            self.wait(look);
        }
        if self.ended.is_none() && !self.kill {
            self.end_server();
        }
        self.end_leftovers();
        if self.is_first || self.is_orphaned() {
            self.run_exit_commands();
        }
        self.die_like_the_server()
    }

    fn is_orphaned(&self) -> bool {
        getppid() != self.parent
    }

    /// Waits for a signal or the given time, and collects the ended children. Signals sent to the
    /// group are for the server; they only wake the guard.
    fn wait(&mut self, longest: Option<Duration>) {
        let longest = longest.and_then(|time| Timespec::try_from(time).ok());
        let mut pipes = [PollFd::new(&self.signals, PollFlags::IN)];
        let _ = poll(&mut pipes, longest.as_ref());
        self.kill |= self.signals.take().kill;
        for (process, ended) in reap() {
            if process == self.server {
                self.ended = Some(ended);
            }
            self.exit_command.take_if(|running| *running == process);
        }
    }

    fn wait_until(&mut self, deadline: Instant, done: impl Fn(&Self) -> bool) {
        while !done(self) {
            let left = deadline.saturating_duration_since(now());
            if left.is_zero() {
                return;
            }
            self.wait(Some(left));
        }
    }

    fn end_server(&mut self) {
        self.wait_until(now() + ORPHAN_GRACE, |guard| guard.ended.is_some());
        if self.ended.is_none() {
            let _ = kill_process_group(getpgrp(), Signal::TERM);
            self.wait_until(now() + TERM_GRACE, |guard| guard.ended.is_some());
        }
    }

    fn end_leftovers(&mut self) {
        let none_left = |_: &Self| children_of(getpid()).is_empty();
        self.wait(Some(Duration::ZERO));
        if none_left(self) {
            return;
        }
        if !self.kill {
            for child in children_of(getpid()) {
                let _ = kill_process(child, Signal::TERM);
            }
            self.wait_until(now() + LEFTOVER_GRACE, |guard| {
                guard.kill || none_left(guard)
            });
        }
        // A process that a kill orphans becomes a child of the guard and is killed next.
        for _ in 0..100 {
            if none_left(self) {
                break;
            }
            for child in children_of(getpid()) {
                let _ = kill_process(child, Signal::KILL);
            }
            self.wait(Some(Duration::from_millis(20)));
        }
        if cfg!(not(target_os = "linux")) {
            let _ = kill_process_group(getpgrp(), Signal::KILL);
        }
    }

    /// Runs the exit commands one after the other, and stops those that exceed the time limit.
    fn run_exit_commands(&mut self) {
        let deadline = now() + EXIT_COMMANDS_TIME;
        for command in std::mem::take(&mut self.exit_commands) {
            if let Ok(child) = command.start(self.stderr.as_ref()) {
                self.exit_command = Some(Pid::from_child(&child));
                self.wait_until(deadline, |guard| guard.exit_command.is_none());
            }
        }
        self.kill = true;
        self.end_leftovers();
    }

    fn die_like_the_server(&self) -> ExitCode {
        match self.ended {
            Some(Ended::Code(code)) => ExitCode::from(u8::try_from(code).unwrap_or(u8::MAX)),
            Some(Ended::Signal(signal)) => {
                // The server had its own chance to leave a core file.
                let none = Rlimit {
                    current: Some(0),
                    maximum: Some(0),
                };
                let _ = setrlimit(Resource::Core, none);
                if signal == Signal::KILL.as_raw() {
                    let _ = kill_process(getpid(), Signal::KILL);
                }
                let _ = signal_hook::low_level::emulate_default_handler(signal);
                ExitCode::FAILURE
            }
            // The guard itself never reports these.
            Some(Ended::OutOfMemory { .. }) | None => ExitCode::FAILURE,
        }
    }
}

fn now() -> Instant {
    Instant::now()
}
