//! `delete` removes a sitemap from Search Console and confirms that it is gone.

use search_console_emulator::{Fault, FaultRule, PathMatch};

use crate::run::{google_of, run};
use crate::site::Site;

#[test]
fn a_removal_is_confirmed_by_the_record() {
    let site = Site::start();
    site.put_sitemap("/sitemap.xml", 1);
    let url = site.url("/sitemap.xml");
    let google = google_of(&site);
    let submitted = run(["submit", "--no-store", &url]).with(&google).done();
    assert_eq!(submitted.code, 0, "{submitted:?}");

    let (removed, report) = run(["delete", &url]).with(&google).json();
    assert_eq!(removed.code, 0, "{removed:?}");
    assert_eq!(report["deleted"]["was_submitted"], true, "{report}");
    assert_eq!(report["deleted"]["is_gone"], true, "{report}");
    assert!(google.sitemap(&site.root(), &url).is_none());

    let again = run(["delete", &url]).with(&google).done();
    assert_eq!(again.code, 0, "{again:?}");
    assert!(again.stdout.contains("has no record of"), "{again:?}");
}

#[test]
fn a_removal_that_fails_is_a_failure() {
    let site = Site::start();
    site.put_sitemap("/sitemap.xml", 1);
    let url = site.url("/sitemap.xml");
    let google = google_of(&site);
    assert_eq!(
        run(["submit", "--no-store", &url])
            .with(&google)
            .done()
            .code,
        0
    );
    let forbidden = run(["delete", &site.root()]).with(&google).done();
    assert_eq!(forbidden.code, 2, "{forbidden:?}");
    let fault = FaultRule::once(Fault::InternalError);
    google.add_fault(fault.on(PathMatch::Sitemaps).forever());
    let failed = run(["delete", &url, "--deadline", "3s"])
        .with(&google)
        .done();
    assert_eq!(failed.code, 24, "{failed:?}");
}
