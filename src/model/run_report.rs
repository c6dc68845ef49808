//! Report of a run.

use serde::Serialize;

use super::sitemap_report::{SitemapOutcome, SitemapReport};
use super::{Answer, HeartbeatReport};
use crate::model::{ExitCode, FailureReport};

/// Version of the JSON schema, increased by breaking changes.
const SCHEMA: &str = "sitemap-submit/v1";

/// The command of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Task {
    Submit,
    Validate,
    Explain,
    Status,
    Sites,
    Delete,
    Verify,
    Inspect,
    Audit,
    Report,
    SearchAnalytics,
    Doctor,
}

/// Result of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum RunOutcome {
    Confirmed,
    Submitted,
    Pending,
    Failed,
    /// Some sitemaps succeeded, others failed.
    Partial,
    DryRun,
    Valid,
    Invalid,
    /// The requested list is complete.
    Ok,
}

impl RunOutcome {
    /// The word in reports.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Submitted => "submitted",
            Self::Pending => "pending",
            Self::Failed => "failed",
            Self::Partial => "partial",
            Self::DryRun => "dry-run",
            Self::Valid => "valid",
            Self::Invalid => "invalid",
            Self::Ok => "ok",
        }
    }
}

/// A whole run.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct RunReport {
    schema: &'static str,
    pub(crate) command: Task,
    pub(crate) outcome: RunOutcome,
    pub(crate) exit_code: ExitCode,
    /// Address of the emulator that was used in place of Google's API.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) emulator: Option<String>,
    pub(crate) sitemaps: Vec<SitemapReport>,
    #[serde(flatten)]
    pub(crate) answer: Option<Answer>,
    /// Result of the ping after the run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) heartbeat: Option<HeartbeatReport>,
    /// Failures of parts that could not start.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) errors: Vec<FailureReport>,
    /// Failure of a run that could not start.
    #[serde(rename = "error")]
    pub(crate) failure: Option<FailureReport>,
}

impl RunReport {
    /// A run that failed before its first sitemap.
    pub(crate) fn failed(command: Task, failure: FailureReport) -> Self {
        Self {
            schema: SCHEMA,
            command,
            outcome: RunOutcome::Failed,
            exit_code: failure.exit_code,
            emulator: None,
            sitemaps: Vec::new(),
            answer: None,
            heartbeat: None,
            errors: Vec::new(),
            failure: Some(failure),
        }
    }

    /// A run over sitemaps, with failures of those that could not start; the worst result
    /// determines the exit code.
    pub(crate) fn of_sitemaps(
        command: Task,
        sitemaps: Vec<SitemapReport>,
        errors: Vec<FailureReport>,
    ) -> Self {
        let of_sitemaps = sitemaps
            .iter()
            .map(|sitemap| (sitemap.outcome, sitemap.exit_code));
        let of_errors = errors
            .iter()
            .map(|error| (SitemapOutcome::Failed, error.exit_code));
        let (outcomes, codes): (Vec<SitemapOutcome>, Vec<ExitCode>) =
            of_sitemaps.chain(of_errors).unzip();
        let exit_code = if codes.is_empty() {
            ExitCode::NothingToDo
        } else {
            ExitCode::worst(codes)
        };
        Self {
            schema: SCHEMA,
            command,
            outcome: overall(&outcomes),
            exit_code,
            emulator: None,
            sitemaps,
            answer: None,
            heartbeat: None,
            errors,
            failure: None,
        }
    }

    /// Notes that the emulator at `address` was used, unless the command contacts no search engine.
    pub(crate) fn with_emulator(mut self, address: Option<String>) -> Self {
        self.emulator = match self.command {
            Task::Validate | Task::Explain => None,
            _ => address,
        };
        self
    }

    /// True if everything was submitted and confirmed.
    pub(crate) fn is_success(&self) -> bool {
        self.exit_code == ExitCode::Ok && self.outcome == RunOutcome::Confirmed
    }

