//! Runs the complete decision logic against simulated servers and a simulated client, in simulated
//! time: crashes, delays, cancellations, floods and shutdowns in the order of a seed. A seed also
//! chooses the era: sessions, stateless, or a probe that decides between them.
//!
//! `SIMULATION_SEEDS=100000 cargo test --release -p mcp-supervisor --test simulation` runs more;
//! a failure names its seed, and `SIMULATION_SEED=n` replays it.

#![expect(
    clippy::disallowed_methods,
    reason = "the seeds to run are given in the environment"
)]
#![expect(
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a panic is how a test fails, and a trace is how one is understood"
)]

mod client;
mod parties;
mod requests;
mod server;
mod world;

use mcp_supervisor::event::StopReason;
use mcp_supervisor::supervisor::{Command, Exit};

use parties::Sent;
use world::World;

const SEEDS: u64 = 1_000;

/// Events of a schedule, so that one without events is noticed.
#[derive(Default)]
struct Tally {
    deaths: u64,
    promotions: u64,
    idle_stops: u64,
    /// Notification streams that a second server reopened.
    reopened: u64,
    reloads: u64,
    file_reloads: u64,
    tool_reloads: u64,
}

fn run(seed: u64) -> Tally {
    let outcome = std::panic::catch_unwind(|| {
        let mut world = World::new(seed);
        world.run();
        assert_eq!(world.seed, seed);
        assert!(world.now >= world.start);
        let opened_again = |sent: &&Sent| sent.stream && sent.deliveries > 1;
        Tally {
            deaths: u64::from(world.crashes),
            promotions: u64::from(world.promotions),
            idle_stops: u64::from(world.idle_stops),
            reopened: world.sent.values().filter(opened_again).count() as u64,
            reloads: world.extras.reloads,
            file_reloads: world.extras.file_reloads,
            tool_reloads: world.extras.tool_reloads,
        }
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
    let mut all = Tally::default();
    for seed in 0..seeds {
        let one = run(seed);
        all.deaths += one.deaths;
        all.promotions += one.promotions;
        all.idle_stops += one.idle_stops;
        all.reopened += one.reopened;
        all.reloads += one.reloads;
        all.file_reloads += one.file_reloads;
        all.tool_reloads += one.tool_reloads;
    }
    let Tally {
        deaths,
        promotions,
        idle_stops,
        reopened,
        reloads,
        file_reloads,
        tool_reloads,
    } = all;
    println!(
        "{seeds} schedules, {deaths} deaths of a server, {promotions} taken over by a standby, {idle_stops} stopped when idle, {reopened} streams opened again, {reloads} replaced by command, {file_reloads} for files, {tool_reloads} by the tool"
    );
    assert!(
        deaths > seeds
            && promotions > seeds / 10
            && idle_stops > seeds / 10
            && reopened > seeds / 10
            && reloads > seeds / 20
            && file_reloads > seeds / 20
            && tool_reloads > seeds / 10,
        "the simulation is too calm to show anything"
    );
}

/// Streams that no server had acknowledged came after all other requests, and by their ids.
#[test]
fn repeated_requests_keep_their_order() {
    run(1622);
}

/// It was acknowledged by the second server, and so a second time, after the client had cancelled it.
#[test]
fn a_cancelled_stream_is_not_opened_again() {
    run(1806);
}

#[test]
fn a_signal_while_the_server_is_down_ends_at_once() {
    let mut world = World::new(1);
    let mut out = Vec::new();
    world.supervisor.start(&mut out);
    world
        .supervisor
        .not_spawned(1, "gone".into(), world.now, &mut out);
    world
        .supervisor
        .stop(StopReason::Terminated, world.now, &mut out);
    assert_eq!(out.last(), Some(&Command::Exit(Exit::Asked)));
}
