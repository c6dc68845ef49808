//! What can be set, with which name in the environment, and what it is otherwise.

use std::ffi::OsString;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Parser, ValueEnum};

use super::fleet::FleetArguments;
use super::values::{share, time};
use crate::drive::DriveOptions;
use crate::event::Level;
use crate::journal::{LogFile, LogFormat};
use crate::ladder::LadderTimes;
use crate::policy::{RestartPolicy, Streak};
use crate::process::ServerCommand;
use crate::session::{HangCheck, HoldLimits, RetryInFlight, SessionOptions};
use crate::state_file::StateFile;
use crate::supervisor::SupervisorOptions;
use memory_watch::{MEBIBYTE, MemoryLimits};

/// Keeps a stdio MCP server alive, and its client's session with it.
///
/// Put it before the command of any MCP server. When the server crashes, hangs or takes too much
/// memory it is started again, the handshake is repeated, waiting requests are answered, and the
/// client goes on as if nothing had happened.
#[derive(Debug, Parser)]
#[command(name = "mcp-supervisor", version, after_long_help = EXIT_CODES)]
pub struct Arguments {
    /// Wait before the first restart; 0 restarts at once the first time
    #[arg(long, value_name = "TIME", default_value = "2s", value_parser = time, help_heading = RESTART)]
    backoff_initial: Duration,
    /// Longest wait of the doubling
    #[arg(long, value_name = "TIME", default_value = "60s", value_parser = time, help_heading = RESTART)]
    backoff_max: Duration,
    /// Share of each wait that is left to chance, 0 to 1
    #[arg(long, value_name = "SHARE", default_value = "0", value_parser = share, help_heading = RESTART)]
    backoff_jitter: f64,
    /// Failures in a row before extended backoff
    #[arg(long, value_name = "N", default_value_t = RestartPolicy::DEFAULT_EXTENDED_AFTER, help_heading = RESTART)]
    extended_after: u32,
    /// Wait between restarts in extended backoff
    #[arg(long, value_name = "TIME", default_value = "5min", value_parser = time, help_heading = RESTART)]
    extended_backoff: Duration,
    /// Uptime after the handshake that ends a streak of failures
    #[arg(long, value_name = "TIME", default_value = "30s", value_parser = time, help_heading = RESTART)]
    stable_after: Duration,
    /// End with exit code 30 after so many failures in a row [default: never]
    #[arg(long, value_name = "N", help_heading = RESTART)]
    give_up_after: Option<NonZeroU32>,

    /// Keep a second server ready that takes over at once when the first one dies
    #[arg(long, help_heading = RESTART)]
    standby: bool,

    /// Which requests that were in the server when it died are sent again
    #[arg(long, value_name = "WHICH", default_value = "safe", help_heading = SESSION)]
    retry_in_flight: Retry,
    /// Longest time a request waits for the server's return
    #[arg(long, value_name = "TIME", default_value = "30s", value_parser = time, help_heading = SESSION)]
    hold: Duration,
    /// Most messages that wait
    #[arg(long, value_name = "N", default_value_t = 1_000, help_heading = SESSION)]
    hold_count: usize,
    /// Most bytes that wait, in MiB
    #[arg(long, value_name = "MiB", default_value_t = 16, help_heading = SESSION)]
    hold_mb: usize,
    /// Longest time the server may take for one request; 0 for no limit
    #[arg(long, value_name = "TIME", default_value = "0", value_parser = time, help_heading = SESSION)]
    request_timeout: Duration,
    /// Longest time the server may take to answer the handshake
    #[arg(long, value_name = "TIME", default_value = "60s", value_parser = time, help_heading = SESSION)]
    handshake_timeout: Duration,
    /// Longest message, in MiB
    #[arg(long, value_name = "MiB", default_value_t = 64, help_heading = SESSION)]
    max_message: usize,

