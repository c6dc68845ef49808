//! Rules as text: one in full, several as a list.

use std::fmt::Write as _;

use anstyle::Style;

use super::{BAD, DOUBTFUL, FAINT, GOOD};
use crate::model::RuleReport;

const STRONG: Style = Style::new().bold();

pub(super) fn write(text: &mut String, rules: &[RuleReport]) {
    match rules {
        [rule] => write_page(text, rule),
        rules => write_list(text, rules),
    }
}

fn write_list(text: &mut String, rules: &[RuleReport]) {
    let width = rules.iter().map(|rule| rule.id.len()).max().unwrap_or(0);
    for rule in rules {
        let style = style(rule.severity);
        let _ = writeln!(
            text,
            "{style}{:<7}{style:#}  {STRONG}{:<width$}{STRONG:#}  {}",
            rule.severity, rule.id, rule.summary
        );
    }
}

fn write_page(text: &mut String, rule: &RuleReport) {
    let style = style(rule.severity);
    let _ = write!(
        text,
        "{STRONG}{}{STRONG:#} ({style}{}{style:#})\n{}\n\n\
         {FAINT}why{FAINT:#}:    {}\n{FAINT}remedy{FAINT:#}: {}\n{FAINT}source{FAINT:#}: {}\n",
        rule.id, rule.severity, rule.summary, rule.reason, rule.remedy, rule.source
    );
    for (style, name, example) in [(BAD, "bad", rule.bad), (GOOD, "good", rule.good)] {
        let Some(example) = example else { continue };
        let _ = writeln!(text, "\n{style}{name}{style:#}:");
        if example.is_empty() {
            text.push_str("    (nothing at all)\n");
        }
        for line in example.split('\n').filter(|_| !example.is_empty()) {
            let _ = writeln!(text, "{}", format!("    {line}").trim_end());
        }
    }
}

fn style(severity: &str) -> Style {
    match severity {
        "fatal" | "error" => BAD,
        "warning" => DOUBTFUL,
        _ => FAINT,
    }
}
