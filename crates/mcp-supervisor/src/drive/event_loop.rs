//! Waits for whatever comes first, tells the supervisor, and does what it says.

use std::io;
use std::os::fd::AsFd as _;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::process::{Pid, Signal, getpid};

use super::audience::Audience;
use super::client::Client;
use super::lines::{Piece, Read};
use super::outbox::Outbox;
use super::server::{CLOSED_GRACE, Server};
use crate::event::{Ended, Level, StopReason};
use crate::policy::Streak;
use crate::process::{
    ServerCommand, SignalPipe, Signals, become_subreaper, children_of, end_leftovers, reap, spawn,
    tree_rss,
};
use crate::supervisor::{Command, Exit, Supervisor, SupervisorOptions};

/// How long the last words to a client that does not read may take.
const LAST_WORDS: Duration = Duration::from_secs(2);
/// How long it may take to end what a guard left when it was killed.
const LAST_SWEEP: Duration = Duration::from_secs(2);
/// Reads that empty the pipes of a process that has ended: a pipe holds a mebibyte at most.
const MOST_LEFT: usize = 64;
/// How long the log, and whoever else is told, may take at the end.
const LAST_LINES: Duration = Duration::from_secs(2);

/// What is run, and how.
#[derive(Debug)]
pub struct DriveOptions {
    /// What keeps it alive.
    pub supervisor: SupervisorOptions,
    /// The server.
    pub command: ServerCommand,
    /// Where programs are looked for.
    pub path: Option<std::ffi::OsString>,
    /// Bytes of the longest line that is taken from either side.
    pub longest_line: usize,
    /// What went wrong in a row before.
    pub streak: Streak,
}

