//! Writes search analytics as comma-separated values (RFC 4180).

use super::{Rendered, human};
use crate::model::{AnalyticsReport, Answer, RunReport};

pub(super) fn render(report: &RunReport) -> Rendered {
    match &report.answer {
        Some(Answer::Analytics(analytics)) => Rendered {
            stdout: table(analytics).unwrap_or_default(),
            stderr: String::new(),
        },
        // A failure has no table.
        _ => Rendered {
            stdout: String::new(),
            stderr: human::render(report).stderr,
        },
    }
}

fn table(analytics: &AnalyticsReport) -> Option<String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let head = analytics.dimensions.iter().copied();
    writer
        .write_record(head.chain(["clicks", "impressions", "ctr", "position"]))
        .ok()?;
    for row in &analytics.rows {
        let numbers = [row.clicks, row.impressions, row.ctr, row.position];
        let numbers = numbers.iter().map(ToString::to_string);
        writer
            .write_record(row.keys.iter().cloned().chain(numbers))
            .ok()?;
    }
    String::from_utf8(writer.into_inner().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::AnalyticsRow;

    #[test]
    fn fields_are_quoted_if_necessary() {
        let analytics = AnalyticsReport {
            property: "sc-domain:example.com".into(),
            start: "2026-11-01".into(),
            end: "2026-11-02".into(),
            dimensions: vec!["query"],
            rows: vec![AnalyticsRow {
                keys: vec!["a, \"b\"".into()],
                clicks: 3.0,
                impressions: 10.0,
                ctr: 0.3,
                position: 1.5,
            }],
            has_more: false,
        };
        assert_eq!(
            table(&analytics).unwrap(),
            "query,clicks,impressions,ctr,position\n\"a, \"\"b\"\"\",3,10,0.3,1.5\n"
        );
    }
}
