//! Compares the validator with the bare event loop of the XML reader, on a sitemap of 50,000 URLs or
//! on a file.
//!
//! `cargo run --release --example throughput [BYTES_PER_URL | FILE]`

use std::io::BufReader;
use std::time::{Duration, Instant};

use quick_xml::events::Event;
use sitemap_validator::{Options, validate};

fn sitemap(bytes_per_url: usize) -> Vec<u8> {
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    for page in 0..50_000 {
        let mut entry = format!("  <url>\n    <loc>https://www.example.com/shop/{page}/");
        let rest = "</loc>\n    <lastmod>2026-01-31T12:00:00+01:00</lastmod>\n    \
                    <changefreq>daily</changefreq>\n    <priority>0.5</priority>\n  </url>\n";
        while entry.len() + rest.len() < bytes_per_url {
            entry.push(char::from(b'a' + (entry.len() * 7 % 26) as u8));
        }
        text += &entry;
        text += rest;
    }
    (text + "</urlset>\n").into_bytes()
}

fn best(mut run: impl FnMut()) -> Duration {
    let times = (0..9).map(|_| {
        let start = Instant::now();
        run();
        start.elapsed()
    });
    times.min().unwrap_or_default()
}

fn buffered_events(bytes: &[u8]) -> usize {
    let mut reader = quick_xml::Reader::from_reader(BufReader::with_capacity(64 << 10, bytes));
    let mut buffer = Vec::new();
    let mut events = 0;
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Eof) | Err(_) => return events,
            Ok(_) => events += 1,
        }
    }
}

fn borrowed_events(bytes: &[u8]) -> usize {
    let mut reader = quick_xml::Reader::from_reader(bytes);
    let mut events = 0;
    loop {
        match reader.read_event() {
            Ok(Event::Eof) | Err(_) => return events,
            Ok(_) => events += 1,
        }
    }
}

#[expect(clippy::print_stdout, reason = "the answer of a command")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let bytes = match std::env::args().nth(1) {
        None => sitemap(1040),
        Some(argument) => match argument.parse() {
            Ok(bytes_per_url) => sitemap(bytes_per_url),
            Err(_) => std::fs::read(argument)?,
        },
    };
    let mut options = Options::new("2026-06-01T00:00:00Z".parse()?);
    options.location = Some("https://www.example.com/sitemap.xml".parse()?);
    let report = validate(&bytes[..], &options)?;
    println!(
        "{} bytes, {} URLs, {} findings",
        bytes.len(),
        report.urls,
        report.findings.len()
    );

    let buffered = best(|| _ = std::hint::black_box(buffered_events(&bytes)));
    let borrowed = best(|| _ = std::hint::black_box(borrowed_events(&bytes)));
    let ours = best(|| _ = std::hint::black_box(validate(&bytes[..], &options)));
    println!("quick-xml events, BufRead   {buffered:>10.1?}");
    println!("quick-xml events, borrowed  {borrowed:>10.1?}");
    println!(
        "validator, every rule       {ours:>10.1?}  {:.2} x BufRead  {:.2} x borrowed",
        ours.as_secs_f64() / buffered.as_secs_f64(),
        ours.as_secs_f64() / borrowed.as_secs_f64(),
    );
    Ok(())
}
