//! Errors of config files, with their place.

use std::path::PathBuf;

use settings_file::{Fault as Common, Place, ReadError};

use crate::model::{ExitCode, Failure, Remedy};

/// Error in a config file.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ConfigError {
    /// It cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// Error at one place.
    #[error("invalid config file {place}")]
    Place {
        /// Position of the fault.
        place: Place,
        /// The error there.
        #[source]
        fault: Fault,
    },
    /// The selected site is not in the file.
    #[error("no [[sites]] table in {} has the {kind} {wanted}", .path.display())]
    NoSuchSite {
        /// The file.
        path: PathBuf,
        /// `sitemap` or `site`.
        kind: &'static str,
        /// The selected value.
        wanted: String,
    },
}

impl Failure for ConfigError {
    fn exit_code(&self) -> ExitCode {
        match self {
            Self::NoSuchSite { .. } => ExitCode::Usage,
            Self::Read(_) | Self::Place { .. } => ExitCode::Settings,
        }
    }

    fn remedy(&self) -> Option<Remedy> {
        let text = match self {
            Self::Read(ReadError::Io { .. }) => "check the path and that this user may read it",
            Self::Read(ReadError::TooLong { .. }) => "name a config file with `--config`",
            Self::NoSuchSite { .. } => "add it there, or leave `--config` out",
            Self::Place { fault, .. } => match fault {
                Fault::Secret { instead, .. } => instead,
                Fault::OfTheRun { .. } => "write it before the first `[[sites]]`",
                Fault::NoSite => "add one, such as `sitemap = \"https://example.com/sitemap.xml\"`",
                Fault::Contradiction { .. } => "leave one of them out",
                Fault::Common(Common::NotHere { .. }) => "leave it out",
                Fault::Common(Common::Unknown { .. }) => {
                    "`sitemap-submit submit --help` lists the settings, which are the long names of flags"
                }
                Fault::Common(Common::Syntax(_) | Common::Type { .. } | Common::Value { .. }) => {
                    "write it as docs/configuration.md shows it"
                }
            },
        };
        Some(text.into())
    }
}

/// Error at one place of the file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Fault {
    /// A fault that is common to config files of all programs.
    #[error(transparent)]
    Common(#[from] Common),
    /// A secret, which does not belong in a config file.
    #[error("`{key}` would contain a secret, which does not belong in this file")]
    Secret {
        /// Text in the file.
        key: String,
        /// Suggested replacement.
        instead: &'static str,
    },
    /// A setting of the whole run in the table of one site.
    #[error("`{key}` applies to the whole run, not to one site")]
    OfTheRun {
        /// Text in the file.
        key: String,
    },
    /// Two settings that exclude each other.
    #[error("`{key}` and `{other}` contradict each other")]
    Contradiction {
        /// First setting.
        key: String,
        /// Second setting.
        other: String,
    },
    /// A site without `sitemap` and `site`.
    #[error("this site has neither `sitemap` nor `site`")]
    NoSite,
}
