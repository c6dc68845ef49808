//! Starts servers, reads their output, and handles their ends.

use std::time::{Duration, Instant};

use memory_watch::MemoryCgroup;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::process::{Pid, Signal};

use super::clock::now;
use super::lines::{Piece, Read};
use super::run::EventLoop;
use super::server::{Server, server};
use crate::event::{Ended, Level};
use crate::process::{end_leftovers, reap, spawn};

/// Time limit for stopping the orphans of a killed guard.
const LAST_SWEEP: Duration = Duration::from_secs(2);
/// Number of reads that drain the pipes of an ended process: a pipe holds at most 1 MiB.
const MOST_LEFT: usize = 64;

impl EventLoop {
    pub(super) fn spawn(&mut self, generation: u64) {
        if let Err(error) = self.options.command.check(self.options.path.as_deref()) {
            let why = error.to_string();
            return self.dispatch(|supervisor, now, out| {
                supervisor.cannot_start(generation, why, now, out);
            });
        }
        let instance = &self.options.supervisor.session.instance;
        let name = format!("{instance}-{generation}");
        let on_exit = self.options.on_exit.as_ref();
        match spawn(&self.options.command, &name, on_exit) {
            Ok(process) => {
                let id = process.group.as_raw_nonzero().get().unsigned_abs();
                let mut server = Server::new(generation, process, self.options.longest_line);
                server.memory_kills_before = self.memory_kills();
                self.servers.push(server);
                self.dispatch(|supervisor, now, out| supervisor.spawned(generation, id, now, out));
            }
            Err(error) => {
                let why = error.to_string();
                self.dispatch(|supervisor, now, out| {
                    supervisor.not_spawned(generation, why, now, out);
                });
            }
        }
    }

    /// Number of processes in the container that the kernel has killed for lack of memory.
    fn memory_kills(&self) -> u64 {
        let cgroup = self.cgroup.as_ref();
        cgroup.map_or(0, MemoryCgroup::out_of_memory_kills)
    }

    /// The end of a process, with lack of memory as its cause if that applies.
    fn with_cause(&self, ended: Ended, memory_kills_before: u64) -> Ended {
        let is_kill = ended == Ended::Signal(Signal::KILL.as_raw());
        if is_kill && self.memory_kills() > memory_kills_before {
            let limit = self.cgroup.as_ref().and_then(MemoryCgroup::limit);
            return Ended::OutOfMemory { limit };
        }
        ended
    }

    /// Running processes, each with its process group.
    pub(super) fn groups(&self) -> Vec<(u64, Pid)> {
        let group = |server: &Server| (server.generation, server.process.group);
        self.servers.iter().map(group).collect()
    }

    pub(super) fn report_broken(&mut self, time: Instant) {
        let broken: Vec<_> = self
            .servers
            .iter_mut()
            .filter_map(|server| Some((server.generation, server.take_broken(time)?)))
            .collect();
        for (generation, how) in broken {
            self.dispatch(|supervisor, now, out| supervisor.broken(generation, how, now, out));
        }
    }

    pub(super) fn report_unfinished_lines(&mut self, time: Instant) {
        if self.client_blocked {
            // The end of the line may be in the pipe, which is not read while the client is
            // blocked.
            for server in &mut self.servers {
                server.half_since = server.half_since.map(|_| time);
            }
            return;
        }
        let lines: Vec<_> = self
            .servers
            .iter_mut()
            .filter_map(|server| Some((server.generation, server.take_line_without_end(time)?)))
            .collect();
        for (generation, line) in lines {
            self.dispatch(|supervisor, now, out| {
                supervisor.line_without_end(generation, &line, now, out);
            });
        }
    }

    pub(super) fn read_server(&mut self, generation: u64) {
        let Some(server) = server(&mut self.servers, generation) else {
            return;
        };
        let mut commands = Vec::new();
        let (supervisor, time) = (&mut self.supervisor, now());
        let log = &self.observers.log;
        let read = server
            .lines
            .read(&server.process.output, |piece| match piece {
                Piece::Line(line) => supervisor.server_line(generation, line, time, &mut commands),
                Piece::TooLong { head, tail } => {
                    let ends = (head, tail);
                    let id = supervisor.oversized_response(generation, ends, time, &mut commands);
                    let message = match id {
                        Some(id) => format!("The response to request {id} is longer than --max-message allows; the request was answered with an error."),
                        None => "MCP server wrote a message that is longer than --max-message allows; it was dropped.".to_owned(),
                    };
                    log.remark(Level::Error, &message);
                }
                Piece::Garbage => {
                    let why = "it wrote a line that is longer than --max-message allows";
                    supervisor.broken(generation, why, time, &mut commands);
                }
            });
        server.half_since = (server.lines.half_line() > 0).then_some(time);
        if !matches!(read, Ok(Read::Open)) {
            server.half_since = None;
            server.output_closed = true;
            let how = (time, "it closed its output and did not end");
            server.suspect.get_or_insert(how);
        }
        self.execute(commands);
    }

