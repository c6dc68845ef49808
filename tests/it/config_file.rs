//! The config file: precedence, several sites in one file, and errors.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use search_console_emulator::{Config, Emulator, KeyFormat, Permission, Property};
use tempfile::TempDir;

use crate::run::{Done, Run, config_of, google_of, run};
use crate::site::{Page, Site};

/// A config file in its own folder.
struct File {
    folder: TempDir,
}

impl File {
    fn with(text: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("settings.toml"), text).unwrap();
        Self { folder }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("settings.toml")
    }

    /// Prepares a run in the file's folder, so that its path in errors is reproducible.
    fn run<const N: usize>(&self, arguments: [&str; N]) -> Run {
        run(arguments)
            .within(self.folder.path())
            .arg("--config")
            .arg("settings.toml")
    }
}

fn validate(text: &str) -> Done {
    File::with(text)
        .run(["validate", "-"])
        .input("<html>")
        .done()
}

#[test]
fn a_flag_overrides_the_variable_of_a_conflicting_flag() {
    let site = Site::start();
    site.put_sitemap("/sitemap.xml", 3);
    let google = google_of(&site);
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("store.sqlite3");
    let submit = || run(["submit", &site.url("/sitemap.xml")]).with(&google);

    let flag = submit()
        .arg("--no-store")
        .env("SITEMAP_SUBMIT_STORE", &store);
    assert_eq!(flag.done().code, 0);
    assert!(!store.exists());
    for no in ["true", "false", "0", "off"] {
        let flag = submit().arg("--store").arg(&store);
        let done = flag.env("SITEMAP_SUBMIT_NO_STORE", no).done();
        assert_eq!(done.code, 0, "{done:?}");
        assert!(store.exists());
        std::fs::remove_file(&store).unwrap();
    }
    let no = submit().env("SITEMAP_SUBMIT_NO_STORE", "no");
    let done = no.env("SITEMAP_SUBMIT_STORE", &store).done();
    assert_eq!((done.code, store.exists()), (0, true), "{done:?}");
    let both = submit().env("SITEMAP_SUBMIT_NO_STORE", "yes");
    let done = both.env("SITEMAP_SUBMIT_STORE", &store).done();
    assert_eq!(done.code, 2, "{done:?}");
    let dry = submit().env("SITEMAP_SUBMIT_DRY_RUN", "1").done();
    assert!(dry.stdout.contains("dry run"), "{dry:?}");
}

#[test]
fn settings_have_the_documented_precedence() {
    let site = Site::start();
    site.put_sitemap("/sitemap.xml", 3);
    let google = google_of(&site);
    let url = site.url("/sitemap.xml");
    let submit = |min_urls_of_site: &str| {
        File::with(&format!(
            "min-urls = 5\n[[sites]]\nsitemap = \"{url}\"\n{min_urls_of_site}\n"
        ))
    };
    let (strict, lax) = (submit("min-urls = 4"), submit("min-urls = 2"));

    assert_eq!(submit("").run(["submit"]).with(&google).done().code, 10);
    assert_eq!(strict.run(["submit"]).with(&google).done().code, 10);
    assert_eq!(lax.run(["submit"]).with(&google).done().code, 0);
    let environment = |file: &File| {
        let run = file.run(["submit"]).with(&google);
        run.env("SITEMAP_SUBMIT_MIN_URLS", "3")
    };
    assert_eq!(environment(&strict).done().code, 0);
    let flag = environment(&strict).arg("--min-urls").arg("9");
    assert_eq!(flag.done().code, 10);
    // An empty variable counts as unset.
    let empty = lax.run(["submit"]).with(&google);
    assert_eq!(empty.env("SITEMAP_SUBMIT_MIN_URLS", "").done().code, 0);
    // A variable can also name the file.
    let named = run(["submit"]).with(&google);
    let named = named.env("SITEMAP_SUBMIT_CONFIG", strict.path());
    assert_eq!(named.done().code, 10);
}

