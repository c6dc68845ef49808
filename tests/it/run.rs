//! Runs the binary and looks at what it leaves behind.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use jsonschema::Validator;
use search_console_emulator::{Config, Emulator, KeyFormat, Permission, Property, Quotas};
use serde_json::Value;

use crate::site::Site;

/// One run of the binary, being prepared. Nothing of the caller's environment reaches it.
pub(crate) struct Run {
    command: Command,
    input: Vec<u8>,
}

/// What a run left behind.
#[derive(Debug)]
pub(crate) struct Done {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) took: Duration,
}

/// `sitemap-submit ARGUMENTS`.
pub(crate) fn run<const N: usize>(arguments: [&str; N]) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sitemap-submit"));
    command.env_clear().args(arguments);
    // Proxies of the machine are none of the tests' business; loopback is all they use.
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

    /// Runs in `directory`, so that relative paths in reports are the same everywhere.
    pub(crate) fn within(mut self, directory: &Path) -> Self {
        self.command.current_dir(directory);
        self
    }

    /// Hands `bytes` to standard input.
    pub(crate) fn input(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.input = bytes.into();
        self
    }

    /// Speaks to `emulator`, with its account's key in the environment.
    pub(crate) fn with(self, emulator: &Emulator) -> Self {
        self.env("SEARCH_CONSOLE_EMULATOR_HOST", emulator.host())
            .env(
                "SITEMAP_SUBMIT_CREDENTIALS_JSON",
                emulator.key_file_json(KeyFormat::Pkcs8),
            )
    }

    /// The command itself, for those who need more than its end.
    pub(crate) fn into_command(self) -> Command {
        self.command
    }

    /// Runs to the end.
    pub(crate) fn done(mut self) -> Done {
        let start = Instant::now();
        let mut child = self
            .command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // It may end without reading.
        let _ = child.stdin.take().unwrap().write_all(&self.input);
        Done::from(child.wait_with_output().unwrap(), start.elapsed())
    }

    /// Runs to the end with `--format json`; the answer is checked against the published schema.
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

    /// The JSON report on standard output: one object, as the schema says, telling the exit code.
    pub(crate) fn report(&self) -> Value {
        let report: Value = serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("{error} in {self:?}"));
        let problems: Vec<String> = SCHEMA
            .iter_errors(&report)
            .map(|problem| format!("{}: {problem}", problem.instance_path()))
            .collect();
        assert!(problems.is_empty(), "{problems:#?} in {}", self.stdout);
        assert_eq!(report["exit_code"], self.code, "{self:?}");
        report
    }
}

static SCHEMA: LazyLock<Validator> = LazyLock::new(|| {
    let text = include_str!("../../docs/report.schema.json");
    jsonschema::validator_for(&serde_json::from_str(text).unwrap()).unwrap()
});

/// A Search Console in which the account owns `site`, and nothing limits it.
pub(crate) fn google_of(site: &Site) -> Emulator {
    Emulator::start_blocking(config_of(site)).unwrap()
}

/// What [`google_of`] is made of.
pub(crate) fn config_of(site: &Site) -> Config {
    Config {
        properties: vec![Property::new(site.root(), Permission::Owner)],
        quotas: Quotas::UNLIMITED,
        download_delay: Duration::ZERO,
        ..Config::default()
    }
}
