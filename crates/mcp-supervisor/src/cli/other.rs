//! Arguments of the commands other than supervising a server.

use std::path::PathBuf;

use clap::Parser;

/// Reports the running supervisors, or the servers in a state file.
#[derive(Debug, Parser)]
#[command(
    name = "mcp-supervisor status",
    bin_name = "mcp-supervisor status",
    version
)]
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
#[command(
    name = "mcp-supervisor restart",
    bin_name = "mcp-supervisor restart",
    version
)]
pub struct RestartArguments {
    /// Name of the server, or process id of its supervisor [default: the only one that runs]
    pub name: Option<String>,
}

/// Rewrites the config file of an MCP client so that its stdio servers run supervised.
///
/// Works for JSON with `mcpServers` (Claude, Cursor, Windsurf), `servers` (VS Code) or
/// `context_servers` (Zed), with or without comments, and for the TOML of Codex. Only `command` and
/// `args` change. A copy of the file is kept as FILE.before-mcp-supervisor.
#[derive(Debug, Parser)]
#[command(
    name = "mcp-supervisor wrap",
    bin_name = "mcp-supervisor wrap",
    version
)]
pub struct WrapArguments {
    /// Config files
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Only this server; repeatable
    #[arg(long, value_name = "NAME")]
    pub server: Vec<String>,
    /// Print the new content instead of writing it
    #[arg(long)]
    pub dry_run: bool,
}

/// Takes `mcp-supervisor wrap` back. A file that has not changed since is restored byte for byte.
#[derive(Debug, Parser)]
#[command(
    name = "mcp-supervisor unwrap",
    bin_name = "mcp-supervisor unwrap",
    version
)]
pub struct UnwrapArguments {
    /// Config files
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Only this server; repeatable
    #[arg(long, value_name = "NAME")]
    pub server: Vec<String>,
    /// Print the new content instead of writing it
    #[arg(long)]
    pub dry_run: bool,
}

/// Prints completions for a shell.
#[derive(Debug, Parser)]
#[command(
    name = "mcp-supervisor completions",
    bin_name = "mcp-supervisor completions",
    version
)]
pub struct CompletionsArguments {
    /// Name of the shell
    pub shell: clap_complete::Shell,
}
