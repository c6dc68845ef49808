//! Simulated time and its events.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};
use std::time::{Duration, Instant};

use mcp_supervisor::event::{Ended, Event, ReloadReason};
use mcp_supervisor::policy::{RestartPolicy, Streak};
use mcp_supervisor::session::{LivenessCheck, QueueLimits, RetryInFlight, SessionOptions};
use mcp_supervisor::stop_sequence::{Step, StopTimes};
use mcp_supervisor::supervisor::{Command, Exit, Supervisor, SupervisorOptions};
use memory_watch::{MEBIBYTE, MemoryLimits, MemoryPolicy};
use serde_json::json;

use crate::parties::{Era, STREAMS, Sent, Server, id_of, shown};
use crate::requests::Extras;

pub(crate) const HELD: usize = 12;
pub(crate) const HELD_BYTES: usize = 4_000;
/// An event in the world.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Happening {
    ClientSpeaks,
    ClientWrites(String),
    ServerReads(u64, String),
    ServerWrites(u64, String),
    /// A server writes to a stream, if it is still open.
    StreamWrites(u64, u64, String),
    StreamEnds(u64, u64),
    ServerDies(u64),
    ServerGone(u64, i32),
    Memory,
    Reload,
    FilesChange,
    /// The client stops reading for some time.
    ClientBlocks(u64),
    ClientReads,
    Settle,
    ClientLeaves,
}

pub(crate) struct World {
    pub(crate) seed: u64,
    pub(crate) random: fastrand::Rng,
    pub(crate) extras: Extras,
    pub(crate) now: Instant,
    pub(crate) start: Instant,
    pub(crate) queue: BinaryHeap<Reverse<(Instant, u64, Happening)>>,
    pub(crate) order: u64,
    pub(crate) supervisor: Supervisor,
    pub(crate) servers: BTreeMap<u64, Server>,
    pub(crate) sent: BTreeMap<u64, Sent>,
    pub(crate) next_id: u64,
    pub(crate) era: Era,
    /// True if the client knows the era of the server.
    pub(crate) begun: bool,
    pub(crate) client_here: bool,
    /// Output of servers that is not read, since the client does not read.
    pub(crate) blocked: Option<Vec<Happening>>,
    pub(crate) calm: bool,
    pub(crate) exit: Option<Exit>,
    pub(crate) answered_questions: BTreeSet<String>,
    pub(crate) crashes: u32,
    /// A second process is kept ready.
    pub(crate) standby: bool,
    /// Number of stops of an idle server.
    pub(crate) idle_stops: u32,
    /// Number of takeovers by a standby.
    pub(crate) promotions: u32,
    /// True to print events, for the replay of a seed.
    pub(crate) trace: bool,
}

pub(crate) fn half() -> f64 {
    0.5
}

impl World {
    pub(crate) fn new(seed: u64) -> Self {
        let mut random = fastrand::Rng::with_seed(seed);
        let now = Instant::now();
        let mut session = SessionOptions::new("sim");
        session.hold = QueueLimits {
            time: Duration::from_millis(random.u64(500..40_000)),
            count: HELD,
            bytes: HELD_BYTES,
        };
        session.retry = [
            RetryInFlight::Never,
            RetryInFlight::Safe,
            RetryInFlight::Idempotent,
        ][random.usize(0..3)];
        session.request_timeout = random
            .bool()
            .then(|| Duration::from_millis(random.u64(50..5_000)));
        session.liveness_check = Some(LivenessCheck {
            after: Duration::from_secs(20),
            timeout: Duration::from_secs(10),
        });
        let extras = Extras::new(seed, &mut session);
        let options = SupervisorOptions {
            policy: RestartPolicy {
                initial: Duration::from_millis([0, 2_000][random.usize(0..2)]),
                stable_after: Duration::from_millis(random.u64(0..10_000)),
                extended_after: 4,
                ..RestartPolicy::default()
            },
            session,
            stop: StopTimes::default(),
            memory: Some(MemoryPolicy::Fixed(MemoryLimits::default())),
            standby: random.bool(),
            idle_stop: random
                .bool()
                .then(|| Duration::from_millis(random.u64(1..20_000))),
            drain: Duration::from_millis(random.u64(0..3_000)),
        };
        let standby = options.standby;
        let era = Era::ALL[random.usize(0..Era::ALL.len())];
        Self {
            seed,
            random,
            extras,
            now,
            start: now,
            queue: BinaryHeap::new(),
            order: 0,
            supervisor: Supervisor::new(options, Streak::default(), now, half),
            servers: BTreeMap::new(),
            sent: BTreeMap::new(),
            next_id: 1,
            era,
            begun: false,
            client_here: true,
            blocked: None,
            calm: false,
            exit: None,
            answered_questions: BTreeSet::new(),
            crashes: 0,
            standby,
            idle_stops: 0,
            promotions: 0,
            trace: std::env::var_os("SIMULATION_SEED").is_some(),
        }
    }