#[test]
fn a_flag_overrides_a_rule_severity_of_the_file() {
    const SITEMAP: &str = "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\
        <url><loc>/about</loc></url><url><loc>https://example.com/</loc></url>\
        <url><loc>https://example.com/</loc></url></urlset>";
    let file = File::with("allow = [\"loc-not-absolute\"]\ndeny = [\"loc-duplicate\"]\n");
    let findings = |run: Run| {
        let (done, report) = run.input(SITEMAP).json();
        let found = report["sitemaps"][0]["findings"].as_array().unwrap();
        let pair = |finding: &serde_json::Value| {
            format!("{} {}", finding["severity"], finding["rule"]).replace('"', "")
        };
        (done.code, found.iter().map(pair).collect::<Vec<_>>())
    };
    assert_eq!(
        findings(file.run(["validate", "-"])),
        (10, vec!["error loc-duplicate".to_owned()])
    );
    let flags = ["validate", "-", "--warn", "loc-duplicate"];
    let (code, found) = findings(file.run(flags));
    assert_eq!(code, 0, "{found:?}");
    assert!(
        found.contains(&"warning loc-duplicate".to_owned()),
        "{found:?}"
    );

    let unknown = validate("deny = [\"loc-dupilcate\"]\n");
    assert_eq!(unknown.code, 3, "{unknown:?}");
    assert!(unknown.stderr.contains("loc-duplicate"), "{unknown:?}");
}

#[test]
fn a_flag_overrides_a_conflicting_key_of_the_file() {
    let site = Site::start();
    site.put_sitemap("/sitemap.xml", 1);
    let google = google_of(&site);
    let file = File::with("no-store = true\ndry-run = true\n");
    let submit = || {
        file.run(["submit"])
            .arg(site.url("/sitemap.xml"))
            .with(&google)
    };

    let (_, report) = submit().json();
    assert_eq!(report["outcome"], "dry-run");
    let done = submit()
        .arg("--store")
        .arg("store.sqlite3")
        .env("SITEMAP_SUBMIT_DRY_RUN", "false")
        .done();

    assert!(done.stdout.starts_with("confirmed"), "{done:?}");
    assert!(file.folder.path().join("store.sqlite3").exists());
}

/// Two sites owned by the account, and the config file that lists them.
fn two_sites() -> (Site, Site, Emulator, File) {
    let (one, other) = (Site::start(), Site::start());
    one.put_sitemap("/sitemap.xml", 1);
    other.put_sitemap("/a.xml", 2);
    other.put_sitemap("/b.xml", 3);
    let google = Emulator::start_blocking(Config {
        properties: [&one, &other]
            .map(|site| Property::new(site.root(), Permission::Owner))
            .into(),
        ..config_of(&one)
    });
    let google = google.unwrap();
    let key = google.key_file_json(KeyFormat::Pkcs8);
    let file = File::with(&format!(
        "credentials = \"key.json\"\n\n\
         [[sites]]\nsite = \"{0}\"\nsitemap = \"{0}sitemap.xml\"\n\n\
         [[sites]]\nsite = \"{1}\"\nsitemap = [\"{1}a.xml\", \"{1}b.xml\"]\nmin-urls = 2\n",
        one.root(),
        other.root()
    ));
    std::fs::write(file.folder.path().join("key.json"), key).unwrap();
    (one, other, google, file)
}

fn on(google: &Emulator, run: Run) -> Run {
    run.env("SEARCH_CONSOLE_EMULATOR_HOST", google.host())
}

#[test]
fn one_run_submits_the_sitemaps_of_all_sites() {
    let (one, other, google, file) = two_sites();

    let (done, report) = on(&google, file.run(["submit"])).json();

    assert_eq!((done.code, &report["outcome"]), (0, &"confirmed".into()));
    let sitemaps = report["sitemaps"].as_array().unwrap();
    let urls: Vec<&str> = sitemaps
        .iter()
        .map(|one| one["url"].as_str().unwrap())
        .collect();
    assert_eq!(
        urls,
        [
            one.url("/sitemap.xml"),
            other.url("/a.xml"),
            other.url("/b.xml")
        ]
    );
    assert_eq!(sitemaps[2]["engines"][0]["property"], other.root());
}

