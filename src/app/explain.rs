//! `explain`: what a rule demands, why, and how to comply. Needs nobody's answer.

use sitemap_validator::rules;

use crate::cli::ExplainArgs;
use crate::model::RuleReport;

/// The rule that `args` name, or all of them.
pub(crate) fn explain(args: &ExplainArgs) -> Vec<RuleReport> {
    match args.rule {
        Some(rule) => vec![rule.into()],
        None => rules::all().map(RuleReport::from).collect(),
    }
}
