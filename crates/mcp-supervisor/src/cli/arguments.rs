//! Command-line options, their environment variables and defaults.

use std::ffi::OsString;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Parser;

use super::choices::{Format, LogLevel, Retry};
use super::fleet::FleetArguments;
use super::values::{RequestTimeout, request_timeout, share, time};
use crate::event::Level;
use crate::event_loop::RunOptions;
use crate::log::{LogFile, LogFormat};
use crate::policy::{RestartPolicy, Streak};
use crate::process::{ExitCommand, ServerCommand};
use crate::session::{LivenessCheck, QueueLimits, RetryInFlight, SessionOptions};
use crate::state_file::StateFile;
use crate::stop_sequence::StopTimes;
use crate::supervisor::SupervisorOptions;
use memory_watch::{MEBIBYTE, MemoryLimits, MemoryPolicy, RelativeLimits};

/// Keeps a stdio MCP server running and restores the client's session after a restart.
///
/// Put it before the command of any stdio MCP server. If the server crashes, hangs or exceeds its
/// memory limit, the supervisor restarts it, repeats the handshake and sends the waiting requests;
/// the client stays connected.
#[derive(Debug, Parser)]
#[command(name = "mcp-supervisor", version, after_long_help = AFTER_HELP)]
pub struct Arguments {
    /// Wait before the first restart; 0 restarts immediately the first time
    #[arg(long, value_name = "TIME", default_value = "2s", value_parser = time, help_heading = RESTART)]
    backoff_initial: Duration,
    /// Maximum wait while the backoff doubles
    #[arg(long, value_name = "TIME", default_value = "60s", value_parser = time, help_heading = RESTART)]
    backoff_max: Duration,
    /// Random share of each wait, from 0 to 1
    #[arg(long, value_name = "SHARE", default_value = "0", value_parser = share, help_heading = RESTART, hide = true)]
    backoff_jitter: f64,
    /// Number of consecutive failures before extended backoff
    #[arg(long, value_name = "N", default_value_t = RestartPolicy::DEFAULT_EXTENDED_AFTER, help_heading = RESTART, hide = true)]
    extended_after: u32,
    /// Wait between restarts in extended backoff
    #[arg(long, value_name = "TIME", default_value = "5min", value_parser = time, help_heading = RESTART)]
    extended_backoff: Duration,
    /// Uptime after the handshake that resets the failure count
    #[arg(long, value_name = "TIME", default_value = "30s", value_parser = time, help_heading = RESTART)]
    stable_after: Duration,
    /// Exit with code 30 after N consecutive failures [default: never]
    #[arg(long, value_name = "N", help_heading = RESTART)]
    give_up_after: Option<NonZeroU32>,

    /// Keep a second server running that takes over when the first one fails
    #[arg(long, help_heading = RESTART)]
    standby: bool,

    /// Idle time after which the server is stopped until the next request [default: never]
    #[arg(long, value_name = "TIME", value_parser = time, conflicts_with = "standby", help_heading = RESTART)]
    idle_stop: Option<Duration>,
    /// File or directory of the server; the server is replaced gracefully when it changes, except
    /// for files that .gitignore excludes; repeatable
    #[arg(long, value_name = "PATH", help_heading = RESTART)]
    watch: Vec<PathBuf>,

    /// Add the tool `supervisor_restart`, with which the agent can replace the server
    #[arg(long, help_heading = RESTART)]
    restart_tool: bool,
    /// Shell command to run after each process of the server has ended, also if the supervisor was
    /// killed; at most 10 s. What is left of a `docker run` is removed without it
    #[arg(long, value_name = "COMMAND", help_heading = RESTART)]
    on_exit: Option<OsString>,

    /// Requests to send again if the server exits before answering them
    #[arg(long, value_name = "WHICH", default_value = "safe", help_heading = SESSION)]
    retry_in_flight: Retry,
    /// Maximum time a request waits for the server to restart
    #[arg(long, value_name = "TIME", default_value = "30s", value_parser = time, help_heading = SESSION)]
    hold: Duration,
    /// Maximum number of messages that wait
    #[arg(long, value_name = "N", default_value_t = 1_000, help_heading = SESSION, hide = true)]
    hold_count: usize,
    /// Maximum size of all waiting messages, in MiB
    #[arg(long, value_name = "MiB", default_value_t = 16, help_heading = SESSION, hide = true)]
    hold_mb: usize,
    /// Maximum time the server may take to answer a request, or a call of TOOL; 0 for no limit;
    /// repeatable
    #[arg(long, value_name = "[TOOL=]TIME", default_value = "0", value_parser = request_timeout, help_heading = SESSION)]
    request_timeout: Vec<RequestTimeout>,
    /// Maximum time the server may take to answer the handshake
    #[arg(long, value_name = "TIME", default_value = "60s", value_parser = time, help_heading = SESSION)]
    handshake_timeout: Duration,
    /// Maximum size of a message, in MiB
    #[arg(long, value_name = "MiB", default_value_t = 64, help_heading = SESSION)]
    max_message: usize,

