//! Demonstrates a submission on this machine, without credentials: `cargo demo`.
//!
//! A small site and an emulated Search Console run on loopback. The real `sitemap-submit` fetches
//! and validates a sitemap, submits it with a signed service-account JWT, reads the record back, and
//! refuses a broken sitemap.
//!
//! With arguments, this program is `sitemap-submit` itself, so one build yields both.

#![expect(clippy::print_stdout, reason = "a demonstration is there to be read")]

#[path = "../../../tests/support/site.rs"]
#[expect(
    dead_code,
    clippy::unwrap_used,
    reason = "shared with the tests, where a panic is the answer; each uses a part"
)]
mod site;

use std::error::Error;
use std::path::PathBuf;
use std::process::{Command, ExitCode};
use std::time::Duration;

use search_console_emulator::{Config, Emulator, KeyFormat, Permission, Property};
use site::{Page, Site};

const BROKEN: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
  <url><loc>/about</loc></url>
  <url><loc>ROOTsearch?q=a&page=2</loc><lastmod>yesterday</lastmod></url>
</urlset>
"#;

fn main() -> Result<ExitCode, Box<dyn Error>> {
    if std::env::args_os().len() > 1 {
        let arguments = std::env::args_os().skip(1);
        let name = std::iter::once("sitemap-submit".into());
        return Ok(sitemap_submit::main(name.chain(arguments)));
    }
    demonstrate()?;
    Ok(ExitCode::SUCCESS)
}

fn demonstrate() -> Result<(), Box<dyn Error>> {
    let program = std::env::current_exe()?;
    let site = open_site();
    let google = Emulator::start_blocking(Config {
        properties: vec![Property::new(site.root(), Permission::FullUser)],
        download_delay: Duration::from_millis(300),
        ..Config::default()
    })?;
    let demo = Demo { program, google };
    let (good, broken) = (site.url("/sitemap.xml"), site.url("/broken.xml"));

    println!(
        "A site runs at {}, a Search Console at {}.",
        site.root(),
        demo.google.host()
    );

    println!("\nSubmit the site's sitemap, and wait until Google has downloaded it:\n");
    demo.expect(0, &["submit", &good, "--wait", "30s"])?;
    println!("\nShow the record of it in Search Console:\n");
    demo.expect(0, &["status", &good])?;
    println!("\nTry to submit a broken one:\n");
    demo.expect(10, &["submit", &broken])?;
    demo.print_requests();
    Ok(())
}

/// A site of three pages, with a valid sitemap and a broken one.
fn open_site() -> Site {
    let site = Site::start();
    for number in 1..=3 {
        let page = format!("<!doctype html><title>Page {number}</title>").into_bytes();
        site.put(&format!("/page-{number}"), Page::Content("text/html", page));
    }
    site.put_sitemap("/sitemap.xml", 3);
    let broken = BROKEN.replace("ROOT", &site.root()).into_bytes();
    site.put("/broken.xml", Page::Content("application/xml", broken));
    site
}

struct Demo {
    program: PathBuf,
    google: Emulator,
}

impl Demo {
    /// Runs the command as a user would, and fails unless it exits with `code`.
    fn expect(&self, code: i32, arguments: &[&str]) -> Result<(), Box<dyn Error>> {
        println!("$ sitemap-submit {}", arguments.join(" "));
        let ended = Command::new(&self.program)
            .args(arguments)
            .env("SEARCH_CONSOLE_EMULATOR_HOST", self.google.host())
            .env(
                "SITEMAP_SUBMIT_CREDENTIALS_JSON",
                self.google.key_file_json(KeyFormat::Pkcs8),
            )
            .env("NO_PROXY", "127.0.0.1")
            .status()?;
        if ended.code() != Some(code) {
            return Err(format!("it ended with {ended}, not with code {code}").into());
        }
        Ok(())
    }

    fn print_requests(&self) {
        println!("\nRequests received by Search Console:\n");
        for entry in self.google.ledger() {
            let status = entry.status.map_or(0, |status| status.as_u16());
            println!("  {status} {} {}", entry.method, entry.path);
        }
    }
}
