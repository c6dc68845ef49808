//! Validates sitemaps as a stream: bytes in, summary and findings out.
//!
//! [`validate()`] reads an XML sitemap, a sitemap index, an RSS or Atom feed, a plain list of URLs or
//! a robots.txt, optionally gzipped, and returns a [`Report`]: the file's type, the number of its
//! entries, and every violation of the [`rules`] with line, column, source line and remedy.
//!
//! ```
//! use sitemap_validator::{Options, validate};
//!
//! let now = "2026-01-01T00:00:00Z".parse()?;
//! let xml = br#"<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
//!   <url><loc>/about</loc></url>
//!   <url><loc>https://www.example.com/</loc></url>
//! </urlset>"#;
//! let report = validate(&xml[..], &Options::new(now))?;
//! assert_eq!(report.findings[0].rule.id, "loc-not-absolute");
//! assert_eq!(report.findings[0].location.map(|at| (at.line, at.column)), Some((2, 13)));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Guarantees
//! - Memory does not grow with the input: one window of bytes, one hash per entry up to
//!   [`Limits::max_entries`], and [`Options::max_findings_per_rule`] findings per rule.
//! - Content never causes an `Err`: any bytes result in a report.
//! - The report depends only on the bytes and the options, not on how the bytes arrive.
//! - Findings never contain the user name or password of a URL.
//!
//! # Not here
//! Fetching, files, clocks and randomness: the caller passes the bytes and the time.
//! Children of an index are not followed; they are passed to an [`EntrySink`].

mod credentials;
mod decode;
mod diagnostics;
mod draft;
mod excerpt;
mod finding;
mod location;
mod options;
mod parse;
mod quote;
mod report;
pub mod robots;
pub mod rules;
mod severity;
mod sink;
mod sniff;
mod validate;
mod value;
mod window;

pub use finding::Finding;
pub use location::{Excerpt, Location};
pub use options::{Limits, Options};
pub use parse::Alternate;
pub use report::{Kind, Report, RuleCount};
pub use rules::Rule;
pub use severity::Severity;
pub use sink::{Entry, EntrySink};
pub use validate::{validate, validate_with};
