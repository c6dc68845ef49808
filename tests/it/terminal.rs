//! Output that appears only on a terminal.

use std::fs::File;
use std::io::Read as _;
use std::os::fd::OwnedFd;
use std::process::Stdio;

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

use crate::run::run;
use crate::site::{Page, Site};

/// Runs `arguments` with standard error on a terminal and returns the terminal's content.
fn on_a_terminal<const N: usize>(arguments: [&str; N]) -> String {
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
    // The command holds a copy of the child's end, which would keep the terminal open.
    drop(command);
    let mut shown = Vec::new();
    // The read ends with an error when the last process closes the terminal.
    let _ = File::from(ours).read_to_end(&mut shown);
    assert!(child.wait().unwrap().success());
    String::from_utf8(shown).unwrap()
}

/// URL of a page of `site` whose first request takes two seconds.
fn put_slow(site: &Site) -> String {
    let text = Page::Content("text/plain", site.root().into_bytes());
    let busy_first = Page::Then(Box::new(Page::Busy(2)), Box::new(text));
    site.put("/slow.txt", busy_first);
    site.url("/slow.txt")
}

#[test]
fn long_work_shows_progress_until_it_is_done() {
    let site = Site::start();
    let shown = on_a_terminal(["validate", &put_slow(&site)]);
    assert!(shown.contains("0/1 sitemaps"), "{shown:?}");
    assert!(shown.contains("validating http://127.0.0.1"), "{shown:?}");
    // Text after the last erased line stays on the screen.
    let (_, stays) = shown.rsplit_once("\u{1b}[2K").unwrap();
    assert_eq!(stays.trim(), "", "{shown:?}");
}

#[test]
fn a_crawl_shows_sitemaps_urls_rate_and_time_left() {
    let site = Site::start();
    site.put_sitemap("/a.xml", 20);
    site.put_sitemap("/b.xml", 30);
    let slow = Page::Busy(2);
    let last = Page::Content("text/xml", site.sitemap(5).into_bytes());
    site.put("/c.xml", Page::Then(Box::new(slow), Box::new(last)));
    site.put(
        "/index.xml",
        crate::crawl::index(["/a.xml", "/b.xml", "/a.xml", "/c.xml"].map(|path| site.url(path))),
    );
    let shown = on_a_terminal(["validate", "--crawl", &site.url("/index.xml")]);
    // The index, and what it lists; a repeated sitemap counts as done with those before it.
    assert!(shown.contains("/5 sitemaps, 50 URLs, "), "{shown:?}");
    assert!(
        shown.contains("/s, ") && shown.contains("s left"),
        "{shown:?}"
    );
}

#[test]
fn progress_is_not_written_to_a_pipe() {
    let site = Site::start();
    let done = run(["validate", &put_slow(&site)])
        .env("TERM", "xterm")
        .done();
    assert_eq!(done.code, 0, "{done:?}");
    let printed = format!("{}{}", done.stdout, done.stderr);
    assert!(
        !printed.contains("0/1 sitemaps") && !printed.contains('\u{1b}'),
        "{printed:?}"
    );
}

#[test]
fn short_work_shows_no_progress() {
    let site = Site::start();
    site.put(
        "/quick.txt",
        Page::Content("text/plain", site.root().into_bytes()),
    );
    assert_eq!(on_a_terminal(["validate", &site.url("/quick.txt")]), "");
}
