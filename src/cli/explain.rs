//! `explain`.

use clap::Args;
use sitemap_validator::rules::Rule;

use super::levels::RuleParser;
use super::values::one_of;
use crate::render::Format;

/// `explain`.
#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    /// The rule, by the name that findings show in brackets [default: a list of all rules].
    #[arg(value_name = "RULE", value_parser = RuleParser)]
    pub(crate) rule: Option<&'static Rule>,

    /// How the answer is written.
    #[arg(long, help_heading = "Output", value_name = "FORMAT", env = "SITEMAP_SUBMIT_FORMAT", hide_env_values = true,
          default_value = "human", value_parser = one_of(&["human", "json"]))]
    pub(crate) format: Format,
}
