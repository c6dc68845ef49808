//! Runs the whole of the decisions against simulated servers and a simulated client, in simulated
//! time: crashes, delays, cancellations, floods and shutdowns in every order that a seed gives.
//!
//! `SIMULATION_SEEDS=100000 cargo test --release -p mcp-supervisor --test simulation` runs more;
//! a failure names its seed, and `SIMULATION_SEED=n` replays it.
#![expect(
    clippy::disallowed_methods,
    reason = "the seeds to run are given in the environment"
)]

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};
use std::time::{Duration, Instant};

use mcp_supervisor::event::{Ended, Event, StopReason};
use mcp_supervisor::ladder::{LadderTimes, Step};
use mcp_supervisor::policy::{RestartPolicy, Streak};
use mcp_supervisor::session::{HangCheck, HoldLimits, RetryInFlight, SessionOptions};
use mcp_supervisor::supervisor::{Command, Exit, Supervisor, SupervisorOptions};
use mcp_supervisor::watchdog::{MEBIBYTE, MemoryLimits};
use serde_json::{Value, json};

const SEEDS: u64 = 1_500;
const HELD: usize = 12;
const HELD_BYTES: usize = 4_000;

/// What happens next in the world.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Happening {
    ClientSpeaks,
    ClientWrites(String),
    ServerReads(u64, String),
    ServerWrites(u64, String),
    ServerDies(u64),
    ServerGone(u64, i32),
    Memory,
    Reload,
    Settle,
    ClientLeaves,
}

/// One process: strict, as the SDKs' servers are.
#[derive(Debug, Default)]
struct Server {
    alive: bool,
    initialized: bool,
    deaf: bool,
    questions: u64,
    last_first_delivery: u64,
}

/// What the client sent, and what came of it.
#[derive(Debug, Default)]
struct Sent {
    answers: u32,
    cancelled: bool,
    deliveries: u32,
    repeatable: bool,
    progress: f64,
}

struct World {
    seed: u64,
    random: fastrand::Rng,
    now: Instant,
    start: Instant,
    queue: BinaryHeap<Reverse<(Instant, u64, Happening)>>,
    order: u64,
    supervisor: Supervisor,
    servers: BTreeMap<u64, Server>,
    sent: BTreeMap<u64, Sent>,
    next_id: u64,
    handshake: bool,
    client_here: bool,
    calm: bool,
    exit: Option<Exit>,
    answered_questions: BTreeSet<String>,
    crashes: u32,
    /// Prints what happens, where one seed is replayed.
    trace: bool,
}

fn shown(command: &Command) -> String {
    match command {
        Command::ToClient(line) => format!("client: {}", String::from_utf8_lossy(line)),
        Command::ToServer { generation, line } => {
            format!("server {generation}: {}", String::from_utf8_lossy(line))
        }
        other => format!("{other:?}"),
    }
}

fn half() -> f64 {
    0.5
}

