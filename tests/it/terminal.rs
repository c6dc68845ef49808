//! What is shown on a terminal, and only there.

use std::fs::File;
use std::io::Read as _;
use std::os::fd::OwnedFd;
use std::process::Stdio;

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

use crate::run::run;
use crate::site::{Page, Site};

/// Runs `arguments` with standard error on a terminal; gives what that showed.
fn on_a_terminal(arguments: [&str; 2]) -> String {
    let ours = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&ours).unwrap();
    unlockpt(&ours).unwrap();
    let name = ptsname(&ours, Vec::new()).unwrap();
    let theirs = File::options()
        .read(true)
        .write(true)
        .open(name.to_str().unwrap())
        .unwrap();
    let mut command = run(arguments).into_command();
    command
        .env("TERM", "xterm")
        .stdout(Stdio::null())
        .stderr(OwnedFd::from(theirs));
    let mut child = command.spawn().unwrap();
    // Our copy of their end, which would keep the terminal open.
    drop(command);
    let mut shown = Vec::new();
    // Ends with an error when the last process has let go of the terminal.
    let _ = File::from(ours).read_to_end(&mut shown);
    assert!(child.wait().unwrap().success());
    String::from_utf8(shown).unwrap()
}

#[test]
fn work_that_takes_longer_than_a_second_shows_its_progress() {
    let site = Site::start();
    let text = Page::Content("text/plain", site.root().into_bytes());
    let busy_first = Page::Then(Box::new(Page::Busy(2)), Box::new(text));
    site.put("/slow.txt", busy_first);
    let shown = on_a_terminal(["validate", &site.url("/slow.txt")]);
    assert!(shown.contains("0/1 sitemaps"), "{shown:?}");
    assert!(shown.contains("validating http://127.0.0.1"), "{shown:?}");
}

#[test]
fn quick_work_shows_nothing() {
    let site = Site::start();
    site.put(
        "/quick.txt",
        Page::Content("text/plain", site.root().into_bytes()),
    );
    assert_eq!(on_a_terminal(["validate", &site.url("/quick.txt")]), "");
}
