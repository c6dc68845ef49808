//! Commands for streamable HTTP.

use std::ffi::OsString;
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use mcp_supervisor::cli::{http_url, read_connect, read_serve, read_token};
use mcp_supervisor::log::{Log, LogOptions};
use mcp_supervisor::serve::{Access, ServeOptions};
use mcp_supervisor::{connect as connection, process};

use crate::{
    WRONG_ARGUMENTS, clock, end, is_set_to_nothing, supervise, tls, variable, with_cause,
    wrong_arguments,
};

/// Time for the log to be written.
const FINISH_TIME: Duration = Duration::from_secs(2);

#[expect(clippy::print_stderr, reason = "the log is not open yet")]
fn refused(why: &str) -> ExitCode {
    eprintln!("error: {why}");
    ExitCode::from(WRONG_ARGUMENTS)
}

/// The command line without the name of the command.
fn command_line() -> Vec<OsString> {
    let mut words: Vec<OsString> = std::env::args_os().collect();
    words.remove(1);
    words
}

/// Serves a server over HTTP.
pub(crate) fn serve() -> ExitCode {
    let (arguments, options, command_line) = match read_serve(command_line(), is_set_to_nothing) {
        Ok(read) => read,
        Err(error) => return wrong_arguments(error),
    };
    let token = match options.token.token() {
        Ok(token) => token,
        Err(error) => return refused(&with_cause(&error)),
    };
    if token.is_none() && !options.http.ip().is_loopback() {
        return refused(
            "other machines can reach this address: give a token with --token-file or MCP_SUPERVISOR_TOKEN, or serve on 127.0.0.1",
        );
    }
    let log = arguments.log();
    let log = Log::start(LogOptions {
        level: log.level,
        format: log.format,
        file: None,
        clock,
    });
    let Ok(log) = log else {
        return ExitCode::FAILURE;
    };
    let serve = ServeOptions {
        address: options.http,
        access: Access::new(
            options.http,
            &options.allow_host,
            &options.allow_origin,
            token,
        ),
        max_sessions: options.max_sessions.get(),
        idle: options.session_idle,
        command_line,
        most_bytes: arguments.max_message(),
        log: log.clone(),
    };
    match mcp_supervisor::serve::run(serve) {
        Ok(()) => {
            log.finish(FINISH_TIME);
            ExitCode::SUCCESS
        }
        Err(error) => end(&log, &error, 1),
    }
}

/// Supervises the connection with a remote server.
pub(crate) fn connect() -> ExitCode {
    let (mut arguments, options) = match read_connect(command_line(), is_set_to_nothing) {
        Ok(read) => read,
        Err(error) => return wrong_arguments(error),
    };
    let url = arguments.server_command().program;
    let url = match http_url(&url.to_string_lossy()) {
        Ok(url) => url,
        Err(why) => return refused(&format!("invalid URL of the server: {why}")),
    };
    if let Err(error) = options.token() {
        return refused(&with_cause(&error));
    }
    let program = match process::this_program() {
        Ok(program) => program,
        Err(error) => return refused(&error.to_string()),
    };
    let token_file = options.token_file().map(Path::as_os_str);
    let mut command = vec![program.into(), process::CONNECT.into(), url.as_str().into()];
    command.extend(token_file.map(OsString::from));
    arguments.set_command(command, url.host_str().unwrap_or("remote"));
    supervise(arguments)
}

/// The connection itself: URL, then the token file, if there is one.
pub(crate) fn bridge(mut arguments: impl Iterator<Item = OsString>) -> ExitCode {
    let url = arguments.next().unwrap_or_default();
    let url = match http_url(&url.to_string_lossy()) {
        Ok(url) => url,
        Err(why) => return refused(&why),
    };
    let token = match arguments.next() {
        Some(path) => match read_token(Path::new(&path)) {
            Ok(token) => Some(token),
            Err(error) => return refused(&with_cause(&error)),
        },
        None => variable(process::TOKEN_VARIABLE)
            .and_then(|token| token.into_string().ok())
            .filter(|token| !token.is_empty())
            .map(Into::into),
    };
    connection::run(url, token, tls)
}
