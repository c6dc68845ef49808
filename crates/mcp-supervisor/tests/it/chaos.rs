//! Kills the server repeatedly under constant load.
//!
//! `CHAOS_KILLS=1000 cargo test --release -p mcp-supervisor --test it chaos -- --nocapture` is the
//! full measure.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "the measure is given in the environment, and the outcome is to be seen"
)]

use std::collections::HashMap;

use memory_watch::{children_of, rss};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};

use crate::client::{Client, eventually, lives};

const KILLS: u32 = 25;
/// Requests between two kills.
const BURST: u32 = 20;
/// Maximum growth of the supervisor and its guards across restarts, in bytes.
const GROWTH: u64 = 3 * 1024 * 1024;

/// Requests and their results.
#[derive(Default)]
struct Account {
    sent: Vec<u64>,
    answers: HashMap<u64, u32>,
    errors: u32,
}

impl Account {
    /// Records a response; returns its id and, if present, the process that sent it.
    fn take(&mut self, message: &Value) -> (u64, Option<Pid>) {
        let id = message["id"]
            .as_u64()
            .unwrap_or_else(|| panic!("{message}"));
        if let Some(code) = message["error"]["code"].as_i64() {
            assert_eq!(code, -32000, "{message}");
            self.errors += 1;
        }
        *self.answers.entry(id).or_default() += 1;
        let process = message["result"]["structuredContent"]["pid"].as_i64();
        let process = process.and_then(|process| Pid::from_raw(process.try_into().unwrap()));
        (id, process)
    }

    /// Repeats a call until a server answers: the first call may be lost with a killed one.
    fn await_server(&mut self, client: &mut Client) -> Pid {
        loop {
            let sign = client.call("echo", json!({}));
            self.sent.push(sign);
            loop {
                match self.take(&client.read()) {
                    (id, Some(server)) if id == sign => return server,
                    (id, None) if id == sign => break,
                    _ => {}
                }
            }
        }
    }

    fn burst(&mut self, client: &mut Client, random: &mut fastrand::Rng, victims: &[Pid]) {
        let moment = random.u32(0..BURST);
        for number in 0..BURST {
            if number == moment {
                for victim in victims {
                    // A standby may just have been replaced.
                    let _ = kill_process(*victim, Signal::KILL);
                }
            }
            self.sent.push(match random.u32(0..3) {
                0 => client.request("ping", json!({})),
                1 => client.request("tools/list", json!({})),
                _ => client.call("echo", json!({"number": number})),
            });
        }
    }
}

/// All processes below this one.
fn below(process: Pid) -> Vec<Pid> {
    let mut found = children_of(process);
    let mut next = 0;
    while let Some(process) = found.get(next).copied() {
        found.extend(children_of(process));
        next += 1;
    }
    found
}

/// The servers below the supervisor: those that have no children, below two guards.
fn servers(client: &Client) -> Vec<Pid> {
    let guards = children_of(client.supervisor());
    let second = guards.into_iter().flat_map(children_of);
    second.flat_map(children_of).collect()
}

/// Resident memory of the supervisor and of the guards of this server.
fn own_memory(client: &Client, server: Pid) -> u64 {
    let resident = |process: Pid| rss(process).unwrap_or(0);
    let is_guard = |process: &Pid| *process != server && below(*process).contains(&server);
    let guards = below(client.supervisor()).into_iter().filter(is_guard);
    resident(client.supervisor()) + guards.map(resident).sum::<u64>()
}

fn chaos(more: &[&str]) {
    let kills = std::env::var("CHAOS_KILLS").map_or(KILLS, |kills| kills.parse().unwrap());
    let fixed = ["--backoff-initial", "0", "--stable-after", "0"];
    let quiet = ["--log-level", "error"];
    let mut client = Client::ready(&[&fixed[..], &quiet, more].concat(), &[]);
    let mut random = fastrand::Rng::with_seed(7);
    let mut account = Account::default();
    let mut processes = Vec::new();
    let (mut memory, mut killed) = (0, 0);
    while killed < kills {
        // Only a server that was ready is killed; else the wait before the next one grows.
        let server = account.await_server(&mut client);
        if memory == 0 && killed >= kills / 5 {
            memory = own_memory(&client, server);
        }
        processes.extend(below(client.supervisor()));
        // The standby is also killed, sometimes alone and sometimes with the other.
        let standby = servers(&client).into_iter().find(|other| *other != server);
        let victims: Vec<Pid> = match (standby, random.u32(0..4)) {
            (Some(standby), 0) => vec![standby],
            (Some(standby), 1) => vec![standby, server],
            _ => vec![server],
        };
        account.burst(&mut client, &mut random, &victims);
        killed += u32::try_from(victims.len()).unwrap();
    }
    let server = account.await_server(&mut client);
    let grown = own_memory(&client, server).saturating_sub(memory);
    processes.extend(below(client.supervisor()));
    let ended = client.close();
    assert!(ended.status.success());
    for message in &ended.rest {
        account.take(message);
    }

    let Account {
        sent,
        answers,
        errors,
    } = account;
    let unanswered = sent.iter().filter(|id| !answers.contains_key(id)).count();
    let doubled = answers.values().filter(|count| **count > 1).count();
    println!(
        "{killed} kills {more:?}, {} requests, {errors} answered with an error, {unanswered} unanswered, {doubled} answered twice, {} kB grown",
        sent.len(),
        grown / 1024
    );
    assert_eq!((unanswered, doubled), (0, 0));
    assert!(grown < GROWTH, "grown by {grown} bytes");
    eventually("nothing is left", || {
        !processes.iter().any(|process| lives(*process))
    });
}

#[test]
fn nothing_is_lost_doubled_or_left_behind() {
    chaos(&[]);
}

#[test]
fn nothing_is_lost_doubled_or_left_behind_where_a_standby_takes_over() {
    chaos(&["--standby"]);
}
