//! Failures in reports: message, causes, remedy and exit code.

use std::error::Error as StdError;
use std::iter::successors;

use schemars::JsonSchema;
use serde::Serialize;

use super::{ExitCode, Remedy};

/// Error that can end a run or a part of it.
///
/// Each error type implements this beside its definition, with an exhaustive `match`, so that the
/// compiler requires the exit code and the remedy of a new variant.
pub(crate) trait Failure: StdError {
    /// Exit code of a run that ends with this error.
    fn exit_code(&self) -> ExitCode;

    /// Remedy; `None` if none is known.
    fn remedy(&self) -> Option<Remedy>;
}

impl<E: Failure> Failure for &E {
    fn exit_code(&self) -> ExitCode {
        (**self).exit_code()
    }

    fn remedy(&self) -> Option<Remedy> {
        (**self).remedy()
    }
}

/// Failure in a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct FailureReport {
    /// The failed operation.
    pub message: String,
    /// Causes, the outermost first.
    pub causes: Vec<String>,
    /// Remedy.
    #[schemars(with = "Option<String>")]
    pub remedy: Option<Remedy>,
    /// Exit code of a run that ends with this failure.
    #[schemars(with = "u8")]
    pub exit_code: ExitCode,
}

impl<E: Failure> From<E> for FailureReport {
    fn from(error: E) -> Self {
        Self {
            message: one_line(&error.to_string()),
            causes: causes(&error),
            remedy: error.remedy().map(|remedy| remedy.map_text(one_line)),
            exit_code: error.exit_code(),
        }
    }
}

/// Puts Puts Puts `text` on one line.
///
/// Otherwise, quoted input could start a new line, such as a workflow command to GitHub's runner.
pub(crate) fn one_line(text: &str) -> String {
    text.replace(char::is_control, " ")
}

/// Sources of `error`, without those whose text the outer one already contains.
fn causes(error: &dyn StdError) -> Vec<String> {
    let mut causes = Vec::new();
    let mut above = error.to_string();
    for cause in successors(error.source(), |cause| (*cause).source()) {
        let text = cause.to_string();
        if !above.contains(&text) {
            causes.push(one_line(&text));
            above = text;
        }
    }
    causes
}
