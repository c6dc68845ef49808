//! Kills the server again and again while requests pour in.
//!
//! `CHAOS_KILLS=1000 cargo test --release -p mcp-supervisor --test it chaos -- --nocapture` is the
//! full measure.
#![expect(
    clippy::disallowed_methods,
    reason = "the measure is given in the environment"
)]

use std::collections::HashMap;

use mcp_supervisor::process::{children_of, tree_rss};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};

use crate::client::{Client, eventually, lives};

const KILLS: u32 = 25;
/// Requests between two kills.
const BURST: u32 = 20;
/// Bytes by which the supervisor and its guard may grow while servers come and go.
const GROWTH: u64 = 3 * 1024 * 1024;

/// Resident memory of the supervisor and the guard, without the server.
fn own_memory(supervisor: Pid, server: Pid) -> u64 {
    let status = |process: Pid| {
        let text = std::fs::read_to_string(format!("/proc/{}/statm", process.as_raw_nonzero()));
        let pages: u64 = text.unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        pages * rustix::param::page_size() as u64
    };
    status(supervisor) + tree_rss(supervisor).unwrap() - status(server)
}

/// Calls until a server answers: the first call may have gone to the one that was killed.
fn await_server(
    client: &mut Client,
    sent: &mut Vec<u64>,
    take: &mut impl FnMut(Value) -> (u64, bool),
) {
    loop {
        let sign = client.call("echo", json!({}));
        sent.push(sign);
        loop {
            match take(client.read()) {
                (id, true) if id == sign => return,
                (id, false) if id == sign => break,
                _ => {}
            }
        }
    }
}

/// The guard and the server that live now.
fn processes(client: &Client) -> (Pid, Pid) {
    let guard = children_of(client.supervisor())[0];
    (guard, children_of(guard)[0])
}

#[test]
fn nothing_is_lost_doubled_or_left_behind() {
    let kills = std::env::var("CHAOS_KILLS").map_or(KILLS, |kills| kills.parse().unwrap());
    let options = [
        "--backoff-initial",
        "0",
        "--stable-after",
        "0",
        "--log-level",
        "error",
    ];
    let mut client = Client::ready(&options, &[]);
    let mut random = fastrand::Rng::with_seed(7);
    let mut sent = Vec::new();
    let mut answers: HashMap<u64, u32> = HashMap::new();
    let mut errors = 0;
    let mut take = |message: Value| {
        let id = message["id"]
            .as_u64()
            .unwrap_or_else(|| panic!("{message}"));
        if let Some(code) = message["error"]["code"].as_i64() {
            assert_eq!(code, -32000, "{message}");
            errors += 1;
        }
        *answers.entry(id).or_default() += 1;
        (id, message["result"].is_object())
    };
    let mut servers = Vec::new();
    let mut memory = 0;
    for kill in 0..kills {
        // Only a server that was ready is killed; else the wait before the next one grows.
        await_server(&mut client, &mut sent, &mut take);
        let (guard, server) = processes(&client);
        if kill == kills / 5 {
            memory = own_memory(client.supervisor(), server);
        }
        let moment = random.u32(0..BURST);
        for number in 0..BURST {
            if number == moment {
                kill_process(server, Signal::KILL).unwrap();
            }
            sent.push(match random.u32(0..3) {
                0 => client.request("ping", json!({})),
                1 => client.request("tools/list", json!({})),
                _ => client.call("echo", json!({"number": number})),
            });
        }
        servers.extend([guard, server]);
    }
    await_server(&mut client, &mut sent, &mut take);
    let (_, server) = processes(&client);
    let grown = own_memory(client.supervisor(), server).saturating_sub(memory);
    let ended = client.close();
    assert!(ended.status.success());
    ended.rest.into_iter().for_each(|message| {
        take(message);
    });

    let unanswered = sent.iter().filter(|id| !answers.contains_key(id)).count();
    let doubled = answers.values().filter(|count| **count > 1).count();
    println!(
        "{kills} kills, {} requests, {errors} answered with an error, {unanswered} unanswered, {doubled} answered twice, {} kB grown",
        sent.len(),
        grown / 1024
    );
    assert_eq!((unanswered, doubled), (0, 0));
    assert!(grown < GROWTH, "grown by {grown} bytes");
    eventually("nothing is left", || {
        !servers.iter().any(|process| lives(*process))
    });
}
