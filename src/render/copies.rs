//! Writes copies of a report for programs: files, and the outputs and job summary of GitHub's
//! runner.

use std::fmt::Write as _;
use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::{json, markdown};
use crate::model::{EngineOutcome, RunReport};

/// Maximum size of a termination message in Kubernetes, in bytes.
/// <https://kubernetes.io/docs/tasks/debug/debug-application/determine-reason-pod-failure/>
const MOST_OF_A_VERDICT: usize = 4_096;

/// Destinations of copies.
#[derive(Debug, Default)]
pub(crate) struct Copies {
    /// File for the complete report as JSON.
    pub(crate) report_file: Option<PathBuf>,
    /// File for the outcome and its reasons, for `kubectl describe`.
    pub(crate) termination_log: Option<PathBuf>,
    /// Job summary, `GITHUB_STEP_SUMMARY`; appended to, since other steps also write to it.
    pub(crate) step_summary: Option<PathBuf>,
    /// Outputs of a step, `GITHUB_OUTPUT`.
    pub(crate) step_outputs: Option<PathBuf>,
}

impl Copies {
    /// Writes all copies.
    ///
    /// # Errors
    /// A copy that cannot be written, with its path; the others are still written.
    pub(crate) fn write(&self, report: &RunReport) -> io::Result<()> {
        let mut first = Ok(());
        let mut note = |path: &Path, result: io::Result<()>| {
            if let (Err(error), true) = (result, first.is_ok()) {
                let message = format!("{}: {error}", path.display());
                first = Err(io::Error::new(error.kind(), message));
            }
        };
        if let Some(path) = &self.report_file {
            note(path, replace(path, &json::render(report).stdout));
        }
        if let Some(path) = &self.termination_log {
            note(path, replace(path, &verdict(report)));
        }
        if let Some(path) = &self.step_summary {
            note(
                path,
                append(path, &(markdown::render(report).stdout + "\n")),
            );
        }
        if let Some(path) = &self.step_outputs {
            note(path, append(path, &self.outputs(report)));
        }
        first
    }

    /// One line each; only a path can contain a line break, and is then omitted.
    fn outputs(&self, report: &RunReport) -> String {
        let engines = report.sitemaps.iter().flat_map(|sitemap| &sitemap.engines);
        let submitted = engines
            .filter(|engine| match engine.outcome {
                EngineOutcome::Confirmed | EngineOutcome::Submitted | EngineOutcome::Pending => {
                    true
                }
                EngineOutcome::Failed | EngineOutcome::DryRun => false,
            })
            .count();
        let urls: u64 = report.sitemaps.iter().filter_map(|one| one.urls).sum();
        let mut text = format!(
            "outcome={}\nexit-code={}\nsubmitted-count={submitted}\nurl-count={urls}\nversion={}\n",
            report.outcome.as_str(),
            report.exit_code.code(),
            env!("CARGO_PKG_VERSION"),
        );
        let path = self.report_file.as_ref().and_then(|path| path.to_str());
        if let Some(path) = path.filter(|path| !path.contains(['\n', '\r'])) {
            let _ = writeln!(text, "report-path={path}");
        }
        text
    }
}

/// The outcome, then each failure with its cause and remedy, truncated to the maximum size.
fn verdict(report: &RunReport) -> String {
    let code = report.exit_code;
    let mut text = format!(
        "{} (exit code {}: {})\n",
        report.outcome.as_str(),
        code.code(),
        code.name()
    );
    for failure in report.failures() {
        let _ = writeln!(text, "error: {}", failure.message);
        for cause in &failure.causes {
            let _ = writeln!(text, "cause: {cause}");
        }
        if let Some(remedy) = &failure.remedy {
            let _ = writeln!(text, "help: {remedy}");
        }
    }
    let mut end = text.len().min(MOST_OF_A_VERDICT);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.truncate(end);
    text
}

fn replace(path: &Path, text: &str) -> io::Result<()> {
    File::create(path)?.write_all(text.as_bytes())
}

fn append(path: &Path, text: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().append(true).create(true).open(path)?;
    file.write_all(text.as_bytes())
}