    /// Adds the result of the ping. A ping that was not delivered is a failure.
    pub(crate) fn with_heartbeat(mut self, heartbeat: HeartbeatReport) -> Self {
        let failure = heartbeat.failure.iter().map(|failure| failure.exit_code);
        self.exit_code = ExitCode::worst(failure.chain([self.exit_code]));
        if heartbeat.failure.is_some() {
            self.outcome = RunOutcome::Partial;
        }
        self.heartbeat = Some(heartbeat);
        self
    }

    /// A run with an answer. Failures of parts determine the exit code; `has_part` is true if any
    /// part succeeded.
    pub(crate) fn answering(
        command: Task,
        answer: Option<Answer>,
        errors: Vec<FailureReport>,
        has_part: bool,
    ) -> Self {
        let mut report = Self {
            schema: SCHEMA,
            command,
            outcome: RunOutcome::Ok,
            exit_code: ExitCode::Ok,
            emulator: None,
            sitemaps: Vec::new(),
            answer,
            heartbeat: None,
            errors,
            failure: None,
        };
        report.exit_code = ExitCode::worst(report.failures().map(|failure| failure.exit_code));
        report.outcome = match report.exit_code {
            ExitCode::Ok => RunOutcome::Ok,
            _ if has_part => RunOutcome::Partial,
            _ => RunOutcome::Failed,
        };
        report
    }

    /// Every failure, of the run, its sitemaps and their engines.
    pub(crate) fn failures(&self) -> impl Iterator<Item = &FailureReport> {
        let of_sitemaps = self.sitemaps.iter().flat_map(SitemapReport::failures);
        let of_answer = self.answer.iter().flat_map(Answer::failures);
        let heartbeat = self.heartbeat.iter();
        let of_heartbeat = heartbeat.filter_map(|heartbeat| heartbeat.failure.as_ref());
        self.failure
            .iter()
            .chain(of_sitemaps)
            .chain(of_answer)
            .chain(&self.errors)
            .chain(of_heartbeat)
    }
}

/// Result of all sitemaps: the common result, `partial` if only some succeeded, or else the worst
/// one. No sitemap at all is a failure.
fn overall(outcomes: &[SitemapOutcome]) -> RunOutcome {
    use SitemapOutcome as S;
    if outcomes.is_empty() {
        return RunOutcome::Failed;
    }
    let all = |wanted: S| outcomes.iter().all(|&outcome| outcome == wanted);
    let any = |wanted: S| outcomes.contains(&wanted);
    let well = [
        (S::Confirmed, RunOutcome::Confirmed),
        (S::DryRun, RunOutcome::DryRun),
        (S::Valid, RunOutcome::Valid),
    ];
    if let Some((_, outcome)) = well.iter().find(|(wanted, _)| all(*wanted)) {
        return *outcome;
    }
    // A validation has no partial success: one bad sitemap makes it invalid.
    if any(S::Confirmed) || any(S::DryRun) {
        return RunOutcome::Partial;
    }
    let ill = [
        (S::Failed, RunOutcome::Failed),
        (S::Invalid, RunOutcome::Invalid),
        (S::Submitted, RunOutcome::Submitted),
    ];
    ill.iter()
        .find(|(wanted, _)| any(*wanted))
        .map_or(RunOutcome::Pending, |(_, outcome)| *outcome)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_outcome_of_several_is_never_better_than_its_parts() {
        use SitemapOutcome as S;
        let cases = [
            (vec![], RunOutcome::Failed),
            (vec![S::Confirmed, S::Confirmed], RunOutcome::Confirmed),
            (vec![S::Confirmed, S::Failed], RunOutcome::Partial),
            (vec![S::Confirmed, S::Pending], RunOutcome::Partial),
            (vec![S::Invalid, S::Failed], RunOutcome::Failed),
            (vec![S::Submitted, S::Pending], RunOutcome::Submitted),
            (vec![S::Pending], RunOutcome::Pending),
            (vec![S::Valid, S::Invalid], RunOutcome::Invalid),
            (vec![S::DryRun, S::Invalid], RunOutcome::Partial),
        ];
        for (outcomes, expected) in cases {
            assert_eq!(overall(&outcomes), expected, "{outcomes:?}");
        }
    }
}