    pub(crate) fn at(&mut self, delay_ms: u64, happening: Happening) {
        self.order += 1;
        let due = self.now + Duration::from_millis(delay_ms);
        self.queue.push(Reverse((due, self.order, happening)));
    }

    pub(crate) fn run(&mut self) {
        let mut commands = Vec::new();
        self.supervisor.start(&mut commands);
        self.execute(commands);
        self.begin();
        let storm = self.random.u64(1_000..60_000);
        for _ in 0..self.random.u32(3..40) {
            let delay = self.random.u64(1..storm);
            self.at(delay, Happening::ClientSpeaks);
        }
        for _ in 0..self.random.u32(0..3) {
            let delay = self.random.u64(1..storm);
            let blocks = Happening::ClientBlocks(self.random.u64(1..60_000));
            let all = [
                Happening::Memory,
                Happening::Reload,
                Happening::FilesChange,
                blocks,
            ];
            let happening = all[self.random.usize(0..4)].clone();
            self.at(delay, happening);
        }
        let abrupt = self.random.u32(0..4) == 0;
        if abrupt {
            self.at(storm / 2, Happening::ClientLeaves);
        } else {
            self.at(storm, Happening::Settle);
            // Beyond every hold time and every backoff.
            self.at(storm + 2_000_000, Happening::ClientLeaves);
        }
        for _ in 0..20_000 {
            if self.exit.is_some() {
                break;
            }
            self.step();
        }
        assert_eq!(self.exit, Some(Exit::Asked), "{:?}", self.supervisor);
        assert!(
            self.servers.values().all(|server| !server.alive),
            "a server outlived the supervisor"
        );
        if !abrupt {
            self.check_observations();
            for (id, sent) in &self.sent {
                assert!(
                    sent.answers == 1 || (sent.cancelled && sent.answers <= 1),
                    "request {id}: {sent:?}"
                );
            }
        }
    }

    /// Advances to the next event in the world or the next deadline of the supervisor.
    pub(crate) fn step(&mut self) {
        let deadline = self.supervisor.next_deadline();
        let due = self.queue.peek().map(|Reverse((at, _, _))| *at);
        let mut commands = Vec::new();
        match (due, deadline) {
            (Some(at), deadline) if deadline.is_none_or(|deadline| at <= deadline) => {
                let Reverse((at, _, happening)) = self.queue.pop().unwrap();
                self.now = self.now.max(at);
                if self.trace {
                    println!("{:>9?} {happening:?}", at - self.start);
                }
                self.happen(happening, &mut commands);
            }
            (_, Some(deadline)) => {
                self.now = self.now.max(deadline);
                self.supervisor.tick(self.now, &mut commands);
                let next = self.supervisor.next_deadline();
                assert!(
                    next.is_none_or(|next| next > self.now) || !commands.is_empty(),
                    "a deadline that stays: {:?} of {:?}",
                    next,
                    self.supervisor
                );
            }
            _ => panic!("nothing can ever happen again"),
        }
        self.execute(commands);
        // Requests in flight and open streams are added to the limit; both are bounded by their
        // bytes.
        assert!(
            self.supervisor.session().queued() <= HELD + HELD_BYTES / 60 + STREAMS,
            "unbounded queue"
        );
    }

