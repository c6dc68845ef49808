//! Decides if a sitemap is good enough to submit.

use sitemap_validator::{Kind, Report, Severity};

use crate::model::{FailOn, FindingReport, Remedy, RunOption};
use crate::site::crawl::{UnreadChildren, is_unread};

/// Requirements for a sitemap.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Policy {
    /// Minimum severity that counts as failure.
    pub(crate) fail_on: FailOn,
    /// Minimum number of URLs.
    pub(crate) min_urls: Option<u64>,
}

impl Policy {
    /// True if findings up to `worst` are acceptable. `is_denied` is true if a finding violates a
    /// rule of `--deny`, which is acceptable only with the threshold `never`.
    pub(crate) fn tolerates(self, worst: Option<Severity>, is_denied: bool) -> bool {
        match self.fail_on {
            FailOn::Never => true,
            fail_on => !is_denied && fail_on.tolerates(worst),
        }
    }

    /// Rejects a sitemap that could not be read completely, even if the violated rule has a low
    /// severity, since the rest was not checked.
    pub(crate) fn unread(self, report: &Report) -> Option<FindingReport> {
        if self.fail_on == FailOn::Never || !is_unread(report) {
            return None;
        }
        let message = "the sitemap could not be read completely";
        Some(not_read(message.to_owned()))
    }

    /// Rejects an index with such sitemaps.
    pub(crate) fn unread_child(self, unread: Option<&UnreadChildren>) -> Option<FindingReport> {
        let UnreadChildren { first, count } = unread.filter(|_| self.fail_on != FailOn::Never)?;
        let message = format!("{count} of its sitemaps could not be read completely");
        Some(not_read(message).within(first))
    }

    /// Rejects a sitemap with too few URLs. This is an explicit limit, so `--fail-on` does not
    /// change it.
    ///
    /// `crawled` is the number of URLs in all sitemaps of an index, if these were read.
    pub(crate) fn guard(self, report: &Report, crawled: Option<u64>) -> Option<FindingReport> {
        let urls = crawled.unwrap_or(report.urls);
        let least = self.min_urls.filter(|&least| urls < least)?;
        let is_uncounted = report.kind == Some(Kind::SitemapIndex) && crawled.is_none();
        let message = if is_uncounted {
            format!(
                "the URLs of an index are not counted, so the required {least} cannot be checked"
            )
        } else {
            format!(
                "the sitemap lists {} URLs, fewer than the required {least}",
                urls
            )
        };
        let finding = FindingReport::about_the_whole("too-few-urls", Severity::Error, message);
        let help = if is_uncounted {
            "validate the sitemaps of the index, or submit it without "
        } else {
            "check that the site was built completely, or lower "
        };
        Some(finding.help(Remedy::new(help).option(RunOption::MinUrls)))
    }
}

fn not_read(message: String) -> FindingReport {
    FindingReport::about_the_whole("not-read", Severity::Error, message)
        .help("do not lower the severity of a fatal rule")
}

#[cfg(test)]
mod tests {
    use super::*;
    use sitemap_validator::rules::{self, Level};
    use sitemap_validator::{Options, validate};

    fn policy(fail_on: FailOn, min_urls: Option<u64>) -> Policy {
        Policy { fail_on, min_urls }
    }

    fn report(xml: &str) -> Report {
        let options = Options::new("2026-01-01T00:00:00Z".parse().unwrap());
        validate(xml.as_bytes(), &options).unwrap()
    }

    #[test]
    fn a_denied_rule_holds_back_at_any_threshold_but_never() {
        let passes =
            |fail_on, is_denied| policy(fail_on, None).tolerates(Some(Severity::Error), is_denied);
        assert!(passes(FailOn::Fatal, false));
        assert!(!passes(FailOn::Fatal, true));
        assert!(passes(FailOn::Never, true));
    }

    #[test]
    fn a_level_does_not_make_good_what_was_not_read() {
        let mut options = Options::new("2026-01-01T00:00:00Z".parse().unwrap());
        let html = rules::find("html-not-sitemap").unwrap();
        options.levels.set(html, Level::Allow);
        let unread = validate(&b"<html>"[..], &options).unwrap();
        assert!(policy(FailOn::Error, None).unread(&unread).is_some());
        assert!(policy(FailOn::Never, None).unread(&unread).is_none());
        assert!(
            policy(FailOn::Error, None)
                .unread(&report("<html>"))
                .is_none()
        );
    }

    #[test]
    fn too_few_urls_are_refused_even_if_nothing_else_is() {
        let one = report("https://example.com/\n");
        assert_eq!(one.urls, 1);
        let guard = |least| policy(FailOn::Never, Some(least)).guard(&one, None);
        assert_eq!(guard(1), None);
        assert_eq!(
            guard(2).map(|finding| finding.message).as_deref(),
            Some("the sitemap lists 1 URLs, fewer than the required 2")
        );
    }
}
