//! The program: its output, the environment of `exec`, and cleanup.
#![cfg(all(feature = "cli", unix))]

use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Stdio};

const PROGRAM: &str = env!("CARGO_BIN_EXE_search-console-emulator");

fn program() -> Command {
    Command::new(PROGRAM)
}

#[test]
fn it_prints_exports_and_removes_its_key_file() {
    let directory = tempfile::tempdir().unwrap();
    let key_file = directory.path().join("key.json");
    let mut child = program()
        .arg("--key-file")
        .arg(&key_file)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap())
        .lines()
        .map(Result::unwrap);
    assert!(
        lines
            .next()
            .unwrap()
            .starts_with("# listening on http://127.0.0.1:")
    );
    let host = lines.next().unwrap();
    let host = host
        .strip_prefix("export SEARCH_CONSOLE_EMULATOR_HOST=")
        .unwrap();
    assert!(std::net::TcpStream::connect(host).is_ok());
    assert_eq!(
        lines.next().unwrap(),
        format!(
            "export GOOGLE_APPLICATION_CREDENTIALS='{}'",
            key_file.display()
        )
    );
    let mode = std::fs::metadata(&key_file).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let killed = Command::new("kill")
        .args(["-TERM", &child.id().to_string()])
        .status()
        .unwrap();
    assert!(killed.success());
    assert!(child.wait().unwrap().success());
    assert!(!key_file.exists());
}

#[test]
fn exec_sets_the_environment_and_returns_the_exit_code() {
    let script = "test -f \"$GOOGLE_APPLICATION_CREDENTIALS\" || exit 1; \
                  echo \"$GOOGLE_APPLICATION_CREDENTIALS\"; \
                  grep -q \"http://$SEARCH_CONSOLE_EMULATOR_HOST/token\" \
                  \"$GOOGLE_APPLICATION_CREDENTIALS\" || exit 2; exit 7";
    let output = program()
        .args(["exec", "--", "sh", "-c", script])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(7));
    let path = String::from_utf8(output.stdout).unwrap();
    assert!(!std::path::Path::new(path.trim_end()).exists());
}

#[test]
fn exec_reports_a_missing_command_and_a_signal() {
    let code = |words: &[&str]| {
        let mut program = program();
        program
            .args(["exec", "--"])
            .args(words)
            .stderr(Stdio::null());
        program.status().unwrap().code()
    };
    assert_eq!(code(&["/no/such/command"]), Some(127));
    assert_eq!(code(&["sh", "-c", "kill -KILL $$"]), Some(128 + 9));
}

#[test]
fn a_fault_file_is_read_and_a_bad_one_named() {
    let directory = tempfile::tempdir().unwrap();
    let faults = directory.path().join("faults.json");
    let run = |content: &str| {
        std::fs::write(&faults, content).unwrap();
        program()
            .arg("--faults")
            .arg(&faults)
            .args(["exec", "--", "true"])
            .output()
            .unwrap()
    };
    assert!(
        run(r#"[{"path": "token", "fault": {"kind": "bad_gateway"}}]"#)
            .status
            .success()
    );
    let refused = run(r#"[{"fault": {"kind": "meteor"}}]"#);
    assert_eq!(refused.status.code(), Some(1));
    assert!(
        String::from_utf8(refused.stderr)
            .unwrap()
            .contains("meteor")
    );
}
