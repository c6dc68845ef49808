//! Arguments of the commands `status`, `restart` and `completions`.

use std::path::PathBuf;

use clap::Parser;

/// Reports the running supervisors, or the servers in a state file.
#[derive(Debug, Parser)]
#[command(name = "mcp-supervisor status", version)]
pub struct StatusArguments {
    /// Only the supervisors of this server; a name or the process id of a supervisor
    #[arg(conflicts_with = "state_file")]
    pub name: Option<String>,
    /// State file to read instead
    #[arg(long, value_name = "FILE")]
    pub state_file: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// Replaces a server gracefully: open requests are answered first, new requests wait for the next
/// process, and the client keeps its session.
#[derive(Debug, Parser)]
#[command(name = "mcp-supervisor restart", version)]
pub struct RestartArguments {
    /// Name of the server, or process id of its supervisor [default: the only one that runs]
    pub name: Option<String>,
}

/// Prints completions for a shell.
#[derive(Debug, Parser)]
#[command(name = "mcp-supervisor completions", version)]
pub struct CompletionsArguments {
    /// Name of the shell
    pub shell: clap_complete::Shell,
}
