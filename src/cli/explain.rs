//! `explain`.

use clap::Args;
use sitemap_validator::rules::Rule;

use super::levels::RuleParser;
use super::values::one_of;
use crate::render::Format;

/// `explain`.
#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    /// Name of the rule, as findings show it in brackets [default: all rules].
    #[arg(value_name = "RULE", value_parser = RuleParser)]
    pub(crate) rule: Option<&'static Rule>,

    /// Output format.
    #[arg(long, help_heading = "Output", value_name = "FORMAT", env = "SITEMAP_SUBMIT_FORMAT", hide_env_values = true,
          default_value = "human", value_parser = one_of(&["human", "json"]))]
    pub(crate) format: Format,
}
