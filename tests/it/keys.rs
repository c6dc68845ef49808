//! Keys that were changed on their way, keys in pipes, and keys of Google with an emulator.

use std::path::PathBuf;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use search_console_emulator::{Emulator, KeyFormat};
use serde_json::{Value, json};

use crate::run::{BEFORE_THE_DEFAULT_DEADLINE, Done, Run, google_of, run};
use crate::site::Site;

const CONTENT: &str = "SITEMAP_SUBMIT_CREDENTIALS_JSON";

struct Scene {
    google: Emulator,
    folder: tempfile::TempDir,
}

impl Scene {
    fn new() -> Self {
        Self {
            google: google_of(&Site::start()),
            folder: tempfile::tempdir().unwrap(),
        }
    }

    fn key(&self) -> String {
        self.google.key_file_json(KeyFormat::Pkcs8)
    }

    fn pem(&self) -> String {
        let key: Value = serde_json::from_str(&self.key()).unwrap();
        key["private_key"].as_str().unwrap().to_owned()
    }

    fn with_private_key(&self, pem: &str) -> String {
        let mut key: Value = serde_json::from_str(&self.key()).unwrap();
        key["private_key"] = pem.into();
        key.to_string()
    }

    fn sites(&self) -> Run {
        run(["--log", "debug", "sites"]).env("SEARCH_CONSOLE_EMULATOR_HOST", self.google.host())
    }

    fn file(&self, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join("key.json");
        std::fs::write(&path, content).unwrap();
        path
    }

    /// Results with `content` in the variable and in a file.
    fn both(&self, content: &str) -> [Done; 2] {
        let file = self.sites().arg("--credentials").arg(self.file(content));
        [self.sites().env(CONTENT, content).done(), file.done()]
    }

    fn assert_no_secret(&self, done: &Done) {
        let lines = self.pem();
        let lines = lines.lines().filter(|line| line.len() > 40);
        for secret in lines.map(str::to_owned).chain(self.google.secrets()) {
            let shown = done.stdout.contains(&secret) || done.stderr.contains(&secret);
            assert!(!shown, "{secret:.8}… is shown");
        }
    }
}

#[test]
fn changes_without_doubt_are_undone() {
    let scene = Scene::new();
    let (key, pem) = (scene.key(), scene.pem());
    let text = serde_json::to_string(&key).unwrap();
    for (name, content) in [
        ("Base64", STANDARD.encode(&key)),
        ("byte order mark", format!("\u{feff}{key}")),
        ("quotes", format!("'{key}'")),
        ("JSON in JSON", text),
        (
            "escaped twice",
            scene.with_private_key(&pem.replace('\n', "\\n")),
        ),
        ("real line breaks", key.replace("\\n", "\n")),
        ("NAME=", format!("GOOGLE_KEY={key}")),
    ] {
        for done in scene.both(&content) {
            assert_eq!(done.code, 0, "{name}: {done:?}");
            scene.assert_no_secret(&done);
        }
    }
    let units = format!("\u{feff}{key}");
    let utf16: Vec<u8> = units.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let done = scene.sites().arg("--credentials").arg(scene.file(utf16));
    assert_eq!(done.done().code, 0);
}

#[test]
fn other_changes_are_named_with_their_remedy() {
    let scene = Scene::new();
    let (key, pem) = (scene.key(), scene.pem());
    let shown = "gh secret set NAME < key.json";
    let cases = [
        (
            "$GOOGLE_KEY".to_owned(),
            "was not expanded",
            "in single quotes",
        ),
        (
            "${{ secrets.KEY }}".to_owned(),
            "was not evaluated",
            "`env` or `with`",
        ),
        ("***".to_owned(), "`***`", "not a copy from a log"),
        (
            "/run/secrets/key.json".to_owned(),
            "is a path",
            "--credentials",
        ),
        (pem.clone(), "only the `private_key`", "the whole key file"),
        (key[..key.len() / 2].to_owned(), "cut off", shown),
        ("{".to_owned(), "cut off", "`.env`"),
        (key.replace('"', ""), "double quotes", shown),
        (
            "-----BEGIN PUBLIC KEY-----\nMIIB\n".to_owned(),
            "public key",
            "the JSON key file",
        ),
        (
            scene.with_private_key(&pem.replace("PRIVATE", "PUBLIC")),
            "public key",
            "the JSON key file",
        ),
        (scene.with_private_key(&pem[..400]), "cut off", shown),
    ];
    for (content, cause, remedy) in cases {
        for done in scene.both(&content) {
            assert_eq!(done.code, 3, "{cause}: {done:?}");
            for word in [cause, remedy] {
                assert!(done.stderr.contains(word), "no `{word}` in {done:?}");
            }
            assert!(!done.stderr.contains("create a JSON key"), "{done:?}");
            scene.assert_no_secret(&done);
        }
    }
    assert!(scene.google.ledger().is_empty());
    let path = scene
        .sites()
        .env("GOOGLE_APPLICATION_CREDENTIALS", "$KEY_FILE");
    let done = path.done();
    assert!(
        done.code == 3 && done.stderr.contains("was not expanded"),
        "{done:?}"
    );
}

