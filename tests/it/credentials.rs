//! Unusable keys, accounts and properties: each ends with its exit code, cause and remedy, and no
//! secret is printed.

use std::path::{Path, PathBuf};

use search_console_emulator::{Config, Emulator, KeyFormat, Permission, Property, ServiceState};
use serde_json::{Value, json};

use crate::run::{Done, Run, config_of, google_of, run};
use crate::site::Site;

/// A site with a valid sitemap, and a Search Console in which the account owns it.
struct Scene {
    site: Site,
    google: Emulator,
    folder: tempfile::TempDir,
}

impl Scene {
    fn new() -> Self {
        Self::with(|_| {})
    }

    fn with(change: impl FnOnce(&mut Config)) -> Self {
        let site = Site::start();
        site.put_sitemap("/sitemap.xml", 2);
        let mut config = config_of(&site);
        change(&mut config);
        Self {
            site,
            google: Emulator::start_blocking(config).unwrap(),
            folder: tempfile::tempdir().unwrap(),
        }
    }

    /// A submission to the emulator, without credentials.
    fn submission(&self) -> Run {
        run(["--log", "debug", "submit", &self.site.url("/sitemap.xml")])
            .env("SEARCH_CONSOLE_EMULATOR_HOST", self.google.host())
    }

    fn key(&self) -> Value {
        serde_json::from_str(&self.google.key_file_json(KeyFormat::Pkcs8)).unwrap()
    }

    fn file(&self, name: &str, content: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        path
    }

    /// A submission with this content in the key file.
    fn with_key_file(&self, content: &str) -> Done {
        let path = self.file("key.json", content);
        self.submission().arg("--credentials").arg(path).done()
    }

    /// Asserts the exit code, that the output contains each of `words`, and that it contains no
    /// secret.
    fn expect(&self, done: &Done, code: i32, words: &[&str]) {
        assert_eq!(done.code, code, "{done:?}");
        for word in words {
            assert!(done.stderr.contains(word), "no `{word}` in {done:?}");
        }
        for secret in self.google.secrets() {
            let shown = done.stdout.contains(&secret) || done.stderr.contains(&secret);
            assert!(!shown, "{secret:.8}… is shown");
        }
    }
}

#[test]
fn an_invalid_key_file_is_rejected_before_any_request() {
    let scene = Scene::new();
    let key = scene.key();
    let changed = |field: &str, value: Value| {
        let mut key = key.clone();
        key[field] = value;
        key.to_string()
    };
    let without = |field: &str| {
        let mut key = key.clone();
        key.as_object_mut().unwrap().remove(field);
        key.to_string()
    };
    let new_key = "create a JSON key";
    let cases = [
        (
            String::new(),
            "the key is empty",
            "store the content of the key file",
        ),
        (
            "{\"type\": \"service_account\",".to_owned(),
            "the key is cut off",
            "store the whole file again",
        ),
        (
            "{\"type\" \"service_account\"}".to_owned(),
            "not a key file: not JSON, line 1 column 9",
            new_key,
        ),
        (" ".repeat(70_000), "more than 65536 bytes", new_key),
        (
            changed("type", json!("authorized_user")),
            "of type `authorized_user`",
            "use the key of a service account",
        ),
        (without("client_email"), "no `client_email`", new_key),
        (without("private_key"), "no `private_key`", new_key),
        (
            changed(
                "private_key",
                json!("-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\n"),
            ),
            "not an RSA private key",
            new_key,
        ),
        (
            changed("token_uri", json!("https://evil.example/token")),
            "`https://evil.example/token` is neither",
            "restore the key file",
        ),
        (
            changed("token_uri", json!("http://oauth2.googleapis.com/token")),
            "`token_uri` is rejected",
            "restore the key file",
        ),
    ];
    for (content, cause, remedy) in cases {
        let done = scene.with_key_file(&content);
        scene.expect(&done, 3, &[cause, remedy]);
    }
    assert!(scene.google.ledger().is_empty());
    assert!(scene.site.requests().is_empty());
}