    pub(super) fn read_stderr(&mut self, generation: u64) {
        let Some(server) = server(&mut self.servers, generation) else {
            return;
        };
        let mut bytes = [0; 16 * 1024];
        match rustix::io::read(&server.process.stderr, &mut bytes) {
            // The readiness may belong to the previous process.
            Err(Errno::AGAIN | Errno::INTR) => {}
            Ok(0) | Err(_) => server.stderr_closed = true,
            Ok(count) => {
                server.stderr_tail.push(&bytes[..count]);
                let lines = server.stderr_tail.lines(&self.options.secrets);
                self.supervisor.stderr_tail(generation, lines);
                self.observers
                    .log
                    .server_stderr(generation, &bytes[..count]);
            }
        }
    }

    /// Collects ended processes, after reading their remaining output.
    pub(super) fn collect(&mut self) {
        for (process, ended) in reap() {
            let ours = self
                .servers
                .iter()
                .find(|server| server.process.group == process);
            if let Some(generation) = ours.map(|server| server.generation) {
                // The guard ends with the status of its server. If it was killed itself, its
                // children remain.
                if ended == Ended::Signal(Signal::KILL.as_raw()) {
                    self.sweeping = true;
                    self.do_work_of_guard(process);
                }
                self.server_ended(generation, ended);
            }
        }
        self.sweep();
    }

    /// Runs the exit commands if a guard was killed, which is detected by its orphans.
    fn do_work_of_guard(&mut self, guard: Pid) {
        let known = self.known_processes();
        if end_leftovers(&known) == 0 {
            return;
        }
        let killed = self
            .servers
            .iter()
            .find(|server| server.process.group == guard);
        if let Some(server) = killed {
            let started = server.process.start_exit_commands();
            self.before.extend(started);
        }
    }

    /// Children that are not orphans of a guard.
    fn known_processes(&self) -> Vec<Pid> {
        let groups = self.servers.iter().map(|server| server.process.group);
        self.before.iter().copied().chain(groups).collect()
    }

    /// Stops the orphans of a killed guard.
    fn sweep(&mut self) {
        if self.sweeping {
            self.sweeping = end_leftovers(&self.known_processes()) > 0;
        }
    }

    pub(super) fn sweep_to_the_end(&mut self) {
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

    fn server_ended(&mut self, generation: u64, ended: Ended) {
        self.empty(generation, |server| server.output_closed, Self::read_server);
        self.empty(generation, |server| server.stderr_closed, Self::read_stderr);
        let place = self
            .servers
            .iter()
            .position(|server| server.generation == generation);
        let Some(mut server) = place.map(|place| self.servers.remove(place)) else {
            return;
        };
        if let Some(line) = server.lines.take_complete() {
            self.dispatch(|supervisor, now, out| {
                supervisor.server_line(generation, &line, now, out);
            });
        }
        let half = server.lines.half_line();
        if half > 0 {
            let message =
                format!("{half} bytes of a message that MCP server did not finish were dropped.");
            self.observers.log.remark(Level::Warn, &message);
        }
        let ended = self.with_cause(ended, server.memory_kills_before);
        self.dispatch(|supervisor, now, out| {
            for line in server.outbox.unsent(server.unread()) {
                supervisor.undelivered(generation, line, now);
            }
            supervisor.exited(generation, ended, now, out);
        });
    }

    /// Drains a pipe of an ended process.
    fn empty(&mut self, generation: u64, is_closed: fn(&Server) -> bool, read: fn(&mut Self, u64)) {
        for _ in 0..MOST_LEFT {
            if server(&mut self.servers, generation).is_none_or(|server| is_closed(server)) {
                return;
            }
            read(self, generation);
        }
    }
}