/// Why nothing could be run at all.
#[derive(Debug, thiserror::Error)]
pub enum DriveError {
    /// The signals could not be taken over.
    #[error("signals cannot be received")]
    Signals(#[source] io::Error),
    /// Waiting failed.
    #[error("waiting for messages failed")]
    Poll(#[source] Errno),
}

pub(super) struct Driver {
    pub(super) options: DriveOptions,
    pub(super) supervisor: Supervisor,
    pub(super) client: Client,
    pub(super) client_open: bool,
    pub(super) server: Option<Server>,
    pub(super) signals: SignalPipe,
    pub(super) audience: Audience,
    /// Children that were here before us: somebody else's.
    pub(super) before: Vec<Pid>,
    /// A guard was killed, and what it guarded has not all been found.
    pub(super) sweeping: bool,
    pub(super) next_memory: Option<Instant>,
    pub(super) exit: Option<Exit>,
}

pub(super) fn now() -> Instant {
    Instant::now()
}

/// Keeps a server alive until the client goes, a signal comes, or it gives up.
///
/// # Errors
///
/// The system does not let it begin, or wait.
pub fn run(options: DriveOptions, audience: Audience) -> Result<Exit, DriveError> {
    let signals = SignalPipe::new().map_err(DriveError::Signals)?;
    become_subreaper();
    let start = now();
    let settings = options.supervisor.clone();
    let mut driver = Driver {
        next_memory: settings.memory.map(|limits| start + limits.interval),
        supervisor: Supervisor::new(settings, options.streak, start, fastrand::f64),
        client: Client::new(options.longest_line),
        client_open: true,
        server: None,
        signals,
        audience,
        before: children_of(getpid()),
        sweeping: false,
        exit: None,
        options,
    };
    let mut first = Vec::new();
    driver.supervisor.start(&mut first);
    driver.obey(first);
    let exit = driver.serve()?;
    driver.client.last_words(LAST_WORDS);
    driver.sweep_to_the_end();
    driver.audience.finish(LAST_LINES);
    Ok(exit)
}

impl Driver {
    fn serve(&mut self) -> Result<Exit, DriveError> {
        loop {
            self.flush();
            self.audience.look(&self.supervisor);
            if let Some(exit) = self.exit {
                return Ok(exit);
            }
            let ready = self.wait()?;
            if ready.signals {
                self.take_signals();
            }
            if ready.server_output {
                self.read_server();
            }
            if ready.server_words {
                self.read_words();
            }
            if ready.client_input {
                self.read_client();
            }
            if ready.client_gone {
                self.client_is_deaf();
            }
            self.do_what_is_due();
        }
    }

    pub(super) fn next_deadline(&self) -> Option<Instant> {
        let suspect = self.server.as_ref().and_then(|server| server.suspect);
        [
            self.supervisor.next_deadline(),
            self.next_memory,
            suspect.map(|(since, _)| since + CLOSED_GRACE),
            self.server.as_ref().and_then(|server| server.last_resort),
        ]
        .into_iter()
        .flatten()
        .min()
    }

    fn do_what_is_due(&mut self) {
        let time = now();
        if self
            .supervisor
            .next_deadline()
            .is_some_and(|deadline| deadline <= time)
        {
            self.tell(Supervisor::tick);
        }
        if self.next_memory.is_some_and(|due| due <= time) {
            self.weigh(time);
        }
        let Some(server) = &mut self.server else {
            return;
        };
        if let Some((since, how)) = server.suspect
            && since + CLOSED_GRACE <= time
        {
            // It is told once; the ladder does the rest.
            server.suspect = None;
            let generation = server.generation;
            self.tell(|supervisor, now, out| supervisor.broken(generation, how, now, out));
        }
    }

    fn weigh(&mut self, time: Instant) {
        let Some(limits) = self.options.supervisor.memory else {
            return;
        };
        self.next_memory = Some(time + limits.interval);
        let Some(server) = &self.server else { return };
        let generation = server.generation;
        if let Some(resident) = tree_rss(server.process.group) {
            self.audience.memory(resident);
            self.tell(|supervisor, now, out| supervisor.memory(generation, resident, now, out));
        }
    }

    /// Tells the supervisor something, and does what it wants done.
    fn tell(&mut self, what: impl FnOnce(&mut Supervisor, Instant, &mut Vec<Command>)) {
        let mut commands = Vec::new();
        what(&mut self.supervisor, now(), &mut commands);
        self.obey(commands);
    }

    fn obey(&mut self, commands: Vec<Command>) {
        for command in commands {
            match command {
                Command::ToClient(_) if self.client.deaf => {}
                Command::ToClient(line) => {
                    self.audience.to_client();
                    self.client.outbox.push(&line);
                }
                Command::ToServer { generation, line } => {
                    if let Some(server) = &mut self.server
                        && server.generation == generation
                    {
                        self.audience.to_server();
                        server.outbox.push(&line);
                    }
                }
                Command::Spawn { generation } => self.spawn(generation),
                Command::Stop { generation, step } => {
                    if let Some(server) = &mut self.server
                        && server.generation == generation
                    {
                        server.stop(step, now());
                    }
                }
                Command::Tell(event) => {
                    self.audience.event(&event, &self.supervisor, now());
                }
                Command::Exit(exit) => self.exit = Some(exit),
            }
        }
    }

    fn spawn(&mut self, generation: u64) {
        let started = self
            .options
            .command
            .check(self.options.path.as_deref())
            .map_err(|error| error.to_string())
            .and_then(|_| spawn(&self.options.command).map_err(|error| error.to_string()));
        match started {
            Ok(process) => {
                let id = process.group.as_raw_nonzero().get().unsigned_abs();
                self.server = Some(Server::new(generation, process, self.options.longest_line));
                self.tell(|supervisor, now, out| supervisor.spawned(id, now, out));
            }
            Err(why) => self.tell(|supervisor, now, out| supervisor.not_spawned(why, now, out)),
        }
    }

    fn flush(&mut self) {
        if !self.client.deaf && self.client.flush().is_err() {
            self.client_is_deaf();
        }
        if let Some(server) = &mut self.server
            && server.flush().is_err()
        {
            // Its end is near, and is seen elsewhere; what it has not taken the next one gets.
            server.process.input = None;
            let how = (now(), "it closed its input and did not end");
            server.suspect.get_or_insert(how);
        }
    }

    /// Nothing can be said to the client any more.
    fn client_is_deaf(&mut self) {
        self.client.deaf = true;
        self.client.outbox = Outbox::default();
        self.tell(|supervisor, now, out| supervisor.stop(StopReason::ClientDeaf, now, out));
    }

    fn read_client(&mut self) {
        let mut commands = Vec::new();
        let (supervisor, time) = (&mut self.supervisor, now());
        let journal = &self.audience.journal;
        let read = self.client.lines.read(self.client.input.as_fd(), |piece| match piece {
            Piece::Line(line) => supervisor.client_line(line, time, &mut commands),
            Piece::TooLong => {
                journal.remark(Level::Error, "The client wrote a line that is longer than --max-message allows; it was dropped.");
                commands.push(Command::ToClient(too_long()));
            }
        });
        self.obey(commands);
        if !matches!(read, Ok(Read::Open)) {
            self.client_open = false;
            self.tell(Supervisor::client_closed);
        }
    }

    fn read_server(&mut self) {
        let Some(server) = &mut self.server else {
            return;
        };
        let mut commands = Vec::new();
        let (supervisor, time) = (&mut self.supervisor, now());
        let generation = server.generation;
        let read = server
            .lines
            .read(&server.process.output, |piece| match piece {
                Piece::Line(line) => supervisor.server_line(generation, line, time, &mut commands),
                Piece::TooLong => {
                    let why = "it wrote a line that is longer than --max-message allows";
                    supervisor.broken(generation, why, time, &mut commands);
                }
            });
        if !matches!(read, Ok(Read::Open)) {
            server.output_closed = true;
            let how = (time, "it closed its output and did not end");
            server.suspect.get_or_insert(how);
        }
        self.obey(commands);
    }

    fn read_words(&mut self) {
        let Some(server) = &mut self.server else {
            return;
        };
        let mut bytes = [0; 16 * 1024];
        match rustix::io::read(&server.process.words, &mut bytes) {
            // What was ready may have been those of the process before.
            Err(Errno::AGAIN | Errno::INTR) => {}
            Ok(0) | Err(_) => server.words_closed = true,
            Ok(count) => self
                .audience
                .journal
                .said(server.generation, &bytes[..count]),
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
            self.tell(|supervisor, now, out| supervisor.stop(StopReason::Terminated, now, out));
        }
        if interrupt {
            self.tell(|supervisor, now, out| supervisor.stop(StopReason::Interrupted, now, out));
        }
        if hangup {
            self.tell(Supervisor::reload);
        }
    }

    /// Collects what has ended; all that a server wrote before is taken first.
    fn collect(&mut self) {
        for (process, ended) in reap() {
            let ours = self
                .server
                .as_ref()
                .is_some_and(|server| server.process.group == process);
            if ours {
                // It ends as its server ended, or was killed itself and left what it guarded.
                self.sweeping = ended == Ended::Signal(Signal::KILL.as_raw());
                self.server_ended(ended);
            }
        }
        self.sweep();
    }

    /// Ends what a guard left when it was killed itself.
    fn sweep(&mut self) {
        if self.sweeping {
            let mut known = self.before.clone();
            known.extend(self.server.as_ref().map(|server| server.process.group));
            self.sweeping = end_leftovers(&known) > 0;
        }
    }

    fn sweep_to_the_end(&mut self) {
        let deadline = now() + LAST_SWEEP;
        while self.sweeping && now() < deadline {
            let mut pipes = [PollFd::new(&self.signals, PollFlags::IN)];
            let soon = Timespec {
                tv_sec: 0,
                tv_nsec: 20_000_000,
            };
            let _ = poll(&mut pipes, Some(&soon));
            self.signals.take();
            let _ = reap();
            self.sweep();
        }
    }

    fn server_ended(&mut self, ended: Ended) {
        for _ in 0..MOST_LEFT {
            if self
                .server
                .as_ref()
                .is_none_or(|server| server.output_closed)
            {
                break;
            }
            self.read_server();
        }
        for _ in 0..MOST_LEFT {
            if self
                .server
                .as_ref()
                .is_none_or(|server| server.words_closed)
            {
                break;
            }
            self.read_words();
        }
        let Some(server) = self.server.take() else {
            return;
        };
        let half = server.lines.half_line();
        if half > 0 {
            let message =
                format!("{half} bytes of a message that MCP server did not finish were dropped.");
            self.audience.journal.remark(Level::Warn, &message);
        }
        let generation = server.generation;
        self.tell(|supervisor, now, out| {
            for line in server.outbox.unsent() {
                supervisor.undelivered(generation, line, now);
            }
            supervisor.exited(generation, ended, now, out);
        });
    }
}

/// Who sent a line that nobody read cannot be told by its id.
fn too_long() -> Vec<u8> {
    br#"{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"the message is longer than the MCP supervisor passes on"}}"#.to_vec()
}
