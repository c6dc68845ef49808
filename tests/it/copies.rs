//! Report files written in addition to standard output.

use serde_json::Value;

use crate::run::{google_of, run};
use crate::site::Site;

#[test]
fn outputs_and_a_summary_are_appended_to_the_runners_files() {
    let site = Site::start();
    site.put_sitemap("/sitemap.xml", 3);
    let google = google_of(&site);
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    std::fs::write(file("summary"), "before\n").unwrap();
    let done = run(["submit", "--format", "github"])
        .arg(site.url("/sitemap.xml"))
        .arg("--report-file")
        .arg(file("report.json"))
        .env("GITHUB_STEP_SUMMARY", file("summary"))
        .env("GITHUB_OUTPUT", file("outputs"))
        .with(&google)
        .done();
    assert_eq!(done.code, 0, "{done:?}");
    let text = |name| std::fs::read_to_string(file(name)).unwrap();
    assert_eq!(
        text("outputs"),
        format!(
            "outcome=confirmed\nexit-code=0\nsubmitted-count=1\nurl-count=3\nversion={}\nreport-path={}\n",
            env!("CARGO_PKG_VERSION"),
            file("report.json").display()
        )
    );
    assert!(text("summary").starts_with("before\n### sitemap-submit: confirmed\n"));
    let report: Value = serde_json::from_str(&text("report.json")).unwrap();
    assert_eq!(report["outcome"], "confirmed");
}

#[test]
fn a_token_is_masked_on_a_runner_and_not_printed_elsewhere() {
    let site = Site::start();
    site.put_sitemap("/sitemap.xml", 1);
    let google = google_of(&site);
    let submit = |format: &str, runner: &str| {
        let run = run(["submit", "--format", format]).with(&google);
        let run = run.env("GITHUB_ACTIONS", runner);
        run.arg(site.url("/sitemap.xml")).done().stdout
    };
    let masked = submit("github", "true");
    let (first, rest) = masked.split_once('\n').unwrap();
    let token = first.strip_prefix("::add-mask::").unwrap();
    assert!(token.len() > 10 && !rest.contains(token), "{masked}");
    for (format, runner) in [("github", ""), ("json", "true"), ("human", "true")] {
        let shown = submit(format, runner);
        assert!(!shown.contains("add-mask"), "{shown}");
    }
}

#[test]
fn a_pods_termination_message_has_cause_and_remedy() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("termination-log");
    let site = Site::start();
    let done = run(["submit", "--dry-run"])
        .arg(site.url("/missing.xml"))
        .arg("--termination-log")
        .arg(&log)
        .env("GITHUB_OUTPUT", folder.path().join("outputs"))
        .done();
    let text = std::fs::read_to_string(&log).unwrap();
    assert!(
        text.starts_with(&format!("failed (exit code {}: ", done.code)),
        "{text}"
    );
    assert!(
        text.contains("\nerror: ") && text.contains("\nhelp: "),
        "{text}"
    );
    // GitHub's output files are written only with `--format github`.
    assert!(!folder.path().join("outputs").exists());
}

#[test]
fn a_copy_that_cannot_be_written_is_a_failure() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("urls.txt"), "https://example.com/\n").unwrap();
    let done = run([
        "validate",
        "urls.txt",
        "--report-file",
        "no/such/folder.json",
    ])
    .within(folder.path())
    .done();
    assert_eq!(done.code, 1, "{done:?}");
    assert!(done.stdout.starts_with("valid"), "{done:?}");
    assert!(
        done.stderr.contains("no/such/folder.json: No such file"),
        "{done:?}"
    );
}

#[test]
fn a_copy_that_cannot_be_written_does_not_hide_a_failure() {
    let site = Site::start();
    let done = run(["validate", &site.url("/missing.xml")])
        .arg("--report-file")
        .arg("/no/such/folder.json")
        .done();
    assert_eq!(done.code, 11, "{done:?}");
    assert!(
        done.stderr.contains("/no/such/folder.json: No such file"),
        "{done:?}"
    );
}