    pub(crate) fn happen(&mut self, happening: Happening, out: &mut Vec<Command>) {
        if let Some(unread) = &mut self.blocked
            && matches!(
                happening,
                Happening::ServerWrites(..)
                    | Happening::StreamWrites(..)
                    | Happening::StreamEnds(..)
            )
        {
            return unread.push(happening);
        }
        match happening {
            Happening::ClientSpeaks => self.client_speaks(),
            Happening::ClientWrites(line) => {
                if self.client_here {
                    self.supervisor.client_line(line.as_bytes(), self.now, out);
                }
            }
            Happening::ServerReads(generation, line) => self.server_reads(generation, &line),
            Happening::ServerWrites(generation, line) => {
                if self.servers[&generation].alive {
                    self.supervisor
                        .server_line(generation, line.as_bytes(), self.now, out);
                }
            }
            Happening::StreamWrites(generation, number, line) => {
                let server = &self.servers[&generation];
                if server.alive && server.streams.contains(&number) {
                    self.supervisor
                        .server_line(generation, line.as_bytes(), self.now, out);
                }
            }
            Happening::StreamEnds(generation, number) => {
                let server = self.servers.get_mut(&generation).unwrap();
                if server.alive && server.streams.remove(&number) {
                    let line = json!({"jsonrpc": "2.0", "id": id_of(number), "result": {}});
                    let line = line.to_string();
                    self.supervisor
                        .server_line(generation, line.as_bytes(), self.now, out);
                }
            }
            Happening::ServerDies(generation) => self.die(generation, 9),
            Happening::ServerGone(generation, signal) => {
                // Unread bytes are the remainder of the pipe, which is sometimes detected.
                let unread = std::mem::take(&mut self.servers.get_mut(&generation).unwrap().unread);
                if self.random.bool() {
                    for line in unread {
                        self.supervisor
                            .undelivered(generation, line.as_bytes(), self.now);
                    }
                }
                self.supervisor
                    .exited(generation, Ended::Signal(signal), self.now, out);
            }
            Happening::Memory => {
                let lives = self.servers.iter().filter(|(_, server)| server.alive);
                let generations: Vec<u64> = lives.map(|(generation, _)| *generation).collect();
                let Some(generation) = self.random.choice(generations) else {
                    return;
                };
                self.supervisor
                    .memory(generation, 150 * MEBIBYTE, self.now, out);
            }
            Happening::Reload => self.supervisor.reload(ReloadReason::Command, self.now, out),
            Happening::FilesChange => self.supervisor.files_changed(self.now, out),
            Happening::ClientBlocks(time) => {
                if self.blocked.is_none() {
                    self.blocked = Some(Vec::new());
                    self.supervisor.client_blocked(self.now, out);
                    self.at(time, Happening::ClientReads);
                }
            }
            Happening::ClientReads => {
                self.supervisor.client_unblocked(self.now, out);
                for happening in self.blocked.take().into_iter().flatten() {
                    self.at(0, happening);
                }
            }
            Happening::Settle => self.calm = true,
            Happening::ClientLeaves => {
                if self.calm {
                    self.check_streams();
                }
                self.client_here = false;
                self.supervisor.client_closed(self.now, out);
            }
        }
    }

