//! What can be asked beside supervising.

use std::path::PathBuf;

use clap::Parser;

/// Tells how a server stands, from the state file of its supervisor.
#[derive(Debug, Parser)]
#[command(name = "mcp-supervisor status", version)]
pub struct StatusArguments {
    /// The file that the supervisor was given
    #[arg(long, value_name = "FILE")]
    pub state_file: PathBuf,
    /// As JSON
    #[arg(long)]
    pub json: bool,
}

/// Prints the completions of a shell.
#[derive(Debug, Parser)]
#[command(name = "mcp-supervisor completions", version)]
pub struct CompletionsArguments {
    /// The shell
    pub shell: clap_complete::Shell,
}