    /// Idle time after which the server is sent a ping; 0 for never
    #[arg(long, value_name = "TIME", default_value = "5min", value_parser = time, help_heading = HEALTH)]
    ping_after: Duration,
    /// Time to wait for a ping reply before the server counts as hung
    #[arg(long, value_name = "TIME", default_value = "60s", value_parser = time, help_heading = HEALTH)]
    ping_timeout: Duration,
    /// Memory of the server and its children, in MiB, at which a warning is logged [default: twice
    /// the server's resting size, at least 512]
    #[arg(long, value_name = "MiB", env = "MCP_RSS_WARN_MB", help_heading = HEALTH)]
    memory_warn_mb: Option<u64>,
    /// Memory, in MiB, at which the server is replaced gracefully; 0 for no limit [default: three
    /// times the server's resting size, at least 768]
    #[arg(long, value_name = "MiB", env = "MCP_RSS_LIMIT_MB", help_heading = HEALTH)]
    memory_limit_mb: Option<u64>,
    /// Time between memory checks; a plain number is in seconds
    #[arg(long, value_name = "TIME", default_value = "30", value_parser = time, env = "MCP_MEMORY_CHECK_INTERVAL", help_heading = HEALTH)]
    memory_check_interval: Duration,
    /// Time that open requests have when the server is replaced on purpose
    #[arg(long, value_name = "TIME", default_value = "30s", value_parser = time, help_heading = HEALTH)]
    drain: Duration,
    /// Time that open requests have once the client has closed its end, and then from closing the
    /// server's standard input to SIGTERM
    #[arg(long, value_name = "TIME", default_value = "3s", value_parser = time, help_heading = HEALTH)]
    close_grace: Duration,
    /// Time from SIGTERM to SIGKILL
    #[arg(long, value_name = "TIME", default_value = "5s", value_parser = time, help_heading = HEALTH)]
    term_grace: Duration,

    /// Log file, which also receives the server's standard error [default: standard error]
    #[arg(long, value_name = "FILE", help_heading = LOG)]
    log_file: Option<PathBuf>,
    /// Format of the log
    #[arg(long, value_name = "FORMAT", default_value = "text", help_heading = LOG)]
    log_format: Format,
    /// Minimum log level
    #[arg(long, value_name = "LEVEL", default_value = "info", help_heading = LOG)]
    log_level: LogLevel,
    /// Size, in MiB, at which the log file is rotated
    #[arg(long, value_name = "MiB", default_value_t = 10, help_heading = LOG)]
    log_max_mb: u64,
    /// Number of rotated log files to keep
    #[arg(long, value_name = "N", default_value_t = 5, help_heading = LOG, hide = true)]
    log_keep: u32,

    /// File that keeps the failure count across restarts of the supervisor; see `mcp-supervisor status`
    #[arg(long, value_name = "FILE", help_heading = LOG)]
    state_file: Option<PathBuf>,

    #[command(flatten)]
    pub(super) fleet: FleetArguments,

    /// TOML config file; its keys are the option names without the dashes
    #[arg(long, value_name = "FILE", env = "MCP_SUPERVISOR_CONFIG")]
    config: Option<PathBuf>,

    /// Command of the server, after `--`
    #[arg(required = true, trailing_var_arg = true, value_name = "COMMAND")]
    command: Vec<OsString>,
}

const RESTART: &str = "Restarts";
const SESSION: &str = "Session";
const HEALTH: &str = "Health";
const LOG: &str = "Log";

const AFTER_HELP: &str = "\
Other commands:
  mcp-supervisor status [NAME] [--json]              report the running supervisors
  mcp-supervisor status --state-file FILE [--json]   report the servers in a state file
  mcp-supervisor restart [NAME]                      replace a server gracefully
  mcp-supervisor serve --http ADDRESS -- COMMAND     serve a stdio server over streamable HTTP
  mcp-supervisor connect URL                         connect with a remote server over streamable
                                                     HTTP
  mcp-supervisor wrap FILE, unwrap FILE              run the servers in an MCP client's config
                                                     file under the supervisor, or directly again
  mcp-supervisor completions SHELL                   print shell completions
  mcp-supervisor man                                 print the man page