impl World {
    fn new(seed: u64) -> Self {
        let mut random = fastrand::Rng::with_seed(seed);
        let now = Instant::now();
        let mut session = SessionOptions::new("sim");
        session.hold = HoldLimits {
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
        session.hang_check = Some(HangCheck {
            after: Duration::from_secs(20),
            timeout: Duration::from_secs(10),
        });
        let options = SupervisorOptions {
            policy: RestartPolicy {
                initial: Duration::from_millis([0, 2_000][random.usize(0..2)]),
                stable_after: Duration::from_millis(random.u64(0..10_000)),
                extended_after: 4,
                ..RestartPolicy::default()
            },
            session,
            ladder: LadderTimes::default(),
            memory: Some(MemoryLimits::default()),
            drain: Duration::from_millis(random.u64(0..3_000)),
        };
        Self {
            seed,
            random,
            now,
            start: now,
            queue: BinaryHeap::new(),
            order: 0,
            supervisor: Supervisor::new(options, Streak::default(), now, half),
            servers: BTreeMap::new(),
            sent: BTreeMap::new(),
            next_id: 1,
            handshake: false,
            client_here: true,
            calm: false,
            exit: None,
            answered_questions: BTreeSet::new(),
            crashes: 0,
            trace: std::env::var_os("SIMULATION_SEED").is_some(),
        }
    }

    fn at(&mut self, delay_ms: u64, happening: Happening) {
        self.order += 1;
        let due = self.now + Duration::from_millis(delay_ms);
        self.queue.push(Reverse((due, self.order, happening)));
    }

    fn run(&mut self) {
        let mut commands = Vec::new();
        self.supervisor.start(&mut commands);
        self.obey(commands);
        let first = self.next_id;
        self.request(
            first,
            "initialize",
            json!({"protocolVersion": "2025-11-25", "capabilities": {}}),
        );
        let storm = self.random.u64(1_000..60_000);
        for _ in 0..self.random.u32(3..40) {
            let delay = self.random.u64(1..storm);
            self.at(delay, Happening::ClientSpeaks);
        }
        for _ in 0..self.random.u32(0..3) {
            let delay = self.random.u64(1..storm);
            let happening = [Happening::Memory, Happening::Reload][self.random.usize(0..2)].clone();
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
            for (id, sent) in &self.sent {
                assert!(
                    sent.answers == 1 || (sent.cancelled && sent.answers <= 1),
                    "request {id}: {sent:?}"
                );
            }
        }
    }

    /// Goes to whatever comes first: something in the world, or a deadline of the supervisor.
    fn step(&mut self) {
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
        self.obey(commands);
        // What was in flight comes on top, and is bounded by its bytes.
        assert!(
            self.supervisor.session().held() <= HELD + HELD_BYTES / 60,
            "held without bound"
        );
    }

    fn happen(&mut self, happening: Happening, out: &mut Vec<Command>) {
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
            Happening::ServerDies(generation) => self.die(generation, 9),
            Happening::ServerGone(generation, signal) => {
                self.supervisor
                    .exited(generation, Ended::Signal(signal), self.now, out);
            }
            Happening::Memory => {
                let generation = *self.servers.keys().last().unwrap();
                self.supervisor
                    .memory(generation, 150 * MEBIBYTE, self.now, out);
            }
            Happening::Reload => self.supervisor.reload(self.now, out),
            Happening::Settle => self.calm = true,
            Happening::ClientLeaves => {
                self.client_here = false;
                self.supervisor.client_closed(self.now, out);
            }
        }
    }

