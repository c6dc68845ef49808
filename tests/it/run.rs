//! Runs the binary and captures the result.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use search_console_emulator::{Config, Emulator, KeyFormat, Permission, Property, Quotas};
use serde_json::Value;

use crate::schema::Schema;
use crate::site::Site;

/// A prepared run of the binary with an empty environment.
pub(crate) struct Run {
    command: Command,
    input: Vec<u8>,
}

/// Result of a run.
#[derive(Debug)]
pub(crate) struct Done {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) took: Duration,
}

/// Far more than a run with a deadline of seconds needs, and far less than the two minutes that a
/// run takes that ignores it.
pub(crate) const BEFORE_THE_DEFAULT_DEADLINE: Duration = Duration::from_secs(60);

/// Prepares `sitemap-submit ARGUMENTS`.
pub(crate) fn run<const N: usize>(arguments: [&str; N]) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sitemap-submit"));
    command.env_clear().args(arguments);
    // The tests use loopback only, so the machine's proxies must not apply.
    command.env("NO_PROXY", "*");
    Run {
        command,
        input: Vec::new(),
    }
}

impl Run {
    pub(crate) fn arg(mut self, argument: impl AsRef<std::ffi::OsStr>) -> Self {
        self.command.arg(argument);
        self
    }

    pub(crate) fn env(mut self, name: &str, value: impl AsRef<std::ffi::OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Sets the working directory, so that relative paths in reports are reproducible.
    pub(crate) fn within(mut self, directory: &Path) -> Self {
        self.command.current_dir(directory);
        self
    }

    /// Writes `bytes` to standard input.
    pub(crate) fn input(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.input = bytes.into();
        self
    }

    /// Uses `emulator`, with its account's key in the environment.
    pub(crate) fn with(self, emulator: &Emulator) -> Self {
        self.env("SEARCH_CONSOLE_EMULATOR_HOST", emulator.host())
            .env(
                "SITEMAP_SUBMIT_CREDENTIALS_JSON",
                emulator.key_file_json(KeyFormat::Pkcs8),
            )
    }

    /// Returns the command, for tests that need control over the process.
    pub(crate) fn into_command(self) -> Command {
        self.command
    }

    /// Runs the binary and waits for it to exit.
    pub(crate) fn done(mut self) -> Done {
        let start = Instant::now();
        let mut child = self
            .command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // The process may exit without reading its input.
        let _ = child.stdin.take().unwrap().write_all(&self.input);
        Done::from(child.wait_with_output().unwrap(), start.elapsed())
    }

    /// Runs with `--format json` and checks the report against the published schema.
    pub(crate) fn json(self) -> (Done, Value) {
        let done = self.arg("--format").arg("json").done();
        let value = done.report();
        (done, value)
    }
}

impl Done {
    pub(crate) fn from(output: Output, took: Duration) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
            took,
        }
    }

    /// Parses the JSON report on standard output, and checks its schema and its exit code.
    pub(crate) fn report(&self) -> Value {
        let report: Value = serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("{error} in {self:?}"));
        SCHEMA.assert_valid(&report);
        assert_eq!(report["exit_code"], self.code, "{self:?}");
        report
    }
}

static SCHEMA: LazyLock<Schema> =
    LazyLock::new(|| Schema::parse(include_str!("../../docs/report.schema.json")));

/// A Search Console without quotas in which the account owns `site`.
pub(crate) fn google_of(site: &Site) -> Emulator {
    Emulator::start_blocking(config_of(site)).unwrap()
}

/// Configuration of [`google_of`].
pub(crate) fn config_of(site: &Site) -> Config {
    Config {
        properties: vec![Property::new(site.root(), Permission::Owner)],
        quotas: Quotas::UNLIMITED,
        download_delay: Duration::ZERO,
        ..Config::default()
    }
}
