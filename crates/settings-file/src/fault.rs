//! Errors at one place of a config file.

/// Error at one place of a config file, common to all programs.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The file is not valid TOML.
    #[error("not valid TOML: {0}")]
    Syntax(String),
    /// No option has this name.
    #[error("unknown setting `{key}`{}", nearest.as_ref().map_or_else(String::new, |name| format!(": did you mean `{name}`?")))]
    Unknown {
        /// Key in the file.
        key: String,
        /// Name of the most similar option.
        nearest: Option<String>,
    },
    /// An option that has no meaning in a file, such as `--help`.
    #[error("`{key}` cannot be set in a file")]
    NotHere {
        /// Key in the file.
        key: String,
    },
    /// A value of the wrong type.
    #[error("`{key}` takes {wanted}, not {found}")]
    Type {
        /// Key in the file.
        key: String,
        /// Expected type.
        wanted: &'static str,
        /// Type in the file.
        found: &'static str,
    },
    /// A value that the option does not accept.
    #[error("`{key}`: {why}")]
    Value {
        /// Key in the file.
        key: String,
        /// Error in the value.
        why: String,
    },
}

/// Fault with the byte at which it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misplaced<F> {
    /// Offset in the text, in bytes.
    pub at: usize,
    /// The error.
    pub fault: F,
}

impl<F> Misplaced<F> {
    /// The same place with the fault as part of a program's own type.
    #[must_use]
    pub fn convert<G: From<F>>(self) -> Misplaced<G> {
        Misplaced {
            at: self.at,
            fault: self.fault.into(),
        }
    }
}
