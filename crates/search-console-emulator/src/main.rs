//! The emulator as a program, which runs until it is interrupted or as long as a command runs.

mod cli;
mod program;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    program::run(cli::Cli::parse())
}