    /// Silence of an idle server after which it is asked whether it lives; 0 for never
    #[arg(long, value_name = "TIME", default_value = "5min", value_parser = time, help_heading = HEALTH)]
    ping_after: Duration,
    /// Silence after the question that means it hangs
    #[arg(long, value_name = "TIME", default_value = "60s", value_parser = time, help_heading = HEALTH)]
    ping_timeout: Duration,
    /// Memory of the server and its children, in MiB, that is worth a warning
    #[arg(long, value_name = "MiB", default_value_t = 100, env = "MCP_RSS_WARN_MB", help_heading = HEALTH)]
    memory_warn_mb: u64,
    /// Memory at which the server is replaced gracefully; 0 for no limit
    #[arg(long, value_name = "MiB", default_value_t = 140, env = "MCP_RSS_LIMIT_MB", help_heading = HEALTH)]
    memory_limit_mb: u64,
    /// Time between two looks at the memory; a plain number is seconds
    #[arg(long, value_name = "TIME", default_value = "30", value_parser = time, env = "MCP_MEMORY_CHECK_INTERVAL", help_heading = HEALTH)]
    memory_check_interval: Duration,
    /// How long requests may go on when the server is replaced on purpose
    #[arg(long, value_name = "TIME", default_value = "30s", value_parser = time, help_heading = HEALTH)]
    drain: Duration,
    /// Time from closing the server's input to SIGTERM
    #[arg(long, value_name = "TIME", default_value = "3s", value_parser = time, help_heading = HEALTH)]
    close_grace: Duration,
    /// Time from SIGTERM to SIGKILL
    #[arg(long, value_name = "TIME", default_value = "5s", value_parser = time, help_heading = HEALTH)]
    term_grace: Duration,

    /// Log to this file, with the server's standard error in it [default: standard error]
    #[arg(long, value_name = "FILE", help_heading = LOG)]
    log_file: Option<PathBuf>,
    /// How a line of the log looks
    #[arg(long, value_name = "FORMAT", default_value = "text", help_heading = LOG)]
    log_format: Format,
    /// Least grave events that are logged
    #[arg(long, value_name = "LEVEL", default_value = "info", help_heading = LOG)]
    log_level: LogLevel,
    /// Size, in MiB, at which the log file is replaced
    #[arg(long, value_name = "MiB", default_value_t = 10, help_heading = LOG)]
    log_max_mb: u64,
    /// Older log files that are kept
    #[arg(long, value_name = "N", default_value_t = 5, help_heading = LOG)]
    log_keep: u32,

    /// Remember failures in this file, over restarts of this program; see `mcp-supervisor status`
    #[arg(long, value_name = "FILE", help_heading = LOG)]
    state_file: Option<PathBuf>,

    #[command(flatten)]
    pub(super) fleet: FleetArguments,

    /// Read settings from this file: the names are those of the options, without the dashes
    #[arg(long, value_name = "FILE", env = "MCP_SUPERVISOR_CONFIG")]
    config: Option<PathBuf>,

    /// The server's command, after `--`
    #[arg(required = true, trailing_var_arg = true, value_name = "COMMAND")]
    command: Vec<OsString>,
}

const RESTART: &str = "Restarts";
const SESSION: &str = "Session";
const HEALTH: &str = "Health";
const LOG: &str = "Log";

const EXIT_CODES: &str = "\
Beside that:
  mcp-supervisor status --state-file FILE [--json]   how a server stands
  mcp-supervisor completions SHELL                   for bash, elvish, fish, powershell, zsh
  mcp-supervisor man                                 this page, for man

Signals:
  SIGTERM, SIGINT  end the server gracefully, then this program; a second one hurries
  SIGHUP           replace the server gracefully; what it leaves undone is answered with an error

