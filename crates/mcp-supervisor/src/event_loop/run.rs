//! Waits for the next event, passes it to the supervisor, and executes its commands.

use std::io;
use std::os::fd::AsFd as _;
use std::time::{Duration, Instant};

use memory_watch::{MemoryCgroup, children_of};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::process::{Pid, getpid};

use super::client::Client;
use super::clock::now;
use super::control::Control;
use super::lines::{Piece, Read};
use super::observers::Observers;
use super::outbox::Outbox;
use super::server::{Server, server};
use crate::control::ControlSocket;
use crate::event::{Level, ReloadReason, StopReason};
use crate::policy::Streak;
use crate::process::{
    ExitCommand, ServerCommand, SignalPipe, Signals, become_subreaper, memory_of_server,
};
use crate::session::{Id, oversized_id};
use crate::supervisor::{Command, Exit, Supervisor, SupervisorOptions};
use crate::watch::FileWatch;

/// Time to wait for the first request if the server cannot be started.
const FIRST_REQUEST_TIME: Duration = Duration::from_secs(2);
/// Time limit for the client to read the remaining messages.
const DRAIN_TIME: Duration = Duration::from_secs(2);
/// Time limit for the observers to finish.
const FINISH_TIME: Duration = Duration::from_secs(2);

/// Options of the event loop.
#[derive(Debug)]
pub struct RunOptions {
    /// Options of the supervisor.
    pub supervisor: SupervisorOptions,
    /// The server.
    pub command: ServerCommand,
    /// Command to run after each process of the server.
    pub on_exit: Option<ExitCommand>,
    /// Value of `PATH`.
    pub path: Option<std::ffi::OsString>,
    /// Maximum length of a line from either side, in bytes.
    pub longest_line: usize,
    /// Values that must not appear in errors.
    pub secrets: Vec<String>,
    /// Consecutive failures so far.
    pub streak: Streak,
    /// Control socket, if there is one.
    pub control: Option<ControlSocket>,
    /// Watched files.
    pub watch: Option<FileWatch>,
}

