//! Errors of config files, with their place.

use crate::model::{ExitCode, Failure, Remedy};
use std::io;
use std::path::{Path, PathBuf};

/// Error in a config file.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ConfigError {
    /// It cannot be read.
    #[error("failed to read the config file {}", .path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// The error.
        #[source]
        source: io::Error,
    },
    /// It is longer than any that makes sense.
    #[error("{} is too long for a config file", .path.display())]
    TooLong {
        /// The file.
        path: PathBuf,
    },
    /// A place in it is wrong.
    #[error("invalid config file {}:{line}:{column}", .path.display())]
    Place {
        /// The file.
        path: PathBuf,
        /// Counted from 1.
        line: usize,
        /// In characters, counted from 1.
        column: usize,
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
            Self::Read { .. } | Self::TooLong { .. } | Self::Place { .. } => ExitCode::Settings,
        }
    }

    fn remedy(&self) -> Option<Remedy> {
        let text = match self {
            Self::Read { .. } => "check the path and that this user may read it",
            Self::TooLong { .. } => "name a config file with `--config`",
            Self::NoSuchSite { .. } => "add it there, or leave `--config` out",
            Self::Place { fault, .. } => match fault {
                Fault::Secret { instead, .. } => instead,
                Fault::OfTheRun { .. } => "write it before the first `[[sites]]`",
                Fault::NoSite => "add one, such as `sitemap = \"https://example.com/sitemap.xml\"`",
                Fault::Contradiction { .. } => "leave one of them out",
                Fault::NotHere { .. } => "leave it out",
                Fault::Unknown { .. } => {
                    "`sitemap-submit submit --help` lists the settings, which are the long names of flags"
                }
                Fault::Syntax(_) | Fault::Type { .. } | Fault::Value { .. } => {
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
    /// The file is not valid TOML.
    #[error("not valid TOML: {0}")]
    Syntax(String),
    /// No flag has this name.
    #[error("unknown setting `{key}`{}", nearest.as_ref().map_or_else(String::new, |name| format!(": did you mean `{name}`?")))]
    Unknown {
        /// Text in the file.
        key: String,
        /// The name that is most like it.
        nearest: Option<String>,
    },
    /// A secret, which does not belong in a config file.
    #[error("`{key}` would contain a secret, which does not belong in this file")]
    Secret {
        /// Text in the file.
        key: String,
        /// Suggested replacement.
        instead: &'static str,
    },
    /// A flag that makes no sense in a file.
    #[error("`{key}` cannot be set in a file")]
    NotHere {
        /// Text in the file.
        key: String,
    },
    /// A setting of the whole run in the table of one site.
    #[error("`{key}` applies to the whole run, not to one site")]
    OfTheRun {
        /// Text in the file.
        key: String,
    },
    /// A value of the wrong type.
    #[error("`{key}` takes {wanted}, not {found}")]
    Type {
        /// The key.
        key: String,
        /// Expected type.
        wanted: &'static str,
        /// Text in the file.
        found: &'static str,
    },
    /// A value that cannot be.
    #[error("`{key}`: {why}")]
    Value {
        /// The key.
        key: String,
        /// Error in the value.
        why: String,
    },
    /// Two settings that exclude each other.
    #[error("`{key}` and `{other}` contradict each other")]
    Contradiction {
        /// The one.
        key: String,
        /// The other.
        other: String,
    },
    /// A site without `sitemap` and `site`.
    #[error("this site has neither `sitemap` nor `site`")]
    NoSite,
}

impl ConfigError {
    /// The error for `fault` at the byte `at` of `text`.
    pub(super) fn at(path: &Path, text: &str, at: usize, fault: Fault) -> Self {
        let before = text.get(..at).unwrap_or_default();
        let line_start = before.rfind('\n').map_or(0, |end| end + 1);
        Self::Place {
            path: path.to_owned(),
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            fault,
        }
    }
}