#[test]
fn an_unreadable_key_file_is_reported() {
    let scene = Scene::new();
    let none = scene.submission().done();
    scene.expect(
        &none,
        3,
        &["no credentials were given", "--credentials FILE"],
    );
    for path in [Path::new("/nonexistent/key.json"), scene.folder.path()] {
        let done = scene.submission().arg("--credentials").arg(path).done();
        scene.expect(&done, 3, &[&path.display().to_string(), "check the path"]);
    }
    let garbage = scene
        .submission()
        .env("SITEMAP_SUBMIT_CREDENTIALS_JSON", "{}")
        .done();
    scene.expect(
        &garbage,
        3,
        &["the variable SITEMAP_SUBMIT_CREDENTIALS_JSON"],
    );
}

#[test]
fn both_forms_of_a_private_key_are_read() {
    for format in [KeyFormat::Pkcs8, KeyFormat::Pkcs1] {
        let scene = Scene::new();
        let done = scene.with_key_file(&scene.google.key_file_json(format));
        scene.expect(&done, 0, &[]);
    }
}

#[test]
fn the_flag_overrides_the_key_content_which_overrides_googles_variable() {
    let scene = Scene::new();
    let good = scene.google.key_file_json(KeyFormat::Pkcs8);
    let good_file = scene.file("good.json", &good);
    let bad_file = scene.file("bad.json", "{}");
    let content = "SITEMAP_SUBMIT_CREDENTIALS_JSON";
    let google = "GOOGLE_APPLICATION_CREDENTIALS";

    let flag = scene.submission().arg("--credentials").arg(&good_file);
    scene.expect(&flag.env(content, "{}").done(), 0, &[]);
    let variable = scene
        .submission()
        .env("SITEMAP_SUBMIT_CREDENTIALS", &good_file);
    scene.expect(&variable.env(content, "{}").done(), 0, &[]);
    let first = scene
        .submission()
        .env(content, &good)
        .env(google, &bad_file);
    scene.expect(&first.done(), 0, &[]);
    let last = scene.submission().env(content, "").env(google, &good_file);
    scene.expect(&last.env("SITEMAP_SUBMIT_CREDENTIALS", "").done(), 0, &[]);
}

#[test]
fn the_key_content_overrides_the_config_file_which_overrides_googles_variable() {
    let scene = Scene::new();
    let good = scene.google.key_file_json(KeyFormat::Pkcs8);
    scene.file("good.json", &good);
    scene.file("bad.json", "{}");
    let bad = scene.file("bad.toml", "credentials = \"bad.json\"\n");
    let fine = scene.file("fine.toml", "credentials = \"good.json\"\n");
    let with = |settings: &Path| {
        let run = scene.submission().within(scene.folder.path());
        run.arg("--config").arg(settings)
    };
    scene.expect(&with(&bad).done(), 3, &[]);
    let content = with(&bad).env("SITEMAP_SUBMIT_CREDENTIALS_JSON", &good);
    scene.expect(&content.done(), 0, &[]);
    let googles = with(&fine).env("GOOGLE_APPLICATION_CREDENTIALS", "bad.json");
    scene.expect(&googles.done(), 0, &[]);
}

#[test]
fn key_content_in_place_of_a_path_is_not_printed() {
    let scene = Scene::new();
    let key = scene.google.key_file_json(KeyFormat::Pkcs8);
    let remedy = "SITEMAP_SUBMIT_CREDENTIALS_JSON";
    for name in [
        "SITEMAP_SUBMIT_CREDENTIALS",
        "GOOGLE_APPLICATION_CREDENTIALS",
    ] {
        for format in ["human", "json", "github"] {
            let run = scene.submission().env(name, &key);
            let done = run.arg("--format").arg(format).done();
            scene.expect(&done, 3, &[]);
            let printed = done.stdout.clone() + &done.stderr;
            assert!(printed.contains(remedy), "{name} {format}: {printed}");
        }
    }
    let flag = scene.submission().arg("--credentials").arg(&key).done();
    scene.expect(&flag, 3, &[remedy]);
}

