//! Converts the error counts of an engine into findings.

use sitemap_validator::Severity;

use crate::model::links;
use crate::model::{EngineReport, FindingReport};

/// Findings for the errors and warnings that the engine counted at its last download. The API
/// returns only their number.
pub(crate) fn engine_findings(engine: &EngineReport) -> Vec<FindingReport> {
    let counted = [
        // According to the API's documentation, errors must be fixed before the sitemap can be
        // processed: <https://developers.google.com/webmaster-tools/v1/sitemaps#resource>
        (engine.errors, "google-errors", "error", Severity::Fatal),
        (
            engine.warnings,
            "google-warnings",
            "warning",
            Severity::Warning,
        ),
    ];
    counted
        .into_iter()
        .filter_map(|(amount, rule, word, severity)| {
            let amount = amount.filter(|&amount| amount > 0)?;
            let message = format!("Google counts {amount} {word}(s) in this sitemap");
            let finding = FindingReport::about_the_whole(rule, severity, message);
            let property = engine.property.as_deref().unwrap_or_default();
            Some(finding.help(format!("see which at {}", links::sitemaps_page(property))))
        })
        .collect()
}

/// Findings about the current submission; older ones may have been fixed by it.
pub(crate) fn new_engine_findings(engine: &EngineReport) -> Vec<FindingReport> {
    let is_fresh = match (engine.last_downloaded, engine.last_submitted) {
        (Some(downloaded), Some(submitted)) => downloaded >= submitted,
        _ => false,
    };
    if is_fresh {
        engine_findings(engine)
    } else {
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn complaints_of_an_earlier_download_are_not_held_against_a_submission() {
        let mut engine = EngineReport::new("google");
        engine.errors = Some(2);
        engine.warnings = Some(0);
        engine.last_downloaded = "2026-01-01T00:00:00Z".parse().ok();
        engine.last_submitted = "2026-01-01T00:00:01Z".parse().ok();
        assert_eq!(engine_findings(&engine).len(), 1);
        assert_eq!(new_engine_findings(&engine).len(), 0);
        engine.last_downloaded = engine.last_submitted;
        assert_eq!(new_engine_findings(&engine)[0].rule, "google-errors");
    }
}
