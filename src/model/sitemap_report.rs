//! Report of one sitemap.

use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::Serialize;
use sitemap_validator::{Kind, Report, Severity};

use super::{
    Change, ChildReport, EngineOutcome, EngineReport, ExitCode, FailureReport, FindingReport,
    Source, Tally,
};

/// Result of one sitemap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum SitemapOutcome {
    /// An engine's own record shows it.
    Confirmed,
    /// Accepted, but the record does not show it.
    Submitted,
    /// Recorded, but not downloaded yet.
    Pending,
    /// It could not be read, or an engine rejected it.
    Failed,
    /// Dry run: everything except the submission was done.
    DryRun,
    /// Valid; no submission was requested.
    Valid,
    /// Invalid.
    Invalid,
}

impl SitemapOutcome {
    /// Its name in reports.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Submitted => "submitted",
            Self::Pending => "pending",
            Self::Failed => "failed",
            Self::DryRun => "dry-run",
            Self::Valid => "valid",
            Self::Invalid => "invalid",
        }
    }
}

/// One sitemap of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct SitemapReport {
    /// Its address; of a file, its path.
    pub(crate) url: String,
    pub(crate) outcome: SitemapOutcome,
    /// The worst exit code of its results.
    #[schemars(with = "u8")]
    pub(crate) exit_code: ExitCode,
    #[serde(serialize_with = "kind_name")]
    #[schemars(with = "Option<String>")]
    pub(crate) kind: Option<Kind>,
    /// Pages that it lists; `None` if it was not read.
    pub(crate) urls: Option<u64>,
    /// Sitemaps that it lists.
    pub(crate) sitemaps: Option<u64>,
    /// Bytes, after decompression.
    pub(crate) bytes: Option<u64>,
    pub(crate) findings: Vec<FindingReport>,
    /// Findings that were counted but are not listed.
    pub(crate) findings_hidden: u64,
    /// Errors, including fatal and unlisted ones.
    errors: u64,
    /// Warnings, including unlisted ones.
    warnings: u64,
    /// The sitemaps of an index that was crawled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) children: Option<Vec<ChildReport>>,
    /// Changes since its last confirmed submission, if that is stored.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) change: Option<Change>,
    pub(crate) engines: Vec<EngineReport>,
    /// Failure to read it.
    #[serde(rename = "error")]
    pub(crate) failure: Option<FailureReport>,
    /// Errors and warnings among those.
    #[serde(skip)]
    hidden: Hidden,
    /// Its path, where it is a file.
    #[serde(skip)]
    file: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Hidden {
    errors: u64,
    warnings: u64,
}

impl SitemapReport {
    /// A new report, which counts as failed until it has a result.
    pub(crate) fn new(source: &Source) -> Self {
        Self {
            url: source.to_string(),
            outcome: SitemapOutcome::Failed,
            exit_code: ExitCode::Unexpected,
            kind: None,
            urls: None,
            sitemaps: None,
            bytes: None,
            findings: Vec::new(),
            findings_hidden: 0,
            errors: 0,
            warnings: 0,
            children: None,
            change: None,
            engines: Vec::new(),
            failure: None,
            hidden: Hidden::default(),
            file: source.file().map(ToOwned::to_owned),
        }
    }

    /// It could not be read.
    pub(crate) fn failed(mut self, failure: impl Into<FailureReport>) -> Self {
        let failure: FailureReport = failure.into();
        self.outcome = SitemapOutcome::Failed;
        self.exit_code = failure.exit_code;
        self.failure = Some(failure);
        self
    }

    /// Adds the findings of the validator.
    pub(crate) fn take_validation(&mut self, report: Report) {
        self.kind = report.kind;
        self.urls = Some(report.urls);
        self.sitemaps = Some(report.sitemaps);
        self.bytes = Some(report.bytes);
        self.findings_hidden = report.hidden();
        let (errors, warnings) = (report.errors(), report.count(Severity::Warning));
        self.findings
            .extend(report.findings.into_iter().map(FindingReport::from));
        self.hidden = Hidden {
            errors: errors.saturating_sub(self.listed_errors()),
            warnings: warnings.saturating_sub(self.listed(Severity::Warning)),
        };
    }

    /// Adds the findings of a crawl of its sitemaps. `urls` is the number of URLs in all of them.
    pub(crate) fn take_crawl(&mut self, urls: u64, children: Vec<ChildReport>, tally: Tally) {
        self.urls = Some(urls);
        self.children = Some(children);
        self.take_tally(tally);
    }

