//! `explain`: prints the requirement of a rule, its reason, and how to comply.

use sitemap_validator::rules::{self, Rule};

use crate::model::RuleReport;

/// Explains `rule`, or all rules.
pub(crate) fn explain(rule: Option<&'static Rule>) -> Vec<RuleReport> {
    match rule {
        Some(rule) => vec![rule.into()],
        None => rules::all().map(RuleReport::from).collect(),
    }
}
