//! Generates the documentation of the rules.

use std::fmt::Write as _;

use crate::rules::all;
use crate::severity::Severity;

/// Returns the text of `docs/rules.md`: a table of all rules, then a section for each.
#[must_use]
pub fn rules_markdown() -> String {
    let mut page = String::from(
        "# Rules\n\n\
         <!-- Generated from crates/sitemap-validator/src/rules; change it there. -->\n\n\
         Every finding of the validator names one of these rules.\n\
         The severity is the effect on search engines; \
         where no source documents that engines reject the file, it is not fatal.\n\n\
         | severity | effect |\n|---|---|\n",
    );
    for severity in Severity::ALL {
        let _ = writeln!(page, "| {severity} | {} |", severity.effect());
    }
    page.push_str(
        "\n`submit` holds a sitemap back for a fatal finding, and `validate` fails for an error; \
         change that with `--fail-on`.\n\n\
         | rule | severity | violation |\n|---|---|---|\n",
    );
    for rule in all() {
        let _ = writeln!(
            page,
            "| [`{0}`](#{0}) | {1} | {2} |",
            rule.id, rule.severity, rule.summary
        );
    }
    for rule in all() {
        let _ = write!(
            page,
            "\n## {}\n\nSeverity: {}.\n{}\n\n**Why**: {}\n\n**Remedy**: {}\n\n**Source**: <{}>\n",
            rule.id, rule.severity, rule.summary, rule.reason, rule.remedy, rule.source,
        );
        let example = rule.example;
        for (name, text) in [("Bad", example.bad), ("Good", example.good)] {
            let shown = if text.is_empty() { "" } else { "\n" };
            let _ = write!(page, "\n**{name}**:\n\n```text\n{text}{shown}```\n");
        }
    }
    page
}
