//! Command-line options and their conversion to a [`Config`].

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

/// Emulator of Google's token endpoint and Search Console API, on loopback.
///
/// Prints the environment variables to export and runs until it is interrupted.
#[derive(Debug, Parser)]
#[command(version)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) options: Options,
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

/// Subcommands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run a command with these variables set and exit with its exit code.
    Exec {
        /// The command and its arguments, after `--`.
        #[arg(last = true, required = true)]
        command: Vec<OsString>,
    },
}

/// Options of the emulator.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Port on 127.0.0.1; 0 selects a free port.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// Property of the account, repeatable: `https://example.com/`, `sc-domain:example.com`, or
    /// `http://127.0.0.1:*/` for sites on any port [default: the first two].
    #[arg(long = "property", value_name = "SITE_URL")]
    properties: Vec<String>,
    /// The account's permission for its properties.
    #[arg(long, value_enum, default_value_t = Level::Owner)]
    permission: Level,
    /// Delay between the submission and the download of a sitemap, such as 500ms, or `never`.
    #[arg(long, value_name = "DURATION", default_value = "1s")]
    download_delay: Delay,
    /// Path of the service-account key file to create; must not exist, removed on exit [default: a
    /// new temporary file].
    #[arg(long, value_name = "PATH")]
    pub(crate) key_file: Option<PathBuf>,
    /// Encoding of the private key.
    #[arg(long, value_enum, default_value_t = Format::Pkcs8)]
    key_format: Format,
    /// JSON file with a list of fault rules.
    #[arg(long, value_name = "PATH")]
    pub(crate) faults: Option<PathBuf>,
    /// Disable all quotas.
    #[arg(long)]
    no_quotas: bool,
    /// Offset of the emulator's clock from the machine's, such as 10m (ahead) or -10m (behind).
    #[arg(
        long,
        value_name = "DURATION",
        default_value = "0s",
        allow_hyphen_values = true
    )]
    clock_offset: SignedDuration,
    /// Spelling of enum values: as in live responses or as in the discovery document.
    #[arg(long, value_enum, default_value_t = Spelling::Wire)]
    enum_spelling: Spelling,
}

impl Options {
    /// Creates the configuration; `faults` are those of the file.
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
            .map_err(|_| "a delay must not be negative".to_owned())
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
    fn without_options_the_configuration_is_the_default() {
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
    fn durations_are_parsed() {
        let parsed = config(&["--download-delay", "250ms", "--clock-offset", "-10m"]);
        assert_eq!(parsed.download_delay, Duration::from_millis(250));
        assert_eq!(parsed.clock_offset, SignedDuration::from_mins(-10));
        let never = config(&["--download-delay", "never"]);
        assert_eq!(never.download_mode, DownloadMode::Never);
        let arguments = ["search-console-emulator", "--download-delay", "-1s"];
        assert!(Cli::try_parse_from(arguments).is_err());
    }
}
