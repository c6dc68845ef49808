//! A finding of the validator, of a guard, or of a search engine.

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::Serialize;
use sitemap_validator::{Excerpt, Finding, Severity};

use super::Remedy;

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct FindingReport {
    /// The rule's stable id.
    pub(crate) rule: &'static str,
    #[serde(serialize_with = "severity_name")]
    #[schemars(with = "String")]
    pub(crate) severity: Severity,
    /// Sitemap of an index that contains it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) sitemap: Option<String>,
    /// Local file with the same finding at the same place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) file: Option<PathBuf>,
    /// Line, from 1; `None` if it concerns the sitemap as a whole.
    pub(crate) line: Option<u64>,
    /// Column, from 1, in Unicode scalar values.
    pub(crate) column: Option<u64>,
    pub(crate) message: String,
    /// Remedy.
    #[schemars(with = "Option<String>")]
    pub(crate) help: Option<Remedy>,
    /// Source line, for text output.
    #[serde(skip)]
    pub(crate) excerpt: Option<Excerpt>,
}

impl FindingReport {
    /// A finding about the sitemap as a whole.
    pub(crate) fn about_the_whole(rule: &'static str, severity: Severity, message: String) -> Self {
        Self {
            rule,
            severity,
            sitemap: None,
            file: None,
            line: None,
            column: None,
            message,
            help: None,
            excerpt: None,
        }
    }

    /// Sets the sitemap of the index that contains it.
    pub(crate) fn within(mut self, sitemap: &str) -> Self {
        self.sitemap = Some(sitemap.to_owned());
        self
    }

    /// Document that contains it: `whole`, or one that `whole` lists.
    pub(crate) fn document<'a>(&'a self, whole: &'a str) -> &'a str {
        self.sitemap.as_deref().unwrap_or(whole)
    }

    /// Adds the remedy.
    pub(crate) fn help(mut self, help: impl Into<Remedy>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl From<Finding> for FindingReport {
    fn from(finding: Finding) -> Self {
        Self {
            rule: finding.rule.id,
            severity: finding.severity,
            sitemap: None,
            file: None,
            line: finding.location.map(|at| at.line),
            column: finding.location.map(|at| at.column),
            message: finding.message,
            help: finding.help.map(Remedy::from),
            excerpt: finding.excerpt,
        }
    }
}

fn severity_name<S: serde::Serializer>(
    severity: &Severity,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(severity.as_str())
}