/// Reason why the event loop could not run.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The signal handlers could not be installed.
    #[error("signals cannot be received")]
    Signals(#[source] io::Error),
    /// Waiting failed.
    #[error("waiting for messages failed")]
    Poll(#[source] Errno),
}

pub(super) struct EventLoop {
    pub(super) options: RunOptions,
    pub(super) supervisor: Supervisor,
    pub(super) client: Client,
    pub(super) client_open: bool,
    /// True if the client does not read; servers are then not read either.
    pub(super) client_blocked: bool,
    /// The process of the session, and the standby.
    pub(super) servers: Vec<Server>,
    pub(super) signals: SignalPipe,
    pub(super) observers: Observers,
    /// Children that are not stopped as orphans: those from before the start, and exit commands.
    pub(super) before: Vec<Pid>,
    /// True if a guard was killed and its orphans have not all been found.
    pub(super) sweeping: bool,
    pub(super) next_memory: Option<Instant>,
    pub(super) control: Option<Control>,
    pub(super) cgroup: Option<MemoryCgroup>,
    pub(super) exit: Option<Exit>,
}

/// Supervises a server until the client disconnects, a signal arrives, or the supervisor gives up.
///
/// # Errors
///
/// The system refuses the signal handlers or the wait.
pub fn run(mut options: RunOptions, observers: Observers) -> Result<Exit, RunError> {
    let signals = SignalPipe::new().map_err(RunError::Signals)?;
    become_subreaper();
    let start = now();
    let cgroup = MemoryCgroup::own();
    let limit = cgroup.as_ref().and_then(MemoryCgroup::limit);
    let memory = &mut options.supervisor.memory;
    *memory = memory.map(|policy| policy.within(limit));
    let settings = options.supervisor.clone();
    let mut event_loop = EventLoop {
        next_memory: settings.memory.map(|policy| start + policy.interval()),
        supervisor: Supervisor::new(settings, options.streak, start, fastrand::f64),
        client: Client::new(options.longest_line),
        client_open: true,
        client_blocked: false,
        servers: Vec::new(),
        signals,
        observers,
        before: children_of(getpid()),
        sweeping: false,
        cgroup,
        control: options
            .control
            .take()
            .map(|socket| Control::new(socket, start)),
        exit: None,
        options,
    };
    let mut first = Vec::new();
    event_loop.supervisor.start(&mut first);
    event_loop.execute(first);
    let exit = event_loop.serve()?;
    if exit == Exit::NotStarted {
        event_loop.read_first_request();
    }
    event_loop.client.drain(DRAIN_TIME);
    event_loop.sweep_to_the_end();
    event_loop.observers.finish(FINISH_TIME);
    Ok(exit)
}

impl EventLoop {
    fn serve(&mut self) -> Result<Exit, RunError> {
        loop {
            // Update observers before the client can read a response, so that a status request
            // after it is current.
            self.observers.update(&self.supervisor);
            self.flush();
            self.note_back_pressure();
            if let Some(exit) = self.exit {
                return Ok(exit);
            }
            let ready = self.wait()?;
            if ready.signals {
                self.take_signals();
            }
            // Errors about responses quote the last line of standard error.
            for generation in ready.server_stderr {
                self.read_stderr(generation);
            }
            for generation in ready.server_output {
                self.read_server(generation);
            }
            if ready.control {
                self.serve_control();
            }
            if ready.changes {
                self.take_changes();
            }
            if ready.client_input {
                self.read_client();
            }
            if ready.client_gone {
                self.client_stdout_closed();
            }
            self.do_what_is_due();
        }
    }

    pub(super) fn next_deadline(&self) -> Option<Instant> {
        let servers = self.servers.iter().filter_map(Server::next_deadline);
        let control = self.control.as_ref().and_then(Control::next_deadline);
        [self.supervisor.next_deadline(), self.next_memory, control]
            .into_iter()
            .flatten()
            .chain(servers)
            .min()
    }

    fn do_what_is_due(&mut self) {
        let time = now();
        if self
            .supervisor
            .next_deadline()
            .is_some_and(|deadline| deadline <= time)
        {
            self.dispatch(Supervisor::tick);
        }
        if self.next_memory.is_some_and(|due| due <= time) {
            self.check_memory(time);
        }
        if self
            .control
            .as_ref()
            .and_then(Control::next_deadline)
            .is_some_and(|due| due <= time)
        {
            self.serve_control();
        }
        self.report_broken(time);
        self.report_unfinished_lines(time);
    }

    fn check_memory(&mut self, time: Instant) {
        let Some(policy) = self.options.supervisor.memory else {
            return;
        };
        self.next_memory = Some(time + policy.interval());
        let mut all = 0;
        for (generation, group) in self.groups() {
            if let Some(resident) = memory_of_server(group, policy) {
                all += resident;
                self.dispatch(|supervisor, now, out| {
                    supervisor.memory(generation, resident, now, out);
                });
            }
        }
        self.observers.memory(all);
    }

    /// Passes an event to the supervisor and executes its commands.
    pub(super) fn dispatch(
        &mut self,
        what: impl FnOnce(&mut Supervisor, Instant, &mut Vec<Command>),
    ) {
        let mut commands = Vec::new();
        what(&mut self.supervisor, now(), &mut commands);
        self.execute(commands);
    }

    pub(super) fn execute(&mut self, commands: Vec<Command>) {
        for command in commands {
            match command {
                Command::ToClient(_) if self.client.stdout_closed => {}
                Command::ToClient(line) => {
                    self.observers.to_client();
                    self.client.outbox.push(&line);
                }
                Command::ToServer { generation, line } => {
                    if let Some(server) = server(&mut self.servers, generation) {
                        self.observers.to_server();
                        server.outbox.push(&line);
                    }
                }
                Command::Spawn { generation } => self.spawn(generation),
                Command::Stop { generation, step } => {
                    if let Some(server) = server(&mut self.servers, generation) {
                        server.stop(step, now());
                    }
                }
                Command::Observe(observation) => self.observers.observe(observation, now()),
                Command::Notify(event) => {
                    self.observers.event(&event, &self.supervisor, now());
                    if let Some(control) = &mut self.control {
                        control.event(&event, now());
                    }
                }
                Command::Exit(exit) => self.exit = Some(exit),
            }
        }
    }

    fn flush(&mut self) {
        if !self.client.stdout_closed && self.client.flush().is_err() {
            self.client_stdout_closed();
        }
        for server in &mut self.servers {
            if server.flush().is_err() {
                // The process is about to end, which is detected elsewhere; unread messages go to
                // the next one.
                server.close_input();
                let how = (now(), "it closed its input and did not end");
                server.suspect.get_or_insert(how);
            }
        }
    }

    /// Suspends the timeouts of servers while the client does not read.
    fn note_back_pressure(&mut self) {
        let is_blocked = self.client.outbox.is_full();
        if std::mem::replace(&mut self.client_blocked, is_blocked) != is_blocked {
            self.dispatch(if is_blocked {
                Supervisor::client_blocked
            } else {
                Supervisor::client_unblocked
            });
        }
    }

    /// Handles the close of standard output by the client.
    fn client_stdout_closed(&mut self) {
        self.client.stdout_closed = true;
        self.client.outbox = Outbox::default();
        self.dispatch(|supervisor, now, out| {
            supervisor.stop(StopReason::ClientOutputClosed, now, out);
        });
    }

    fn read_client(&mut self) {
        let mut commands = Vec::new();
        let (supervisor, time) = (&mut self.supervisor, now());
        let log = &self.observers.log;
        let read = self
            .client
            .lines
            .read(self.client.input.as_fd(), |piece| match piece {
                Piece::Line(line) => supervisor.client_line(line, time, &mut commands),
                Piece::TooLong { head, tail } => {
                    log.remark(Level::Error, TOO_LONG);
                    commands.push(Command::ToClient(too_long(oversized_id(head, tail))));
                }
                Piece::Garbage => {
                    log.remark(Level::Error, TOO_LONG);
                    commands.push(Command::ToClient(too_long(None)));
                }
            });
        self.execute(commands);
        if !matches!(read, Ok(Read::Open)) {
            self.client_open = false;
            self.dispatch(Supervisor::client_closed);
        }
    }

    /// Waits briefly for the first request, to answer it with the reason of the exit.
    fn read_first_request(&mut self) {
        let Ok(longest) = Timespec::try_from(FIRST_REQUEST_TIME) else {
            return;
        };
        let mut pipes = [PollFd::from_borrowed_fd(self.client.input(), PollFlags::IN)];
        if matches!(poll(&mut pipes, Some(&longest)), Ok(1..)) {
            self.read_client();
        }
    }

    fn take_signals(&mut self) {
        let Signals {
            terminate,
            interrupt,
            hangup,
            child,
            ..
        } = self.signals.take();
        if child {
            self.collect();
        }
        if terminate {
            self.dispatch(|supervisor, now, out| supervisor.stop(StopReason::Terminated, now, out));
        }
        if interrupt {
            self.dispatch(|supervisor, now, out| {
                supervisor.stop(StopReason::Interrupted, now, out);
            });
        }
        if hangup {
            self.reload(ReloadReason::Hangup);
        }
    }
}

/// Log message for a client line that is too long.
const TOO_LONG: &str =
    "The client wrote a line that is longer than --max-message allows; it was dropped.";

/// Error response to a line that is too long, with its id if it was found.
fn too_long(id: Option<Id>) -> Vec<u8> {
    let id = id.map_or_else(|| "null".to_owned(), |id| id.to_json());
    format!(
        r#"{{"jsonrpc":"2.0","id":{id},"error":{{"code":-32600,"message":"the message is longer than --max-message of the MCP supervisor allows"}}}}"#
    )
    .into_bytes()
}
