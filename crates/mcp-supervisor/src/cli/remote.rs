//! Options of `serve` and `connect`.

use std::ffi::{OsStr, OsString};
use std::io;
use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Args, CommandFactory as _, FromArgMatches as _};
use secrecy::SecretString;

use super::arguments::Arguments;
use super::entry::EntryError;
use super::values::time;

const HTTP: &str = "HTTP";

/// Bearer token, which is not accepted on the command line.
#[derive(Debug, Args)]
pub struct TokenArguments {
    /// File with the bearer token
    #[arg(long, value_name = "FILE", help_heading = HTTP)]
    pub token_file: Option<PathBuf>,
    /// Bearer token, unless a file contains it
    #[arg(
        long = "token",
        hide = true,
        env = "MCP_SUPERVISOR_TOKEN",
        hide_env_values = true,
        value_parser = only_from_environment
    )]
    token: Option<SecretString>,
}

/// Reason why the token is not available.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// The file cannot be read.
    #[error("failed to read the token file {}", .0.display())]
    Read(PathBuf, #[source] io::Error),
    /// The file is empty.
    #[error("the token file {} is empty", .0.display())]
    Empty(PathBuf),
}

fn only_from_environment(text: &str) -> Result<SecretString, String> {
    Ok(SecretString::from(text))
}

impl TokenArguments {
    /// The token, if there is one.
    ///
    /// # Errors
    ///
    /// The file cannot be read or is empty.
    pub fn token(&self) -> Result<Option<SecretString>, TokenError> {
        match &self.token_file {
            Some(path) => read_token(path).map(Some),
            None => Ok(self.token.clone()),
        }
    }
}

/// Reads a bearer token.
///
/// # Errors
///
/// The file cannot be read or is empty.
pub fn read_token(path: &Path) -> Result<SecretString, TokenError> {
    let text =
        std::fs::read_to_string(path).map_err(|error| TokenError::Read(path.to_owned(), error))?;
    match text.trim() {
        "" => Err(TokenError::Empty(path.to_owned())),
        token => Ok(SecretString::from(token)),
    }
}

/// Options of `connect`.
#[derive(Debug, Args)]
pub struct ConnectArguments {
    #[command(flatten)]
    token: TokenArguments,
}

/// Options of `serve`.
#[derive(Debug, Args)]
pub struct ServeArguments {
    /// Address to serve on, such as 127.0.0.1:8080; the path is /mcp
    #[arg(long, value_name = "ADDRESS", help_heading = HTTP)]
    pub http: SocketAddr,
    /// Further host name that clients use; names of loopback are always accepted; repeatable
    #[arg(long, value_name = "HOST", help_heading = HTTP)]
    pub allow_host: Vec<String>,
    /// Origin of web pages that may send requests, such as `https://example.com`; none by default;
    /// repeatable
    #[arg(long, value_name = "ORIGIN", help_heading = HTTP)]
    pub allow_origin: Vec<String>,
    /// Maximum number of sessions, each with a server of its own
    #[arg(long, value_name = "N", default_value = "32", help_heading = HTTP)]
    pub max_sessions: NonZeroUsize,
    /// Idle time after which a session ends and its server is stopped
    #[arg(long, value_name = "TIME", default_value = "30min", value_parser = time, help_heading = HTTP)]
    pub session_idle: Duration,
    /// Bearer token that clients have to send; required unless the address is loopback.
    #[command(flatten)]
    pub token: TokenArguments,
}

/// Long options of [`ServeArguments`]; all of them have a value.
const OF_SERVE: [&str; 7] = [
    "--http",
    "--allow-host",
    "--allow-origin",
    "--max-sessions",
    "--session-idle",
    "--token-file",
    "--token",
];

/// Options of supervisors that sessions cannot share.
const NOT_FOR_SESSIONS: [&str; 3] = ["--metrics-addr", "--log-file", "--state-file"];

