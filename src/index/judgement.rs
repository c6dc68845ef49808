//! Judges an inspection.

use search_console::Coverage;
use search_console::url_inspection::{
    IndexStatus, IndexingState, PageFetchState, RobotsTxtState, Verdict,
};
use url::Url;

use crate::model::Reason;

/// Reason for the state of `url` in `status`.
///
/// Obstacles to fetching a page come before its content, since Google has not read what it could
/// not fetch. Fields:
/// <https://developers.google.com/webmaster-tools/v1/urlInspection.index/UrlInspectionResult>. The
/// description decides only what the fields leave open: removals and redirects have no field, and
/// Google omits some fields.
pub(crate) fn judge(url: &Url, status: &IndexStatus) -> Reason {
    if status.verdict == Verdict::Pass {
        return Reason::Indexed;
    }
    if status.robots_txt_state == RobotsTxtState::Disallowed {
        return Reason::BlockedByRobotsTxt;
    }
    if let Some(reason) = of_fetch(&status.page_fetch_state) {
        return reason;
    }
    match status.indexing_state {
        IndexingState::BlockedByMetaTag => return Reason::NoindexMeta,
        IndexingState::BlockedByHttpHeader => return Reason::NoindexHeader,
        IndexingState::BlockedByRobotsTxt => return Reason::BlockedByRobotsTxt,
        IndexingState::Allowed | IndexingState::Unspecified | IndexingState::Unknown(_) => {}
    }
    let coverage = Coverage::of(&status.coverage_state);
    match coverage {
        Coverage::Removed => return Reason::RemovalRequested,
        Coverage::Redirect => return Reason::Redirect,
        _ => {}
    }
    let canonicals = [&status.google_canonical, &status.user_canonical];
    if canonicals
        .into_iter()
        .flatten()
        .any(|one| is_other(url, one))
    {
        return Reason::CanonicalElsewhere;
    }
    let was_crawled = status.last_crawl_time.is_some();
    if let Some(reason) = of_coverage(coverage, &status.verdict, was_crawled) {
        return reason;
    }
    match (&status.verdict, was_crawled) {
        (Verdict::Fail, _) => Reason::Other,
        (_, true) => Reason::CrawledNotIndexed,
        (_, false) if is_known(status) => Reason::Discovered,
        (_, false) => Reason::UnknownToGoogle,
    }
}

/// Reason in the description, unless the verdict or the time of a crawl contradicts it.
fn of_coverage(coverage: Coverage, verdict: &Verdict, was_crawled: bool) -> Option<Reason> {
    let is_open = !matches!(verdict, Verdict::Fail | Verdict::Neutral);
    Some(match coverage {
        Coverage::Indexed if is_open => Reason::Indexed,
        Coverage::Unknown if !was_crawled => Reason::UnknownToGoogle,
        Coverage::Discovered if !was_crawled => Reason::Discovered,
        Coverage::Crawled => Reason::CrawledNotIndexed,
        Coverage::Redirect => Reason::Redirect,
        Coverage::Duplicate => Reason::CanonicalElsewhere,
        Coverage::Removed => Reason::RemovalRequested,
        Coverage::Noindex => Reason::NoindexMeta,
        Coverage::BlockedByRobotsTxt => Reason::BlockedByRobotsTxt,
        Coverage::NotFound => Reason::NotFound,
        Coverage::Soft404 => Reason::Soft404,
        Coverage::Unauthorized => Reason::Unauthorized,
        Coverage::Forbidden => Reason::Forbidden,
        Coverage::ClientError => Reason::ClientError,
        Coverage::ServerError => Reason::ServerError,
        Coverage::RedirectError => Reason::RedirectError,
        Coverage::Indexed | Coverage::Unknown | Coverage::Discovered | Coverage::Unrecognised => {
            return None;
        }
    })
}

fn of_fetch(state: &PageFetchState) -> Option<Reason> {
    Some(match state {
        PageFetchState::Soft404 => Reason::Soft404,
        PageFetchState::BlockedRobotsTxt => Reason::BlockedByRobotsTxt,
        PageFetchState::NotFound => Reason::NotFound,
        PageFetchState::AccessDenied => Reason::Unauthorized,
        PageFetchState::ServerError => Reason::ServerError,
        PageFetchState::RedirectError => Reason::RedirectError,
        PageFetchState::AccessForbidden => Reason::Forbidden,
        PageFetchState::Blocked4xx => Reason::ClientError,
        PageFetchState::InternalCrawlError => Reason::CrawlInterrupted,
        PageFetchState::InvalidUrl => Reason::InvalidUrl,
        PageFetchState::Successful | PageFetchState::Unspecified | PageFetchState::Unknown(_) => {
            return None;
        }
    })
}

/// True if `canonical` is the URL of another page.
fn is_other(url: &Url, canonical: &str) -> bool {
    Url::parse(canonical).is_ok_and(|canonical| canonical != *url)
}