#[test]
fn a_key_of_google_is_not_used_with_an_emulator() {
    let scene = Scene::new();
    let mut key: Value = serde_json::from_str(&scene.key()).unwrap();
    key["token_uri"] = json!("https://oauth2.googleapis.com/token");
    let done = scene.sites().env(CONTENT, key.to_string()).done();
    assert_eq!(done.code, 3, "{done:?}");
    for word in [
        "does not belong to the emulator",
        "unset SEARCH_CONSOLE_EMULATOR_HOST",
    ] {
        assert!(done.stderr.contains(word), "no `{word}` in {done:?}");
    }
    scene.assert_no_secret(&done);
}

#[cfg(unix)]
#[test]
fn a_key_in_a_pipe_is_read_and_waited_for_until_the_deadline() {
    let scene = Scene::new();
    let pipe = scene.folder.path().join("pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    let sites = || scene.sites().arg("--credentials").arg(&pipe);

    let key = scene.key();
    let done = std::thread::scope(|scope| {
        scope.spawn(|| std::fs::write(&pipe, key));
        sites().done()
    });
    assert_eq!(done.code, 0, "{done:?}");

    for command in ["sites", "doctor", "audit", "inspect", "status", "submit"] {
        let page = (command != "sites").then_some("http://127.0.0.1:9/sitemap.xml");
        let done = run([command, "--deadline", "1s", "--credentials"])
            .arg(&pipe)
            .env("SEARCH_CONSOLE_EMULATOR_HOST", scene.google.host());
        let done = page.into_iter().fold(done, Run::arg).done();
        assert_eq!(done.code, 3, "{command}: {done:?}");
        let text = done.stdout.clone() + &done.stderr;
        assert!(text.contains("was not closed in time"), "{command}: {text}");
        assert!(done.took < BEFORE_THE_DEFAULT_DEADLINE, "{:?}", done.took);
    }

    let mut child = sites().into_command().spawn().unwrap();
    // Opening the pipe for writing waits until the program reads it.
    let writer = std::fs::OpenOptions::new().write(true).open(&pipe).unwrap();
    let id = child.id().to_string();
    let sent = std::process::Command::new("kill")
        .args(["-TERM", &id])
        .status();
    assert!(sent.unwrap().success());
    let start = std::time::Instant::now();
    let status = child.wait().unwrap();
    assert_eq!(status.code(), Some(143));
    assert!(start.elapsed() < Duration::from_secs(60));
    drop(writer);
}

#[test]
fn every_report_names_the_emulator() {
    let site = Site::start();
    site.put_sitemap("/sitemap.xml", 1);
    let google = google_of(&site);
    let folder = tempfile::tempdir().unwrap();
    let sitemap = site.url("/sitemap.xml");
    for command in [
        "submit", "status", "sites", "inspect", "audit", "report", "doctor",
    ] {
        let with = |format: &str| {
            let run = run([command, "--format", format]).with(&google);
            let run = match command {
                "sites" | "report" => run,
                _ => run.arg(&sitemap),
            };
            match command {
                "sites" => run.done(),
                _ => run
                    .arg("--store")
                    .arg(folder.path().join("store.sqlite3"))
                    .done(),
            }
        };
        assert_eq!(
            with("json").report()["emulator"],
            google.host(),
            "{command}"
        );
        let human = with("human");
        assert!(human.stdout.contains("emulator: "), "{command}: {human:?}");
    }
    let checked = run(["validate", &sitemap]).with(&google).json().1;
    assert_eq!(checked.get("emulator"), None);
    let csv = run([
        "search-analytics",
        "--site",
        &site.root(),
        "--format",
        "csv",
    ]);
    let csv = csv.with(&google).done();
    assert!(csv.stderr.starts_with("emulator: "), "{csv:?}");
    let doctor = run(["doctor", &sitemap]).with(&google).done();
    assert!(
        doctor.stdout.contains("an emulator answers, not Google"),
        "{doctor:?}"
    );
}