Exit codes:
   0  the client went away, or a signal asked for the end
   1  something unexpected
   2  wrong arguments
   3  the state file cannot be read, or is none
  30  the server failed as many times in a row as --give-up-after allows
  31  the server came back with another protocol version, so that the session is over";

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Retry {
    /// None
    Never,
    /// Those that only list or read
    Safe,
    /// Also calls of tools that say they only read, or may be repeated
    Idempotent,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// One JSON object per line
    Json,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum LogLevel {
    /// Everything
    Debug,
    /// What changes
    Info,
    /// What went wrong
    Warn,
    /// What somebody has to look at
    Error,
}

/// What the log is made of.
#[derive(Debug)]
pub struct LogSettings {
    /// Nothing below it is logged.
    pub level: Level,
    /// How a line looks.
    pub format: LogFormat,
    /// The file, if one was named.
    pub file: Option<LogFile>,
}

impl Arguments {
    /// Who asks from outside, and who is told.
    #[must_use]
    pub fn fleet(&self) -> &FleetArguments {
        &self.fleet
    }

    /// What the server is called: as it was said, or as its program.
    #[must_use]
    pub fn server_name(&self) -> String {
        let program = || self.command.first().map(Path::new)?.file_name();
        self.fleet
            .name
            .clone()
            .or_else(|| Some(program()?.to_string_lossy().into_owned()))
            .unwrap_or_default()
    }

    /// What the server is started with.
    #[must_use]
    pub fn server_command(&self) -> ServerCommand {
        let mut words = self.command.iter().cloned();
        ServerCommand {
            program: words.next().unwrap_or_default(),
            arguments: words.collect(),
        }
    }

    /// Where failures are remembered.
    #[must_use]
    pub fn state_file(&self) -> Option<StateFile> {
        self.state_file.as_ref().map(StateFile::new)
    }

    /// How the log was asked for.
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

    /// What is to be run, and how; `path` is where programs are looked for, `instance` a few random
    /// characters, `streak` what is remembered.
    #[must_use]
    pub fn drive(self, path: Option<OsString>, instance: String, streak: Streak) -> DriveOptions {
        const MEBIBYTES: usize = 1024 * 1024;
        let some = |time: Duration| (!time.is_zero()).then_some(time);
        let command = self.server_command();
        DriveOptions {
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
                    hold: HoldLimits {
                        time: self.hold,
                        count: self.hold_count,
                        bytes: self.hold_mb.saturating_mul(MEBIBYTES),
                    },
                    retry: match self.retry_in_flight {
                        Retry::Never => RetryInFlight::Never,
                        Retry::Safe => RetryInFlight::Safe,
                        Retry::Idempotent => RetryInFlight::Idempotent,
                    },
                    request_timeout: some(self.request_timeout),
                    handshake_timeout: self.handshake_timeout,
                    hang_check: some(self.ping_after).map(|after| HangCheck {
                        after,
                        timeout: self.ping_timeout,
                    }),
                },
                ladder: LadderTimes {
                    after_close: self.close_grace,
                    after_terminate: self.term_grace,
                },
                memory: (self.memory_limit_mb > 0).then(|| MemoryLimits {
                    warn: self.memory_warn_mb.saturating_mul(MEBIBYTE),
                    restart: self.memory_limit_mb.saturating_mul(MEBIBYTE),
                    interval: self.memory_check_interval.max(Duration::from_millis(100)),
                }),
                standby: self.standby,
                drain: self.drain,
            },
            command,
            path,
            streak,
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
        let options = arguments.drive(None, "x".into(), Streak::default());
        assert_eq!(options.supervisor.policy, RestartPolicy::default());
        assert_eq!(options.supervisor.memory, Some(MemoryLimits::default()));
        assert_eq!(options.supervisor.session.hold, HoldLimits::default());
        assert_eq!(
            options.supervisor.session.hang_check,
            SessionOptions::new("x").hang_check
        );
        assert_eq!(options.supervisor.ladder, LadderTimes::default());
        assert_eq!(options.command.arguments, ["--flag"]);
    }
}
