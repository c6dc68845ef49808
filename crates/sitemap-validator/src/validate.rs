//! Validates one file: decodes it, detects its type, and parses it.

use std::io;

use crate::decode::Input;
use crate::diagnostics::Diagnostics;
use crate::options::Options;
use crate::parse::{Entries, check_text, check_xml};
use crate::report::{Kind, Report};
use crate::robots;
use crate::rules;
use crate::sink::EntrySink;
use crate::sniff::{BYTE_ORDER_MARK, Content, sniff};

/// Validates one file.
///
/// # Errors
/// Errors of `source` itself; invalid content is part of the report.
pub fn validate(source: impl io::Read, options: &Options) -> Result<Report, io::Error> {
    validate_with(source, options, &mut ())
}

/// Validates one file, and passes every entry to `sink`.
///
/// # Errors
/// Errors of `source` itself; invalid content is part of the report.
pub fn validate_with(
    source: impl io::Read,
    options: &Options,
    sink: &mut dyn EntrySink,
) -> Result<Report, io::Error> {
    let mut diagnostics = Diagnostics::new(options);
    let mut input = Input::open(source, options, &mut diagnostics)?;
    let mut entries = Entries::new(options, sink);
    let (kind, complete) = read(&mut input, options, &mut entries, &mut diagnostics)?;
    let foreign = entries.check_hosts(&mut diagnostics);
    if kind != Some(Kind::Robots) {
        entries.check_dropped(&mut diagnostics);
    }
    let (findings, counts) = diagnostics.finish();
    Ok(Report {
        kind,
        urls: entries.urls,
        sitemaps: entries.sitemaps,
        bytes: input.bytes(),
        complete,
        foreign,
        findings,
        counts,
    })
}

/// Returns the document's type, and true if it was read completely.
fn read<'call>(
    input: &mut Input<'_>,
    options: &'call Options,
    entries: &mut Entries<'call>,
    diagnostics: &mut Diagnostics,
) -> Result<(Option<Kind>, bool), io::Error> {
    let window = &input.window;
    let content = sniff(window.from(0), input.has_ended());
    let is_read = matches!(
        content,
        Content::Xml | Content::XmlBehind(_) | Content::Lines
    );
    if is_read && window.from(0).starts_with(BYTE_ORDER_MARK) {
        diagnostics.at(
            &rules::encoding::BOM_PRESENT,
            window,
            0..0,
            rules::encoding::bom_present,
        );
    }
    match content {
        Content::Empty | Content::Lines | Content::Unknown if options.is_robots() => {
            let complete = robots::check(input, options, entries, diagnostics)?;
            return Ok((Some(Kind::Robots), complete));
        }
        Content::Xml | Content::XmlBehind(_) => {
            let mut start = 0;
            if let Content::XmlBehind(length) = content {
                start = length as u64;
                diagnostics.at(&rules::file::CONTENT_BEFORE_XML, window, 0..start, || {
                    rules::file::content_before_xml(window.slice(0..start))
                });
            }
            let outcome = check_xml(input, start, options, entries, diagnostics)?;
            return Ok((outcome.kind, outcome.is_complete));
        }
        Content::Lines => {
            let complete = check_text(input, options, entries, diagnostics)?;
            return Ok((Some(Kind::Text), complete));
        }
        // The file was cut before its first byte, which is reported already.
        Content::Empty if !input.is_complete() => {}
        Content::Empty => {
            diagnostics.of_file(&rules::file::EMPTY, rules::file::empty);
            return Ok((None, true));
        }
        Content::OtherEncoding(name) => {
            diagnostics.at(&rules::encoding::NOT_UTF8, window, 0..0, || {
                rules::encoding::not_utf8_unread(name)
            });
        }
        Content::Compressed(format) => {
            diagnostics.of_file(&rules::file::COMPRESSION_UNSUPPORTED, || {
                rules::file::compression_unsupported(format)
            });
        }
        Content::Html => {
            let draft = rules::file::html_not_sitemap;
            diagnostics.at(&rules::file::HTML_NOT_SITEMAP, window, 0..0, draft);
        }
        Content::Unknown => {
            diagnostics.at(
                &rules::file::NOT_A_SITEMAP,
                window,
                0..0,
                rules::file::not_a_sitemap,
            );
        }
    }
    Ok((None, false))
}