/// Reads the command line of `connect`, without the program and the command. Returns the options of
/// the supervisor, whose command is the URL, and the token file.
///
/// # Errors
///
/// As for [`Arguments::read`].
pub fn read_connect(
    argv: Vec<OsString>,
    is_empty: impl Fn(&OsStr) -> bool,
) -> Result<(Arguments, ConnectArguments), EntryError> {
    let command = ConnectArguments::augment_args(Arguments::command())
        .name("mcp-supervisor connect")
        .about("Connects a client on standard input and output with a remote server over streamable HTTP")
        .long_about("Connects a client on standard input and output with a remote server over streamable HTTP.\n\nStreams that break off are resumed, a session that the server has forgotten is replaced by a new one, and waiting requests are sent then.")
        .after_long_help("")
        .mut_arg("command", |argument| {
            argument
                .value_name("URL")
                .help("URL of the server, such as https://example.com/mcp")
                .action(clap::ArgAction::Set)
                .num_args(1)
                .trailing_var_arg(false)
        });
    let (arguments, matches) = Arguments::read_with(command, argv, is_empty)?;
    Ok((arguments, ConnectArguments::from_arg_matches(&matches)?))
}

impl ConnectArguments {
    /// The token file.
    #[must_use]
    pub fn token_file(&self) -> Option<&Path> {
        self.token.token_file.as_deref()
    }

    /// The token, if there is one.
    ///
    /// # Errors
    ///
    /// The file cannot be read or is empty.
    pub fn token(&self) -> Result<Option<SecretString>, TokenError> {
        self.token.token()
    }
}

/// Reads the command line of `serve`, without the program and the command. Returns the options of
/// the supervisors, and the command line for each of them.
///
/// # Errors
///
/// As for [`Arguments::read`].
pub fn read_serve(
    argv: Vec<OsString>,
    is_empty: impl Fn(&OsStr) -> bool,
) -> Result<(Arguments, ServeArguments, Vec<OsString>), EntryError> {
    let command = ServeArguments::augment_args(Arguments::command())
        .name("mcp-supervisor serve")
        .about("Serves a stdio MCP server over streamable HTTP")
        .long_about("Serves a stdio MCP server over streamable HTTP.\n\nEach session has a server process of its own, under a supervisor of its own. Requests of the stateless era (2026-07-28) share one.")
        .after_long_help("");
    let for_sessions = without(&argv, &OF_SERVE);
    let (arguments, matches) = Arguments::read_with(command, argv, is_empty)?;
    for option in NOT_FOR_SESSIONS {
        let id = option.trim_start_matches('-').replace('-', "_");
        if matches.value_source(&id).is_some() {
            let message =
                format!("{option} cannot be used with serve, since sessions would share it\n");
            let kind = clap::error::ErrorKind::ArgumentConflict;
            return Err(clap::Error::raw(kind, message).into());
        }
    }
    let serve = ServeArguments::from_arg_matches(&matches)?;
    Ok((arguments, serve, for_sessions))
}

/// The words without these options and their values, up to the command.
fn without(argv: &[OsString], options: &[&str]) -> Vec<OsString> {
    let mut kept = Vec::new();
    let mut words = argv.iter();
    while let Some(word) = words.next() {
        if word == "--" {
            kept.push(word.clone());
            kept.extend(words.by_ref().cloned());
            break;
        }
        let text = word.to_string_lossy();
        let name = text.split('=').next().unwrap_or_default();
        if !options.contains(&name) {
            kept.push(word.clone());
        } else if name == text {
            words.next();
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<OsString> {
        line.split(' ').map(OsString::from).collect()
    }

    #[test]
    fn the_supervisors_of_sessions_get_the_other_options() {
        let line =
            "mcp-supervisor --http 127.0.0.1:1 --hold 9s --max-sessions=3 -- server --http x";
        let (_, serve, kept) = read_serve(words(line), |_| true).unwrap();
        assert_eq!(kept, words("mcp-supervisor --hold 9s -- server --http x"));
        assert_eq!(serve.max_sessions.get(), 3);
    }

    #[test]
    fn options_that_sessions_would_share_are_refused() {
        let line = "mcp-supervisor --http 127.0.0.1:1 --log-file x -- server";
        let error = read_serve(words(line), |_| true).unwrap_err();
        assert!(error.to_string().contains("--log-file"), "{error}");
    }

    #[test]
    fn the_url_is_the_command_of_connect() {
        let line = "mcp-supervisor --hold 9s --token-file t http://localhost/mcp";
        let (arguments, connect) = read_connect(words(line), |_| true).unwrap();
        assert_eq!(arguments.server_command().program, "http://localhost/mcp");
        assert_eq!(connect.token_file(), Some(Path::new("t")));
        assert!(read_connect(words("mcp-supervisor"), |_| true).is_err());
        assert!(read_connect(words("mcp-supervisor http://a http://b"), |_| true).is_err());
    }
}
