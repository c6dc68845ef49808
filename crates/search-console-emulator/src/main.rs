//! Runs the emulator as a program: until it is told to stop, or as long as a command runs.

mod cli;
mod program;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    program::run(cli::Cli::parse())
}
