//! `html-not-sitemap`: an HTML page is served in place of the sitemap.

use crate::draft::Draft;
use crate::rules::Rule;
use crate::severity::Severity;

pub(crate) static RULE: Rule = Rule {
    id: "html-not-sitemap",
    severity: Severity::Error,
    summary: "An HTML page is served in place of the sitemap.",
    reason: "A login page, an error page with status 200, or a viewer's page cannot be read as a sitemap.",
    source: "https://support.google.com/webmasters/answer/7451001",
    remedy: "Open the address in a private window; serve the sitemap there without login, consent page or redirect to the home page.",
};

pub(crate) fn draft() -> Draft {
    Draft::new("this is an HTML page; its content was not checked")
}