/// True if anything shows that Google knows the URL.
fn is_known(status: &IndexStatus) -> bool {
    !status.sitemap.is_empty()
        || !status.referring_urls.is_empty()
        || status.robots_txt_state == RobotsTxtState::Allowed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::IndexState;

    const PAGE: &str = "https://example.com/a";

    fn crawl() -> jiff::Timestamp {
        "2026-11-01T10:00:00Z".parse().unwrap()
    }

    fn status(change: impl FnOnce(&mut IndexStatus)) -> Reason {
        let mut status = IndexStatus {
            verdict: Verdict::Neutral,
            ..IndexStatus::default()
        };
        change(&mut status);
        judge(&Url::parse(PAGE).unwrap(), &status)
    }

    #[test]
    fn the_structured_fields_decide() {
        assert_eq!(status(|_| {}), Reason::UnknownToGoogle);
        assert_eq!(
            status(|status| status.sitemap = vec!["https://example.com/s.xml".into()]),
            Reason::Discovered
        );
        assert_eq!(
            status(|status| status.last_crawl_time = Some(crawl())),
            Reason::CrawledNotIndexed
        );
        assert_eq!(
            status(|status| status.indexing_state = IndexingState::BlockedByHttpHeader),
            Reason::NoindexHeader
        );
        assert_eq!(
            status(|status| status.google_canonical = Some("https://example.com/b".into())),
            Reason::CanonicalElsewhere
        );
        assert_eq!(
            status(|status| status.user_canonical = Some("HTTPS://EXAMPLE.com:443/a".into())),
            Reason::UnknownToGoogle
        );
        assert_eq!(
            status(|status| status.verdict = Verdict::Fail),
            Reason::Other
        );
    }

    #[test]
    fn obstacles_to_crawling_precede_the_content() {
        let both = status(|status| {
            status.robots_txt_state = RobotsTxtState::Disallowed;
            status.indexing_state = IndexingState::BlockedByMetaTag;
        });
        assert_eq!(both, Reason::BlockedByRobotsTxt);
        assert_eq!(both.state(), IndexState::Error);
        let gone = status(|status| {
            status.page_fetch_state = PageFetchState::NotFound;
            status.google_canonical = Some("https://example.com/b".into());
        });
        assert_eq!(gone, Reason::NotFound);
    }

    #[test]
    fn a_description_and_unknown_values_do_not_contradict_the_fields() {
        let odd = status(|status| {
            status.coverage_state = "Submitted and indexed".into();
            status.page_fetch_state = PageFetchState::Unknown("TELEPORTED".into());
            status.last_crawl_time = Some(crawl());
        });
        assert_eq!(odd, Reason::CrawledNotIndexed);
        for unknown in [
            "URL is unknown to Google",
            "Discovered - currently not indexed",
        ] {
            let crawled = status(|status| {
                status.coverage_state = unknown.into();
                status.last_crawl_time = Some(crawl());
            });
            assert_eq!(crawled, Reason::CrawledNotIndexed);
        }
        let gone = status(|status| {
            status.coverage_state = "Crawled - currently not indexed".into();
            status.page_fetch_state = PageFetchState::NotFound;
        });
        assert_eq!(gone, Reason::NotFound);
        let noindex = status(|status| {
            status.coverage_state = "Page with redirect".into();
            status.indexing_state = IndexingState::BlockedByHttpHeader;
        });
        assert_eq!(noindex, Reason::NoindexHeader);
    }

    #[test]
    fn a_description_decides_what_the_fields_leave_open() {
        for (description, expected) in [
            ("Discovered - currently not indexed", Reason::Discovered),
            ("Crawled - currently not indexed", Reason::CrawledNotIndexed),
            ("Page with redirect", Reason::Redirect),
            ("Blocked by page removal tool", Reason::RemovalRequested),
            (
                "Duplicate without user-selected canonical",
                Reason::CanonicalElsewhere,
            ),
            ("Not found (404)", Reason::NotFound),
            (
                "Entdeckt - zurzeit nicht indexiert",
                Reason::UnknownToGoogle,
            ),
        ] {
            let judged = status(|status| status.coverage_state = description.into());
            assert_eq!(judged, expected, "{description}");
        }
        let canonical = status(|status| {
            status.coverage_state = "Page with redirect".into();
            status.google_canonical = Some("https://example.com/b".into());
        });
        assert_eq!(canonical, Reason::Redirect);
        let forgotten = status(|status| {
            status.coverage_state = "URL is unknown to Google".into();
            status.robots_txt_state = RobotsTxtState::Allowed;
        });
        assert_eq!(forgotten, Reason::UnknownToGoogle);
        let without_verdict = status(|status| {
            status.verdict = Verdict::Unspecified;
            status.coverage_state = "Indexed, not submitted in sitemap".into();
        });
        assert_eq!(without_verdict, Reason::Indexed);
    }
}