    fn obey(&mut self, commands: Vec<Command>) {
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
                Command::Tell(Event::Incompatible(what)) => panic!("{what}"),
                Command::Tell(_) => {}
                Command::Exit(exit) => self.exit = Some(exit),
            }
        }
    }

    fn spawn(&mut self, generation: u64) {
        let mut commands = Vec::new();
        assert!(
            self.servers.values().all(|server| !server.alive),
            "two servers at once"
        );
        if !self.calm && self.random.u32(0..10) == 0 {
            self.servers.insert(generation, Server::default());
            self.supervisor
                .not_spawned("no such file".into(), self.now, &mut commands);
        } else {
            let deaf = !self.calm && self.random.u32(0..8) == 0;
            self.servers.insert(
                generation,
                Server {
                    alive: true,
                    deaf,
                    ..Server::default()
                },
            );
            self.supervisor.spawned(7, self.now, &mut commands);
            if !self.calm && self.random.u32(0..3) > 0 {
                let delay = self.random.u64(1..8_000);
                self.at(delay, Happening::ServerDies(generation));
            }
        }
        self.obey(commands);
    }

    fn stop(&mut self, generation: u64, step: Step) {
        let heeds = match step {
            Step::CloseInput => self.random.u32(0..3) > 0,
            Step::Terminate => self.random.u32(0..3) > 0,
            Step::Kill => true,
        };
        if heeds {
            self.die(generation, 15);
        }
    }

    /// It dies at once; that it did is seen a little later.
    fn die(&mut self, generation: u64, signal: i32) {
        let server = self.servers.get_mut(&generation).unwrap();
        if std::mem::replace(&mut server.alive, false) {
            self.crashes += 1;
            let delay = self.random.u64(0..3);
            self.at(delay, Happening::ServerGone(generation, signal));
        }
    }

    fn client_speaks(&mut self) {
        if !self.handshake {
            return self.at(20_000, Happening::ClientSpeaks);
        }
        let burst = if self.random.u32(0..6) == 0 {
            30
        } else {
            self.random.u64(1..4)
        };
        for _ in 0..burst {
            let id = self.next_id;
            match self.random.u32(0..8) {
                0 => self.request(id, "ping", json!({})),
                1 | 2 => self.request(id, "tools/list", json!({"_meta": {"progressToken": id}})),
                3 => {
                    let id = self.random.u64(1..id.max(2));
                    self.cancel(id);
                }
                4 => self
                    .write(json!({"jsonrpc": "2.0", "method": "notifications/roots/list_changed"})),
                5 if self.random.u32(0..4) == 0 => self.batch(),
                _ => self.request(
                    id,
                    "tools/call",
                    json!({"name": "x", "_meta": {"progressToken": id}}),
                ),
            }
        }
    }

    fn batch(&mut self) {
        let members: Vec<Value> = (0..3)
            .map(|_| self.made("ping", &json!({}), false))
            .collect();
        self.write(Value::Array(members));
    }

    fn made(&mut self, method: &str, params: &Value, repeatable: bool) -> Value {
        let id = self.next_id;
        self.next_id += 1;
        self.sent.insert(
            id,
            Sent {
                repeatable,
                ..Sent::default()
            },
        );
        // Half of the ids are strings; the two kinds must not be mixed up.
        let id = if id.is_multiple_of(2) {
            json!(id)
        } else {
            json!(id.to_string())
        };
        json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params})
    }

    fn request(&mut self, _: u64, method: &str, params: Value) {
        let message = self.made(method, &params, method != "tools/call");
        self.write(message);
    }

    fn cancel(&mut self, id: u64) {
        // The handshake must not be cancelled.
        if id <= 1 {
            return;
        }
        self.sent.get_mut(&id).unwrap().cancelled = true;
        let id = if id.is_multiple_of(2) {
            json!(id)
        } else {
            json!(id.to_string())
        };
        self.write(json!({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": id}}));
    }

    fn write(&mut self, message: Value) {
        self.at(0, Happening::ClientWrites(message.to_string()));
    }

    fn client_reads(&mut self, line: &str) {
        let message: Value = serde_json::from_str(line).unwrap();
        let messages = match message {
            Value::Array(messages) => messages,
            other => vec![other],
        };
        for message in messages {
            self.client_reads_one(&message);
        }
    }

    fn client_reads_one(&mut self, message: &Value) {
        match (
            message.get("method").and_then(Value::as_str),
            message.get("id"),
        ) {
            (None, Some(id)) => self.client_gets_answer(id, message),
            (Some("sampling/createMessage"), Some(id)) => {
                assert!(
                    self.answered_questions.insert(id.to_string()),
                    "the client was asked {id} twice"
                );
                let delay = self.random.u64(0..3_000);
                let answer =
                    json!({"jsonrpc": "2.0", "id": id, "result": {"for": message["params"]["of"]}});
                self.at(delay, Happening::ClientWrites(answer.to_string()));
            }
            (Some("notifications/progress"), None) => {
                let id = message["params"]["progressToken"].as_u64().unwrap();
                let progress = message["params"]["progress"].as_f64().unwrap();
                let sent = self.sent.get_mut(&id).unwrap();
                assert!(
                    progress > sent.progress,
                    "progress of {id} fell to {progress}"
                );
                assert!(
                    sent.answers == 0 || sent.cancelled,
                    "progress of {id} after its answer"
                );
                sent.progress = progress;
            }
            (Some("notifications/cancelled"), None) => {}
            _ => panic!("the client got {message}"),
        }
    }

    fn client_gets_answer(&mut self, id: &Value, message: &Value) {
        let (number, typed) = match id {
            Value::String(text) => (
                text.parse::<u64>().unwrap(),
                !text.parse::<u64>().unwrap().is_multiple_of(2),
            ),
            other => (
                other.as_u64().unwrap(),
                other.as_u64().unwrap().is_multiple_of(2),
            ),
        };
        assert!(typed, "id {id} changed its type");
        let sent = self
            .sent
            .get_mut(&number)
            .unwrap_or_else(|| panic!("nobody asked {id}"));
        sent.answers += 1;
        assert_eq!(sent.answers, 1, "request {id} was answered twice");
        if number == 1 {
            if message.get("error").is_some() {
                // A client tries again.
                let params = json!({"protocolVersion": "2025-11-25", "capabilities": {}});
                self.at(1_000, Happening::ClientWrites(String::new()));
                let again =
                    json!({"jsonrpc": "2.0", "id": "1", "method": "initialize", "params": params});
                self.sent.insert(
                    1,
                    Sent {
                        repeatable: true,
                        ..Sent::default()
                    },
                );
                self.at(5_000, Happening::ClientWrites(again.to_string()));
            } else {
                self.handshake = true;
                self.write(json!({"jsonrpc": "2.0", "method": "notifications/initialized"}));
            }
        } else if let Some(result) = message.get("result") {
            assert_eq!(result["echo"], *id);
        }
    }

    fn server_reads(&mut self, generation: u64, line: &str) {
        if !self.servers[&generation].alive || line.is_empty() {
            return;
        }
        let message: Value = serde_json::from_str(line).unwrap();
        match message {
            Value::Array(messages) => {
                for message in messages {
                    self.server_reads_one(generation, &message);
                }
            }
            message => self.server_reads_one(generation, &message),
        }
    }

    fn server_reads_one(&mut self, generation: u64, message: &Value) {
        let server = self.servers.get_mut(&generation).unwrap();
        let Some(method) = message.get("method").and_then(Value::as_str) else {
            assert_eq!(
                message["result"]["for"],
                json!(generation),
                "an answer to another process"
            );
            return;
        };
        let Some(id) = message.get("id") else {
            return;
        };
        if method == "initialize" {
            server.initialized = true;
        } else {
            assert!(server.initialized, "{method} before the handshake");
        }
        let number = id
            .as_u64()
            .or_else(|| id.as_str().and_then(|text| text.parse::<u64>().ok()));
        if let Some(number) = number {
            let sent = self.sent.get_mut(&number).unwrap();
            sent.deliveries += 1;
            if sent.deliveries == 1 && number != 1 {
                assert!(number > server.last_first_delivery, "out of order");
                server.last_first_delivery = number;
            }
            let most = if number == 1 {
                u32::MAX
            } else {
                1 + u32::from(sent.repeatable)
            };
            assert!(
                sent.deliveries <= most,
                "request {number} was sent {} times",
                sent.deliveries
            );
        }
        if server.deaf && method != "initialize" {
            return;
        }
        self.server_works(generation, id.clone(), method.to_owned(), message.clone());
    }

    fn server_works(&mut self, generation: u64, id: Value, method: String, message: Value) {
        let mut delay = self.random.u64(0..1_500);
        if let Some(token) = message.pointer("/params/_meta/progressToken") {
            for progress in 1..=self.random.u64(1..4) {
                delay += self.random.u64(0..500);
                let line = json!({"jsonrpc": "2.0", "method": "notifications/progress",
                    "params": {"progressToken": token, "progress": progress}});
                self.at(delay, Happening::ServerWrites(generation, line.to_string()));
            }
        }
        if method == "tools/call" && self.random.bool() {
            let server = self.servers.get_mut(&generation).unwrap();
            server.questions += 1;
            let line = json!({"jsonrpc": "2.0", "id": server.questions,
                "method": "sampling/createMessage", "params": {"of": generation}});
            self.at(delay, Happening::ServerWrites(generation, line.to_string()));
        }
        if self.random.u32(0..20) == 0 {
            let garbage = "Listening on port 3000".to_owned();
            self.at(delay, Happening::ServerWrites(generation, garbage));
        }
        let result = if method == "initialize" {
            json!({"protocolVersion": "2025-11-25", "capabilities": {"tools": {"listChanged": true}}})
        } else {
            json!({"echo": id, "tools": [{"name": "x", "annotations": {"readOnlyHint": false}}]})
        };
        let line = json!({"jsonrpc": "2.0", "id": id, "result": result});
        // Every request of the batch is answered by itself, as most servers do.
        self.at(delay, Happening::ServerWrites(generation, line.to_string()));
    }
}

fn run(seed: u64) -> u32 {
    let outcome = std::panic::catch_unwind(|| {
        let mut world = World::new(seed);
        world.run();
        assert_eq!(world.seed, seed);
        assert!(world.now >= world.start);
        world.crashes
    });
    outcome.unwrap_or_else(|_| panic!("SIMULATION_SEED={seed} replays this"))
}

#[test]
fn every_request_is_answered_exactly_once_whatever_happens() {
    if let Ok(seed) = std::env::var("SIMULATION_SEED") {
        run(seed.parse().unwrap());
        return;
    }
    let seeds = std::env::var("SIMULATION_SEEDS").map_or(SEEDS, |seeds| seeds.parse().unwrap());
    let crashes: u64 = (0..seeds).map(|seed| u64::from(run(seed))).sum();
    println!("{seeds} schedules, {crashes} deaths of a server");
    assert!(
        crashes > seeds,
        "the simulation is too calm to show anything"
    );
}

#[test]
fn a_signal_while_the_server_is_down_ends_at_once() {
    let mut world = World::new(1);
    let mut out = Vec::new();
    world.supervisor.start(&mut out);
    world
        .supervisor
        .not_spawned("gone".into(), world.now, &mut out);
    world
        .supervisor
        .stop(StopReason::Terminated, world.now, &mut out);
    assert_eq!(out.last(), Some(&Command::Exit(Exit::Asked)));
}