    /// Adds further findings.
    pub(crate) fn take_tally(&mut self, tally: Tally) {
        let (errors, warnings) = (self.errors(), self.warnings());
        self.findings_hidden += tally.hidden;
        self.findings.extend(tally.findings);
        self.hidden = Hidden {
            errors: (errors + tally.errors).saturating_sub(self.listed_errors()),
            warnings: (warnings + tally.warnings).saturating_sub(self.listed(Severity::Warning)),
        };
    }

    /// Sets the outcome to valid.
    pub(crate) fn valid(mut self) -> Self {
        self.outcome = SitemapOutcome::Valid;
        self.exit_code = ExitCode::Ok;
        self.counted()
    }

    /// Sets the counts of errors and warnings.
    fn counted(mut self) -> Self {
        self.errors = self.errors();
        self.warnings = self.warnings();
        self
    }

    /// Sets the outcome to invalid.
    pub(crate) fn invalid(mut self) -> Self {
        self.outcome = SitemapOutcome::Invalid;
        self.exit_code = ExitCode::SitemapInvalid;
        self.counted()
    }

    /// Sets the outcome to a passed dry run.
    pub(crate) fn dry_run_passed(mut self) -> Self {
        self.outcome = SitemapOutcome::DryRun;
        self.exit_code = ExitCode::Ok;
        self.counted()
    }

    /// Adds the results of engines; the worst one is the result of the sitemap.
    pub(crate) fn with_engines(mut self, engines: Vec<EngineReport>) -> Self {
        let worst = engines
            .iter()
            .max_by_key(|engine| (exit_code(engine) != ExitCode::Ok, exit_code(engine).code()));
        if let Some(engine) = worst {
            self.outcome = match engine.outcome {
                EngineOutcome::Confirmed => SitemapOutcome::Confirmed,
                EngineOutcome::Submitted => SitemapOutcome::Submitted,
                EngineOutcome::Pending => SitemapOutcome::Pending,
                EngineOutcome::Failed => SitemapOutcome::Failed,
                EngineOutcome::DryRun => SitemapOutcome::DryRun,
            };
            self.exit_code = ExitCode::worst(engines.iter().map(exit_code));
        }
        self.engines = engines;
        self.counted()
    }

    /// Keeps the results of engines, even though `failure` ended the wait for a download.
    pub(crate) fn unfinished(mut self, failure: &FailureReport) -> Self {
        let engines = std::mem::take(&mut self.engines);
        self.with_engines(
            engines
                .into_iter()
                .map(|engine| engine.pending(failure.clone()))
                .collect(),
        )
    }

    /// The file in which `finding` of it is.
    pub(crate) fn file_of<'a>(&'a self, finding: &'a FindingReport) -> Option<&'a Path> {
        let whole = self.file.as_ref().filter(|_| finding.sitemap.is_none());
        finding.file.as_ref().or(whole).map(PathBuf::as_path)
    }

    /// Number of errors, including fatal and unlisted ones.
    pub(crate) fn errors(&self) -> u64 {
        self.listed_errors() + self.hidden.errors
    }

    /// Number of warnings, including unlisted ones.
    pub(crate) fn warnings(&self) -> u64 {
        self.listed(Severity::Warning) + self.hidden.warnings
    }

    fn listed_errors(&self) -> u64 {
        self.listed(Severity::Error) + self.listed(Severity::Fatal)
    }

    fn listed(&self, severity: Severity) -> u64 {
        let same = |finding: &&FindingReport| finding.severity == severity;
        self.findings.iter().filter(same).count() as u64
    }

    /// The failures of the sitemap and of its engines.
    pub(crate) fn failures(&self) -> impl Iterator<Item = &FailureReport> {
        let of_engines = self
            .engines
            .iter()
            .filter_map(|engine| engine.failure.as_ref());
        self.failure.iter().chain(of_engines)
    }

    /// The failures, mutably.
    pub(crate) fn failures_mut(&mut self) -> impl Iterator<Item = &mut FailureReport> {
        let of_engines = self
            .engines
            .iter_mut()
            .filter_map(|engine| engine.failure.as_mut());
        self.failure.iter_mut().chain(of_engines)
    }
}

fn exit_code(engine: &EngineReport) -> ExitCode {
    engine
        .failure
        .as_ref()
        .map_or(ExitCode::Ok, |failure| failure.exit_code)
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands over a reference"
)]
fn kind_name<S: serde::Serializer>(kind: &Option<Kind>, serializer: S) -> Result<S::Ok, S::Error> {
    match kind {
        Some(kind) => serializer.serialize_str(kind.as_str()),
        None => serializer.serialize_none(),
    }
}
