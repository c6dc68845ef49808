//! Entry point: supervises a server or runs another command.

mod commands;
mod remote;

use std::error::Error;
use std::ffi::{OsStr, OsString};
use std::process::ExitCode;
use std::time::{Duration, SystemTime};

use mcp_supervisor::announce::Announcer;
use mcp_supervisor::background::Background;
use mcp_supervisor::cli::{Arguments, ConfigError, EntryError};
use mcp_supervisor::control::{ControlSocket, runtime_directories};
use mcp_supervisor::event::Level;
use mcp_supervisor::event_loop::Observers;
use mcp_supervisor::log::{Log, LogOptions};
use mcp_supervisor::metrics::Recorder;
use mcp_supervisor::policy::Streak;
use mcp_supervisor::requests::RequestTracker;
use mcp_supervisor::state_file::{Kept, Served, StateKeeper};
use mcp_supervisor::supervisor::Exit;
use mcp_supervisor::telemetry::{Service, Telemetry};
use mcp_supervisor::watch::{FileWatch, WatchError};
use mcp_supervisor::{event_loop, process};
use net::tls::{RootVariables, TlsSetup};

/// The command line or the config file is invalid; the same code as clap's.
const WRONG_ARGUMENTS: u8 = 2;
/// The state file cannot be read, or is not a state file.
const NO_STATE: u8 = 3;
/// No running supervisor, or more than one, matches.
const NO_SUPERVISOR: u8 = 4;
/// The limit of consecutive failures is reached.
const GAVE_UP: u8 = 30;
/// The restarted server uses another protocol version.
const INCOMPATIBLE: u8 = 31;
/// The program of the server is missing or not executable.
const NOT_STARTED: u8 = 32;

#[expect(clippy::disallowed_methods, reason = "the one clock of the program")]
fn clock() -> SystemTime {
    SystemTime::now()
}

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1);
    match arguments.next() {
        Some(first) if first == process::GUARD => process::guard(arguments),
        Some(first) if first == process::SECOND_GUARD => process::second_guard(arguments),
        Some(first) if first == process::EXEC => process::exec(arguments),
        Some(first) if first == process::REMOVE_CONTAINERS => process::remove_containers(arguments),
        Some(first) if first == "status" => commands::status(),
        Some(first) if first == "restart" => commands::restart(),
        Some(first) if first == "wrap" => commands::wrap(),
        Some(first) if first == "unwrap" => commands::unwrap(),
        Some(first) if first == "man" => commands::man(),
        Some(first) if first == "completions" => commands::completions(),
        Some(first) if first == process::CONNECT => remote::bridge(arguments),
        Some(first) if first == "connect" => remote::connect(),
        Some(first) if first == "serve" => remote::serve(),
        _ => match Arguments::read(std::env::args_os().collect(), is_set_to_nothing) {
            Ok(arguments) => supervise(arguments),
            Err(error) => wrong_arguments(error),
        },
    }
}

fn wrong_arguments(error: EntryError) -> ExitCode {
    match error {
        EntryError::Arguments(error) => error.exit(),
        EntryError::Config(error) => wrong_config(&error),
    }
}

fn supervise(arguments: Arguments) -> ExitCode {
    let log = arguments.log();
    let options = LogOptions {
        level: log.level,
        format: log.format,
        file: log.file,
        clock,
    };
    let Ok(log) = Log::start(options) else {
        return ExitCode::FAILURE;
    };
    let mut streak = Streak::default();
    let mut state = None;
    if let Some(file) = arguments.state_file() {
        match file.set_damaged_aside() {
            Ok(Some((aside, damage))) => {
                let message = format!(
                    "{} was damaged ({damage}): it is {} now, and the failure count starts at 0.",
                    file.path().display(),
                    aside.display()
                );
                log.remark(Level::Error, &message);
            }
            Ok(None) => {}
            Err(error) => log.remark(Level::Error, &format!("{}.", with_cause(&error))),
        }
        let served = Served::new(arguments.server_name(), &arguments.server_command());
        match Kept::begin(file, served) {
            Ok((kept, before, trouble)) => {
                streak = before;
                if let Some(error) = trouble {
                    let message = format!("The state is not kept: {}.", with_cause(&error));
                    log.remark(Level::Error, &message);
                }
                state = StateKeeper::start(kept, log.clone(), clock).ok();
            }
            Err(error) => return end(&log, &error, NO_STATE),
        }
    }
    let instance = format!("{:08x}", fastrand::u32(..));
    let observers = match observers(&arguments, &instance, log.clone(), state) {
        Ok(observers) => observers,
        Err(error) => return end(&log, &*error, 1),
    };
    let watch = match watch(&arguments) {
        Ok(watch) => watch,
        Err(error) => return end(&log, &error, WRONG_ARGUMENTS),
    };
    let control = control_socket(&arguments, &log);
    let mut options = arguments.run_options(variable("PATH"), instance, streak);
    options.secrets = environment_secrets();
    options.control = control;
    options.watch = watch;
    match event_loop::run(options, observers) {
        Ok(Exit::Asked) => ExitCode::SUCCESS,
        Ok(Exit::GaveUp) => ExitCode::from(GAVE_UP),
        Ok(Exit::Incompatible) => ExitCode::from(INCOMPATIBLE),
        Ok(Exit::NotStarted) => ExitCode::from(NOT_STARTED),
        Err(error) => end(&log, &error, 1),
    }
}

