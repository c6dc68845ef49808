//! Puts the remedies of the command line into the words of the tools: an agent has arguments where
//! a person has flags, and calls tools where a person types commands.
//!
//! Remedies write both in backticks; nothing else is touched. Flags that no tool has stay: they are
//! those with which the server was started.

use serde_json::Value;

use crate::model::CheckReport;
use crate::model::failure::FailureReport;

/// Flags, and the arguments of tools that mean the same.
const ARGUMENTS: [(&str, &str); 7] = [
    ("--site", "site"),
    ("--start", "start"),
    ("--end", "end"),
    ("--limit", "limit"),
    ("--budget", "budget"),
    ("--min-urls", "min_urls"),
    ("--max-shrink", "max_shrink_percent"),
];

/// Subcommands, and the tools that do the same.
const TOOLS: [(&str, &str); 7] = [
    ("sites", "list_sites"),
    ("status", "get_sitemap"),
    ("validate", "validate_sitemap"),
    ("submit", "submit_sitemap"),
    ("inspect", "inspect_urls"),
    ("audit", "audit_pages"),
    ("report", "indexing_status"),
];

/// `text` in the words of the tools.
pub(super) fn in_words_of_tools(text: &str) -> String {
    // What stands between backticks has an odd place.
    let parts = text.split('`').enumerate().map(|(place, part)| {
        let quoted = (place % 2 == 1).then(|| of_argument(part).or_else(|| of_tool(part)));
        quoted.flatten().unwrap_or_else(|| part.to_owned())
    });
    parts.collect::<Vec<String>>().join("`")
}

/// `site: https://example.com/` for `--site https://example.com/`.
fn of_argument(flag: &str) -> Option<String> {
    let (name, value) = flag
        .split_once(' ')
        .map_or((flag, None), |(name, value)| (name, Some(value)));
    let (_, argument) = ARGUMENTS.iter().find(|(known, _)| *known == name)?;
    Some(value.map_or_else(
        || (*argument).to_owned(),
        |value| format!("{argument}: {value}"),
    ))
}

/// `validate_sitemap` with what it is about, for `sitemap-submit validate` with the same.
fn of_tool(command: &str) -> Option<String> {
    let typed = command.strip_prefix("sitemap-submit ")?;
    let (name, about) = typed.split_once(' ').unwrap_or((typed, ""));
    let (_, tool) = TOOLS.iter().find(|(known, _)| *known == name)?;
    let about = about.strip_prefix("--site ").unwrap_or(about);
    // A word in capitals stands for what is to be named.
    let is_placeholder = about.bytes().all(|byte| byte.is_ascii_uppercase());
    Some(if is_placeholder {
        (*tool).to_owned()
    } else {
        format!("{tool}` for `{about}")
    })
}

/// The same for the remedy of a failure.
pub(super) fn reword_failure(failure: &mut FailureReport) {
    failure.message = in_words_of_tools(&failure.message);
    failure.remedy = failure.remedy.as_deref().map(in_words_of_tools);
}

/// The same for the remedy of a check.
pub(super) fn reword_check(check: &mut CheckReport) {
    check.remedy = check.remedy.as_deref().map(in_words_of_tools);
    check.error.iter_mut().for_each(reword_failure);
}

/// The same for all remedies in what was found.
pub(super) fn reword_found(found: &mut Value) {
    match found {
        Value::Object(members) => {
            for (name, member) in members {
                match member {
                    Value::String(text) if matches!(name.as_str(), "remedy" | "help") => {
                        *text = in_words_of_tools(text);
                    }
                    other => reword_found(other),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(reword_found),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_become_arguments_and_commands_tools() {
        for (typed, told) in [
            (
                "write `--site https://example.com/`",
                "write `site: https://example.com/`",
            ),
            (
                "exchange `--start` and `--end`",
                "exchange `start` and `end`",
            ),
            (
                "submit once without `--max-shrink`",
                "submit once without `max_shrink_percent`",
            ),
            (
                "see them with `sitemap-submit validate https://example.com/s.xml`",
                "see them with `validate_sitemap` for `https://example.com/s.xml`",
            ),
            (
                "see why with `sitemap-submit report --site sc-domain:example.com`",
                "see why with `indexing_status` for `sc-domain:example.com`",
            ),
            (
                "audit first: `sitemap-submit audit SITEMAP`",
                "audit first: `audit_pages`",
            ),
            (
                "`sitemap-submit sites` lists them",
                "`list_sites` lists them",
            ),
            // Of the server, or no flag at all.
            ("give `--credentials FILE`", "give `--credentials FILE`"),
            ("under `mcp-supervisor`", "under `mcp-supervisor`"),
            ("add --site to it", "add --site to it"),
        ] {
            assert_eq!(in_words_of_tools(typed), told);
        }
    }
}