#[test]
fn the_worst_site_determines_the_exit_code_and_all_sites_run() {
    let (one, other, google, file) = two_sites();
    one.put("/sitemap.xml", Page::Status(404));
    let (done, report) = on(&google, file.run(["submit"])).json();
    assert_eq!((done.code, &report["outcome"]), (11, &"partial".into()));
    assert!(
        google
            .sitemap(&other.root(), &other.url("/b.xml"))
            .is_some()
    );

    // A site that fails before its first request.
    let text = std::fs::read_to_string(file.path()).unwrap();
    let broken = text.replacen("[[sites]]\n", "[[sites]]\ncredentials = \"no.json\"\n", 1);
    std::fs::write(file.path(), broken).unwrap();
    let (done, report) = on(&google, file.run(["submit"])).json();
    assert_eq!((done.code, &report["outcome"]), (3, &"partial".into()));
    let error = report["errors"][0]["message"].as_str().unwrap();
    assert!(error.contains("no.json"), "{error}");
    assert_eq!(report["sitemaps"].as_array().unwrap().len(), 2);
}

#[test]
fn sites_skipped_after_a_signal_are_reported() {
    let (one, other, google, file) = two_sites();
    one.put("/sitemap.xml", Page::Stalled(Vec::new()));
    let child = on(&google, file.run(["submit", "--format", "json"]))
        .into_command()
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let start = Instant::now();
    while one.requests().is_empty() {
        assert!(start.elapsed() < Duration::from_secs(30));
        std::thread::sleep(Duration::from_millis(5));
    }
    let pid = child.id().to_string();
    let sent = Command::new("kill").args(["-TERM", &pid]).status();
    assert!(sent.unwrap().success());
    let done = Done::from(child.wait_with_output().unwrap(), Duration::ZERO);
    assert_eq!(done.code, 143, "{done:?}");
    let report = done.report();
    assert_eq!(report["outcome"], "failed");
    assert_eq!(report["sitemaps"][0]["url"], one.url("/sitemap.xml"));
    let error = &report["errors"][0];
    let message = format!(
        "stopped by SIGTERM before {}, {} was started",
        other.url("/a.xml"),
        other.url("/b.xml")
    );
    assert_eq!(error["message"], message);
    assert_eq!(error["exit_code"], 143);
}

#[test]
fn a_sitemap_or_a_property_selects_sites() {
    let (one, other, google, file) = two_sites();
    let urls = |run: Run| {
        let (done, report) = on(&google, run).json();
        let sitemaps = report["sitemaps"].as_array().unwrap().clone();
        let urls = sitemaps
            .iter()
            .map(|one| one["url"].as_str().unwrap().to_owned());
        (done.code, urls.collect::<Vec<_>>())
    };
    let b = other.url("/b.xml");
    let both = format!("{b} {}", one.url("/sitemap.xml"));

    assert_eq!(urls(file.run(["submit", &b])), (0, vec![b.clone()]));
    assert_eq!(
        urls(file.run(["submit", "--site", &one.root()])),
        (0, vec![one.url("/sitemap.xml")])
    );
    let from_environment = file.run(["submit"]).env("SITEMAP_SUBMIT_SITEMAP", both);
    assert_eq!(
        urls(from_environment),
        (0, vec![one.url("/sitemap.xml"), b])
    );
    assert_eq!(urls(file.run(["submit", "https://example.com/s.xml"])).0, 2);
    assert_eq!(
        urls(file.run(["submit", "--site", "https://example.com/"])).0,
        2
    );
}

