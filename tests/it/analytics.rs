//! `search-analytics` with data that is not final.

use crate::run::{google_of, run};
use crate::site::Site;

#[test]
fn fresh_and_hourly_data_is_requested() {
    let site = Site::start();
    let google = google_of(&site);
    let root = site.root();
    let query = |arguments: &[&str]| {
        let begin = run(["search-analytics", "--site", &root]).with(&google);
        let (done, report) = arguments.iter().fold(begin, crate::run::Run::arg).json();
        assert_eq!(done.code, 0, "{done:?}");
        report
    };
    let hourly = query(&["--dimensions", "hour"]);
    assert_eq!(hourly["analytics"]["dimensions"][0], "hour");
    query(&["--fresh", "--aggregation", "page"]);
    let sent: Vec<String> = google
        .ledger()
        .iter()
        .filter(|entry| entry.path.contains("searchAnalytics"))
        .map(|entry| format!("{:?}", entry.body))
        .collect();
    assert!(sent[0].contains("HOURLY_ALL"), "{sent:?}");
    assert!(
        sent[1].contains("ALL") && sent[1].contains("BY_PAGE"),
        "{sent:?}"
    );
}