Signals:
  SIGTERM, SIGINT  stop the server gracefully, then exit; send it again to skip the waits
  SIGHUP           replace the server gracefully; unfinished requests get an error

Exit codes:
   0  the client disconnected, or SIGTERM or SIGINT was received
   1  unexpected error
   2  invalid arguments or config file
   3  the state file cannot be read or is not a state file
   4  restart: no running supervisor, or more than one, matches
  30  the server failed --give-up-after times in a row
  31  the restarted server uses another protocol version; the client has to reconnect
  32  the server cannot be started: its program is missing or not executable";

/// Settings of the log.
#[derive(Debug)]
pub struct LogSettings {
    /// Minimum level.
    pub level: Level,
    /// Format of a line.
    pub format: LogFormat,
    /// The log file; standard error if `None`.
    pub file: Option<LogFile>,
}

impl Arguments {
    /// Options for metrics and announcements.
    #[must_use]
    pub fn fleet(&self) -> &FleetArguments {
        &self.fleet
    }

    /// Name of the server: `--name`, or the file name of its program.
    #[must_use]
    pub fn server_name(&self) -> String {
        let program = || self.command.first().map(Path::new)?.file_name();
        self.fleet
            .name
            .clone()
            .or_else(|| Some(program()?.to_string_lossy().into_owned()))
            .unwrap_or_default()
    }

    /// Replaces the command, and names the server if it has no name.
    pub fn set_command(&mut self, command: Vec<OsString>, name: &str) {
        self.command = command;
        let own_name = &mut self.fleet.name;
        own_name.get_or_insert_with(|| name.to_owned());
    }

    /// Command line of the server.
    #[must_use]
    pub fn server_command(&self) -> ServerCommand {
        let mut argv = self.command.iter().cloned();
        ServerCommand {
            program: argv.next().unwrap_or_default(),
            arguments: argv.collect(),
        }
    }

    /// Files and directories to watch.
    #[must_use]
    pub fn watched(&self) -> &[PathBuf] {
        &self.watch
    }

    /// The state file, if one is set.
    #[must_use]
    pub fn state_file(&self) -> Option<StateFile> {
        self.state_file.as_ref().map(StateFile::new)
    }

    /// Settings of the log.
    #[must_use]
    pub fn log(&self) -> LogSettings {
        LogSettings {
            level: match self.log_level {
                LogLevel::Debug => Level::Debug,
                LogLevel::Info => Level::Info,
                LogLevel::Warn => Level::Warn,
                LogLevel::Error => Level::Error,
            },
            format: match self.log_format {
                Format::Text => LogFormat::Text,
                Format::Json => LogFormat::Json,
            },
            file: self.log_file.as_ref().map(|path| {
                LogFile::new(
                    path,
                    self.log_max_mb.saturating_mul(MEBIBYTE),
                    self.log_keep,
                )
            }),
        }
    }

    fn memory_policy(&self) -> Option<MemoryPolicy> {
        let interval = self.memory_check_interval.max(Duration::from_millis(100));
        let fixed = |warn: u64, restart: u64| {
            MemoryPolicy::Fixed(MemoryLimits {
                warn: warn.saturating_mul(MEBIBYTE),
                restart: restart.saturating_mul(MEBIBYTE),
                interval,
            })
        };
        match (self.memory_warn_mb, self.memory_limit_mb) {
            (_, Some(0)) => None,
            (Some(warn), Some(restart)) => Some(fixed(warn, restart)),
            // Derive the missing threshold; the ratio is 100 to 140.
            (Some(warn), None) => Some(fixed(warn, warn.saturating_mul(7) / 5)),
            (None, Some(restart)) => Some(fixed(restart.saturating_mul(5) / 7, restart)),
            (None, None) => Some(MemoryPolicy::Relative(RelativeLimits {
                interval,
                ..RelativeLimits::default()
            })),
        }
    }

    /// Maximum size of a message in bytes.
    #[must_use]
    pub fn max_message(&self) -> usize {
        self.max_message.saturating_mul(1024 * 1024)
    }