#[test]
fn a_mistake_is_reported_with_file_line_column_and_key() {
    let cases = [
        (
            "min_urls = 5",
            "1:1",
            "unknown setting `min_urls`: did you mean `min-urls`?",
        ),
        (
            "\nmin-url = 5",
            "2:1",
            "unknown setting `min-url`: did you mean `min-urls`?",
        ),
        ("zzz = 1", "1:1", "unknown setting `zzz`"),
        (
            "fail-on = \"loud\"",
            "1:11",
            "`fail-on`: `loud` is not one of fatal, error, warning, never",
        ),
        (
            "# ä\nwait = \"soon\"",
            "2:8",
            "`wait`: write a number and a unit",
        ),
        (
            "wait = [\"5m\"]",
            "1:8",
            "`wait` takes a text or a number, not a list",
        ),
        (
            "dry-run = \"yes\"",
            "1:11",
            "`dry-run` takes true or false, not a text",
        ),
        (
            "sitemap = [\"/a.xml\", \"ftp://x/\"]",
            "1:22",
            "`sitemap`: `ftp://x/` is not an http or https URL",
        ),
        ("site = \"example.com\"", "1:8", "`site`: "),
        ("config = \"x\"", "1:1", "`config` cannot be set in a file"),
        (
            "store = \"a\"\nno-store = true",
            "2:1",
            "`no-store` and `store` contradict each other",
        ),
        (
            "[[sites]]\nmin-urls = 1",
            "1:1",
            "this site has neither `sitemap` nor `site`",
        ),
        (
            "sites = 1",
            "1:9",
            "`sites` takes [[sites]] tables, not a number",
        ),
        (
            "[[sites]]\nsite = \"sc-domain:a.com\"\nformat = \"json\"",
            "3:1",
            "`format` applies to the whole run",
        ),
        ("a = ", "1:5", "not valid TOML: "),
    ];
    for (text, place, words) in cases {
        let done = validate(text);
        assert_eq!(done.code, 3, "{text}: {done:?}");
        let start = format!("error: invalid config file settings.toml:{place}\n  cause: {words}");
        assert!(done.stderr.starts_with(&start), "{start}\n{}", done.stderr);
    }
}

#[test]
fn a_secret_is_rejected_and_not_printed() {
    for text in [
        "credentials-json = '{\"private_key\": \"hunter2\"}'",
        "credentials = '{\"private_key\": \"hunter2\"}'",
        "http_token = \"hunter2\"",
        "heartbeat-url = \"hunter2\"",
        "heartbeat-url = \"http://example.com/hunter2\"",
        "heartbeat-url = \"https://example.com/hunter2",
    ] {
        let done = validate(text);
        assert_eq!(done.code, 3, "{text}: {done:?}");
        let printed = format!("{}{}", done.stdout, done.stderr);
        assert!(!printed.contains("hunter2"), "{printed}");
    }
}

#[test]
fn every_flag_is_a_key() {
    let command = sitemap_submit::cli::command();
    let all = command.get_subcommands().chain([&command]);
    for flag in all
        .flat_map(clap::Command::get_opts)
        .filter_map(clap::Arg::get_long)
    {
        if ["config", "help", "version"].contains(&flag) {
            continue;
        }
        let done = validate(&format!("{flag} = {{}}"));
        assert!(
            done.stderr.contains(&format!("`{flag}` takes ")),
            "{done:?}"
        );
    }
}

#[test]
fn a_missing_file_is_reported_in_the_requested_format() {
    let done = run(["submit", "--config", "no/such.toml", "--format", "json"]).done();
    assert_eq!(done.code, 3);
    let report = done.report();
    assert_eq!(
        report["error"]["message"],
        "failed to read the config file no/such.toml"
    );
    assert_eq!(run(["mcp", "--config", "no/such.toml"]).done().code, 3);
}

#[test]
fn a_site_without_sitemaps_is_validated_from_its_root() {
    let site = Site::start();
    site.put_sitemap("/map.xml", 2);
    let robots = format!("Sitemap: {}\n", site.url("/map.xml"));
    site.put(
        "/robots.txt",
        Page::Content("text/plain", robots.into_bytes()),
    );
    let file = File::with(&format!("[[sites]]\nsite = \"{}\"\n", site.root()));

    let (done, report) = file.run(["validate"]).json();

    assert_eq!(
        (done.code, &report["outcome"]),
        (0, &"valid".into()),
        "{done:?}"
    );
    let sitemaps = report["sitemaps"].as_array().unwrap();
    assert!(
        sitemaps
            .iter()
            .any(|one| one["url"] == site.url("/map.xml")),
        "{report}"
    );
}
