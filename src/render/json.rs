//! Writes one JSON object, as docs/report.schema.json describes it.

use super::Rendered;
use crate::model::RunReport;

pub(super) fn render(report: &RunReport) -> Rendered {
    let mut stdout = serde_json::to_string_pretty(report)
        .unwrap_or_else(|error| format!("{{\"error\":\"{error}\"}}"));
    stdout.push('\n');
    Rendered {
        stdout,
        stderr: String::new(),
    }
}