#[test]
fn an_unknown_key_is_rejected() {
    let scene = Scene::new();
    let foreign = scene
        .google
        .foreign_key_file_json(KeyFormat::Pkcs8)
        .unwrap();
    let done = scene.with_key_file(&foreign);
    scene.expect(
        &done,
        20,
        &["invalid_grant", "Invalid JWT Signature", "create a new key"],
    );
}

#[test]
fn a_wrong_clock_is_reported_with_the_difference() {
    for (hours, direction) in [(2, "behind Google's"), (-2, "ahead of Google's")] {
        let scene = Scene::new();
        let clock = jiff::SignedDuration::from_hours(hours);
        scene.google.set_clock_offset(clock);
        let done = scene.with_key_file(&scene.google.key_file_json(KeyFormat::Pkcs8));
        scene.expect(&done, 20, &["clock is 2h", direction]);
    }
}

#[test]
fn an_emulator_must_be_on_loopback() {
    let scene = Scene::new();
    let key = scene.google.key_file_json(KeyFormat::Pkcs8);
    for host in [
        "10.0.0.1:80",
        "example.com:80",
        "127.0.0.1",
        "localhost.example.com:80",
    ] {
        let done = scene
            .submission()
            .env("SEARCH_CONSOLE_EMULATOR_HOST", host)
            .env("SITEMAP_SUBMIT_CREDENTIALS_JSON", &key)
            .done();
        scene.expect(
            &done,
            3,
            &[host, "set SEARCH_CONSOLE_EMULATOR_HOST to `127.0.0.1:PORT`"],
        );
    }
}

#[test]
fn a_misspelt_property_is_rejected_with_a_suggestion() {
    let site = Site::start();
    site.put_sitemap("/sitemap.xml", 1);
    let google = google_of(&site);
    let url = site.url("/sitemap.xml");
    let root = site.root();
    let cases = [
        (root.trim_end_matches('/'), format!("write `--site {root}`")),
        (
            "example.com",
            "`https://example.com/` or `sc-domain:example.com`".to_owned(),
        ),
        (
            "https://other.example/",
            format!("`--site {root}` would cover it"),
        ),
        (&url, format!("the property as `--site {root}`")),
    ];
    for (property, remedy) in cases {
        let done = run(["submit", &url, "--site", property])
            .with(&google)
            .done();
        assert_eq!(done.code, 2, "{property}: {done:?}");
        assert!(done.stderr.contains(&remedy), "{property}: {done:?}");
    }
    assert!(google.ledger().is_empty(), "Google was not contacted");
    assert!(site.requests().is_empty(), "the site was not contacted");
}

#[test]
fn the_remedy_for_a_missing_permission_names_account_and_property() {
    let restricted = Scene::with(|config| {
        let name = config.properties[0].site_url.clone();
        config.properties = vec![Property::new(name, Permission::RestrictedUser)];
    });
    let account = restricted.google.account_email().to_owned();
    let key = restricted.google.key_file_json(KeyFormat::Pkcs8);
    let done = restricted.with_key_file(&key);
    restricted.expect(
        &done,
        21,
        &["only restricted user of", &account, "search-console/users"],
    );

    // With `--site`, the refusal comes from Google.
    let named = restricted
        .submission()
        .arg("--site")
        .arg(restricted.site.root());
    let done = named.env("SITEMAP_SUBMIT_CREDENTIALS_JSON", &key).done();
    restricted.expect(&done, 21, &["HTTP 403", &account, "search-console/users"]);

    let disabled = Scene::with(|config| config.service = ServiceState::Disabled);
    let done = disabled.with_key_file(&disabled.google.key_file_json(KeyFormat::Pkcs8));
    disabled.expect(
        &done,
        21,
        &["not enabled", "enable the Search Console API at https://"],
    );
}
