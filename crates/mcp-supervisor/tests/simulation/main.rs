//! Runs the whole of the decisions against simulated servers and a simulated client, in simulated
//! time: crashes, delays, cancellations, floods and shutdowns in every order that a seed gives.
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
mod server;
mod world;

use mcp_supervisor::event::StopReason;
use mcp_supervisor::supervisor::{Command, Exit};

use world::World;

const SEEDS: u64 = 1_500;

/// The deaths of a server, and how often a standby took over.
fn run(seed: u64) -> (u32, u32) {
    let outcome = std::panic::catch_unwind(|| {
        let mut world = World::new(seed);
        world.run();
        assert_eq!(world.seed, seed);
        assert!(world.now >= world.start);
        (world.crashes, world.promotions)
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
    let (mut crashes, mut promotions) = (0, 0);
    for seed in 0..seeds {
        let (died, promoted) = run(seed);
        crashes += u64::from(died);
        promotions += u64::from(promoted);
    }
    println!(
        "{seeds} schedules, {crashes} deaths of a server, {promotions} taken over by a standby"
    );
    assert!(
        crashes > seeds && promotions > seeds / 10,
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
        .not_spawned(1, "gone".into(), world.now, &mut out);
    world
        .supervisor
        .stop(StopReason::Terminated, world.now, &mut out);
    assert_eq!(out.last(), Some(&Command::Exit(Exit::Asked)));
}
