//! Arguments of the commands `status` and `completions`.

use std::path::PathBuf;

use clap::Parser;

/// Reports the state of a server from the state file of its supervisor.
#[derive(Debug, Parser)]
#[command(name = "mcp-supervisor status", version)]
pub struct StatusArguments {
    /// State file of the supervisor
    #[arg(long, value_name = "FILE")]
    pub state_file: PathBuf,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// Prints completions for a shell.
#[derive(Debug, Parser)]
#[command(name = "mcp-supervisor completions", version)]
pub struct CompletionsArguments {
    /// Name of the shell
    pub shell: clap_complete::Shell,
}
