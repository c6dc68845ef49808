//! Names the options of the program and makes a configuration of them.

use std::ffi::OsString;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::SignedDuration;
use search_console_emulator::{
    Config, DownloadMode, EnumSpelling, FaultRule, KeyFormat, Permission, Property, Quotas,
};

/// Stands in for Google's token endpoint and Search Console API, on loopback.
///
/// Prints the lines to export and runs until it is interrupted.
#[derive(Debug, Parser)]
#[command(version)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) options: Options,
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

/// What to do besides listening.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run a command with the environment set, stop with it, and hand over its exit code.
    Exec {
        /// The command and its arguments, after `--`.
        #[arg(last = true, required = true)]
        command: Vec<OsString>,
    },
}

/// How the emulator is to be.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Port on 127.0.0.1; 0 for any free one.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// A property of the account, may be repeated: `https://example.com/`, `sc-domain:example.com`,
    /// or `http://127.0.0.1:*/` for sites on any port [default: the first two].
    #[arg(long = "property", value_name = "SITE_URL")]
    properties: Vec<String>,
    /// What the account may do with its properties.
    #[arg(long, value_enum, default_value_t = Level::Owner)]
    permission: Level,
    /// How long after its submission a sitemap is downloaded, such as 500ms, or `never`.
    #[arg(long, value_name = "DURATION", default_value = "1s")]
    download_delay: Delay,
    /// Where to write the service account's key file; it must not exist, and is removed at the end
    /// [default: a new file in the directory for temporary files].
    #[arg(long, value_name = "PATH")]
    pub(crate) key_file: Option<PathBuf>,
    /// How the private key is written in it.
    #[arg(long, value_enum, default_value_t = Format::Pkcs8)]
    key_format: Format,
    /// A JSON file with a list of fault rules.
    #[arg(long, value_name = "PATH")]
    pub(crate) faults: Option<PathBuf>,
    /// Answer however often and fast it is asked.
    #[arg(long)]
    no_quotas: bool,
    /// How far its clock is ahead of the machine's, such as 10m, or -10m for behind.
    #[arg(
        long,
        value_name = "DURATION",
        default_value = "0s",
        allow_hyphen_values = true
    )]
    clock_offset: SignedDuration,
    /// How the values of enumerations are written: as live answers or as the discovery document do.
    #[arg(long, value_enum, default_value_t = Spelling::Wire)]
    enum_spelling: Spelling,
}

impl Options {
    /// The configuration, with `faults` from the file.
    pub(crate) fn config(&self, faults: Vec<FaultRule>) -> Config {
        let mut config = Config {
            address: SocketAddr::from((Ipv4Addr::LOCALHOST, self.port)),
            clock_offset: self.clock_offset,
            enum_spelling: match self.enum_spelling {
                Spelling::Wire => EnumSpelling::Wire,
                Spelling::Document => EnumSpelling::Document,
            },
            faults,
            ..Config::default()
        };
        if self.no_quotas {
            config.quotas = Quotas::UNLIMITED;
        }
        match self.download_delay {
            Delay::After(delay) => config.download_delay = delay,
            Delay::Never => config.download_mode = DownloadMode::Never,
        }
        let permission = self.permission.into();
        if !self.properties.is_empty() {
            let named = |site: &String| Property::new(site, permission);
            config.properties = self.properties.iter().map(named).collect();
        }
        for property in &mut config.properties {
            property.permission = permission;
        }
        config
    }

    pub(crate) fn key_format(&self) -> KeyFormat {
        match self.key_format {
            Format::Pkcs8 => KeyFormat::Pkcs8,
            Format::Pkcs1 => KeyFormat::Pkcs1,
        }
    }
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Level {
    Owner,
    Full,
    Restricted,
    Unverified,
}

impl From<Level> for Permission {
    fn from(level: Level) -> Self {
        match level {
            Level::Owner => Self::Owner,
            Level::Full => Self::FullUser,
            Level::Restricted => Self::RestrictedUser,
            Level::Unverified => Self::UnverifiedUser,
        }
    }
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Pkcs8,
    Pkcs1,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Spelling {
    Wire,
    Document,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Delay {
    After(Duration),
    Never,
}

impl FromStr for Delay {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "never" {
            return Ok(Self::Never);
        }
        let delay: SignedDuration = text.parse().map_err(|error| format!("{error}"))?;
        Duration::try_from(delay)
            .map(Self::After)
            .map_err(|_| "a delay cannot be negative".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(arguments: &[&str]) -> Config {
        let arguments = [&["search-console-emulator"], arguments].concat();
        Cli::try_parse_from(arguments)
            .unwrap()
            .options
            .config(Vec::new())
    }

    #[test]
    fn without_options_it_is_the_default() {
        let (parsed, default) = (config(&[]), Config::default());
        assert_eq!(format!("{parsed:?}"), format!("{default:?}"));
    }

    #[test]
    fn properties_share_the_permission() {
        let parsed = config(&["--property", "https://a/", "--permission", "restricted"]);
        assert_eq!(
            parsed.properties,
            [Property::new("https://a/", Permission::RestrictedUser)]
        );
    }

    #[test]
    fn durations_are_read() {
        let parsed = config(&["--download-delay", "250ms", "--clock-offset", "-10m"]);
        assert_eq!(parsed.download_delay, Duration::from_millis(250));
        assert_eq!(parsed.clock_offset, SignedDuration::from_mins(-10));
        let never = config(&["--download-delay", "never"]);
        assert_eq!(never.download_mode, DownloadMode::Never);
        let arguments = ["search-console-emulator", "--download-delay", "-1s"];
        assert!(Cli::try_parse_from(arguments).is_err());
    }
}
