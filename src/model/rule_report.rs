//! Documentation of one rule.

use schemars::JsonSchema;
use serde::Serialize;
use sitemap_validator::rules::Rule;

/// A rule, as `explain` describes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct RuleReport {
    /// The stable name.
    pub(crate) id: &'static str,
    /// Severity of its violations, unless a level overrides it.
    pub(crate) severity: &'static str,
    /// The requirement.
    pub(crate) summary: &'static str,
    /// Effect of a violation.
    pub(crate) reason: &'static str,
    /// Remedy.
    pub(crate) remedy: &'static str,
    /// URL of the source.
    pub(crate) source: &'static str,
    /// Example that violates it.
    pub(crate) bad: Option<&'static str>,
    /// Example that complies.
    pub(crate) good: Option<&'static str>,
}

impl From<&'static Rule> for RuleReport {
    fn from(rule: &'static Rule) -> Self {
        Self {
            id: rule.id,
            severity: rule.severity.as_str(),
            summary: rule.summary,
            reason: rule.reason,
            remedy: rule.remedy,
            source: rule.source,
            bad: Some(rule.example.bad),
            good: Some(rule.example.good),
        }
    }
}