fn watch(arguments: &Arguments) -> Result<Option<FileWatch>, WatchError> {
    match arguments.watched() {
        [] => Ok(None),
        paths => FileWatch::start(paths).map(Some),
    }
}

/// Creates the control socket. Supervision does not depend on it.
fn control_socket(arguments: &Arguments, log: &Log) -> Option<ControlSocket> {
    let directories = runtime_directories(variable("XDG_RUNTIME_DIR"));
    match ControlSocket::listen(&directories, &arguments.server_name()) {
        Ok(socket) => Some(socket),
        Err(error) => {
            let why = with_cause(&error);
            let message = format!(
                "`mcp-supervisor status` and `restart` do not find this supervisor: {why}."
            );
            log.remark(Level::Debug, &message);
            None
        }
    }
}

/// Creates the observers of events, some of which work in the background.
fn observers(
    arguments: &Arguments,
    instance: &str,
    log: Log,
    state: Option<StateKeeper>,
) -> Result<Observers, Box<dyn Error>> {
    let (fleet, server) = (arguments.fleet(), arguments.server_name());
    for option in fleet.exposed() {
        let message = format!(
            "{option}: the address may contain a secret, and other users can read it in the process list; set it in --config or in an environment variable."
        );
        log.remark(Level::Warn, &message);
    }
    let mut background = Background {
        metrics: None,
        announcements: None,
        exports: None,
        log: log.clone(),
    };
    let mut observers = Observers {
        log: log.clone(),
        state,
        requests: None,
        telemetry: None,
        metrics: None,
        announcer: None,
    };
    if let Some(address) = fleet.metrics() {
        let recorder = Recorder::new(&server)?;
        background.metrics = Some((address, recorder.exposition()));
        observers.metrics = Some(recorder);
    }
    if let Some(base) = fleet.otlp() {
        let service = Service {
            name: server.clone(),
            instance: instance.to_owned(),
            host: process::host_name(),
        };
        let (telemetry, exports) = Telemetry::new(base, service, log.clone())?;
        background.exports = Some((exports, tls));
        observers.telemetry = Some(telemetry);
    }
    if observers.metrics.is_some() || observers.telemetry.is_some() {
        observers.requests = Some(RequestTracker::new(clock));
    }
    let destinations = fleet.destinations();
    if !destinations.is_empty() {
        let identity = fleet.identity(server, process::host_name(), instance.to_owned());
        let every = fleet.announce_every();
        let (announcer, announcements) =
            Announcer::new(identity, destinations, every, log.clone(), clock);
        background.announcements = Some((announcements, tls));
        observers.announcer = Some(announcer);
    }
    if let Err(error) = background.start() {
        // Run the server even without them.
        let message = format!("Metrics, telemetry and announcements are off: {error}.");
        log.remark(Level::Error, &message);
    }
    Ok(observers)
}

fn tls() -> Result<TlsSetup, String> {
    let variables = RootVariables::from_variables(variable);
    net::tls::tls_setup(variables).map_err(|error| error.to_string())
}

#[expect(clippy::disallowed_methods, reason = "the one place that reads them")]
fn variable(name: &str) -> Option<OsString> {
    std::env::var_os(name)
}

fn environment_secrets() -> Vec<String> {
    mcp_supervisor::cli::secrets(std::env::vars_os())
}

#[expect(clippy::disallowed_methods, reason = "the one place that reads them")]
fn is_set_to_nothing(name: &OsStr) -> bool {
    std::env::var_os(name).is_some_and(|value| value.is_empty())
}

/// Logs the error that ends the program.
fn end(log: &Log, error: &dyn Error, code: u8) -> ExitCode {
    log.remark(Level::Error, &format!("{}.", with_cause(error)));
    log.finish(Duration::from_secs(2));
    ExitCode::from(code)
}

fn with_cause(error: &dyn Error) -> String {
    let cause = error.source().map(|cause| format!(": {cause}"));
    format!("{error}{}", cause.unwrap_or_default())
}

#[expect(clippy::print_stderr, reason = "the log is not open yet")]
fn wrong_config(error: &ConfigError) -> ExitCode {
    eprintln!("error: {}", with_cause(error));
    ExitCode::from(WRONG_ARGUMENTS)
}