    /// Options of the event loop. `path` is the value of `PATH`, `instance` a short random string,
    /// `streak` the failures read from the state file.
    #[must_use]
    pub fn run_options(
        self,
        path: Option<OsString>,
        instance: String,
        streak: Streak,
    ) -> RunOptions {
        const MEBIBYTES: usize = 1024 * 1024;
        let some = |time: Duration| (!time.is_zero()).then_some(time);
        let command = self.server_command();
        RunOptions {
            supervisor: SupervisorOptions {
                policy: RestartPolicy {
                    initial: self.backoff_initial,
                    max: self.backoff_max,
                    jitter: self.backoff_jitter,
                    extended_after: self.extended_after,
                    extended: self.extended_backoff,
                    give_up_after: self.give_up_after,
                    stable_after: self.stable_after,
                },
                session: SessionOptions {
                    instance,
                    hold: QueueLimits {
                        time: self.hold,
                        count: self.hold_count,
                        bytes: self.hold_mb.saturating_mul(MEBIBYTES),
                    },
                    retry: match self.retry_in_flight {
                        Retry::Never => RetryInFlight::Never,
                        Retry::Safe => RetryInFlight::Safe,
                        Retry::Idempotent => RetryInFlight::Idempotent,
                    },
                    request_timeout: self
                        .request_timeout
                        .iter()
                        .rfind(|timeout| timeout.tool.is_none())
                        .and_then(|timeout| some(timeout.time)),
                    tool_timeouts: self
                        .request_timeout
                        .iter()
                        .filter_map(|timeout| Some((timeout.tool.clone()?, some(timeout.time))))
                        .collect(),
                    observe: self.fleet.metrics().is_some() || self.fleet.otlp().is_some(),
                    restart_tool: self.restart_tool,
                    handshake_timeout: self.handshake_timeout,
                    liveness_check: some(self.ping_after).map(|after| LivenessCheck {
                        after,
                        timeout: self.ping_timeout,
                    }),
                },
                stop: StopTimes {
                    after_close: self.close_grace,
                    after_terminate: self.term_grace,
                },
                memory: self.memory_policy(),
                standby: self.standby,
                idle_stop: self.idle_stop.and_then(some),
                drain: self.drain,
            },
            command,
            on_exit: self.on_exit.map(ExitCommand::shell),
            path,
            streak,
            secrets: Vec::new(),
            control: None,
            watch: None,
            longest_line: self.max_message.saturating_mul(MEBIBYTES),
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_arguments_are_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn the_defaults_are_those_of_the_parts() {
        let arguments = Arguments::parse_from(["mcp-supervisor", "--", "server", "--flag"]);
        let options = arguments.run_options(None, "x".into(), Streak::default());
        assert_eq!(options.supervisor.policy, RestartPolicy::default());
        let relative = MemoryPolicy::Relative(RelativeLimits::default());
        assert_eq!(options.supervisor.memory, Some(relative));
        assert_eq!(options.supervisor.session.hold, QueueLimits::default());
        assert_eq!(
            options.supervisor.session.liveness_check,
            SessionOptions::new("x").liveness_check
        );
        assert_eq!(options.supervisor.stop, StopTimes::default());
        assert_eq!(options.command.arguments, ["--flag"]);
    }

    #[test]
    fn a_tool_can_have_its_own_timeout() {
        let given = [
            "",
            "--request-timeout=a=b=2min",
            "--request-timeout",
            "9s",
            "--request-timeout=x=0",
        ];
        let arguments = Arguments::parse_from(given.into_iter().chain(["--", "server"]));
        let options = arguments.run_options(None, "x".into(), Streak::default());
        let session = options.supervisor.session;
        assert_eq!(session.request_timeout, Some(Duration::from_secs(9)));
        assert_eq!(session.tool_timeouts["a=b"], Some(Duration::from_secs(120)));
        assert_eq!(session.tool_timeouts["x"], None);
    }

    #[test]
    fn fixed_memory_limits_replace_the_relative_ones() {
        let policy = |options: &[&str]| {
            let arguments = [&["mcp-supervisor"], options, &["--", "server"]].concat();
            let arguments = Arguments::parse_from(arguments);
            arguments.memory_policy().map(|policy| match policy {
                MemoryPolicy::Fixed(limits) => (limits.warn / MEBIBYTE, limits.restart / MEBIBYTE),
                MemoryPolicy::Relative(_) => panic!("relative"),
            })
        };
        assert_eq!(policy(&["--memory-limit-mb", "140"]), Some((100, 140)));
        assert_eq!(policy(&["--memory-warn-mb", "100"]), Some((100, 140)));
        assert_eq!(policy(&["--memory-limit-mb", "0"]), None);
    }
}