    pub(crate) fn execute(&mut self, commands: Vec<Command>) {
        for command in commands {
            if self.trace {
                println!("          -> {}", shown(&command));
            }
            match command {
                Command::ToClient(line) => self.client_reads(&String::from_utf8(line).unwrap()),
                Command::ToServer { generation, line } => {
                    let line = String::from_utf8(line).unwrap();
                    self.at(0, Happening::ServerReads(generation, line));
                }
                Command::Spawn { generation } => self.spawn(generation),
                Command::Stop { generation, step } => self.stop(generation, step),
                Command::Notify(Event::Incompatible(what)) => panic!("{what}"),
                Command::Notify(Event::Unusable { why, .. }) => {
                    assert!(self.blocked.is_none(), "unread, and blamed: {why}");
                }
                Command::Notify(Event::Idle { .. }) => self.idle_stops += 1,
                Command::Notify(Event::Down { standby: true, .. }) => self.promotions += 1,
                Command::Notify(Event::Reloading { reason, .. }) => self.extras.reloading(reason),
                Command::Notify(_) => {}
                Command::Observe(observation) => self.extras.observe(observation, self.now),
                Command::Exit(exit) => self.exit = Some(exit),
            }
        }
    }

    pub(crate) fn spawn(&mut self, generation: u64) {
        let mut commands = Vec::new();
        let alive = self.servers.values().filter(|server| server.alive).count();
        assert!(
            alive <= usize::from(self.standby),
            "{alive} servers beside a new one"
        );
        if !self.calm && self.random.u32(0..10) == 0 {
            self.servers.insert(generation, Server::default());
            self.supervisor
                .not_spawned(generation, "no such file".into(), self.now, &mut commands);
        } else {
            let hung = !self.calm && self.random.u32(0..8) == 0;
            let tools = self.random.bool();
            self.servers.insert(
                generation,
                Server {
                    alive: true,
                    hung,
                    tools,
                    ..Server::default()
                },
            );
            self.supervisor
                .spawned(generation, 7, self.now, &mut commands);
            if !self.calm && self.random.u32(0..3) > 0 {
                let delay = self.random.u64(1..8_000);
                self.at(delay, Happening::ServerDies(generation));
            }
        }
        self.execute(commands);
    }

    pub(crate) fn stop(&mut self, generation: u64, step: Step) {
        let heeds = match step {
            Step::CloseInput => self.random.u32(0..3) > 0,
            Step::Terminate => self.random.u32(0..3) > 0,
            Step::Kill => true,
        };
        if heeds {
            self.close_streams(generation);
            self.die(generation, 15);
        }
    }

    /// Half of the servers close their streams when they are stopped.
    fn close_streams(&mut self, generation: u64) {
        let server = self.servers.get_mut(&generation).unwrap();
        let streams = std::mem::take(&mut server.streams);
        if !server.alive || self.random.bool() {
            return;
        }
        for number in streams {
            let line = json!({"jsonrpc": "2.0", "id": id_of(number), "result": {}}).to_string();
            let mut commands = Vec::new();
            self.supervisor
                .server_line(generation, line.as_bytes(), self.now, &mut commands);
            self.execute(commands);
        }
    }

    /// A stream that is neither cancelled nor answered is open in a running server.
    fn check_streams(&self) {
        let alive = || self.servers.values().filter(|server| server.alive);
        if alive().any(|server| server.hung) {
            return;
        }
        for (number, sent) in &self.sent {
            if sent.stream && !sent.cancelled && sent.answers == 0 {
                assert_eq!(sent.acknowledged, 1, "stream {number} is not open");
                assert!(
                    alive().any(|server| server.streams.contains(number)),
                    "stream {number} is lost"
                );
            }
        }
    }

    /// Ends it immediately; its end is detected a little later.
    pub(crate) fn die(&mut self, generation: u64, signal: i32) {
        let server = self.servers.get_mut(&generation).unwrap();
        if std::mem::replace(&mut server.alive, false) {
            self.crashes += 1;
            let delay = self.random.u64(0..3);
            self.at(delay, Happening::ServerGone(generation, signal));
        }
    }
}
