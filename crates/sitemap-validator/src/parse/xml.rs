//! Parses XML window by window.
//!
//! Tokens come from quick-xml and borrow from the window. A token that reaches the end of the window
//! may be incomplete, so the window moves to its start and it is parsed again. A token that fills the
//! window is longer than permitted.

use std::io;

use quick_xml::Reader;
use quick_xml::errors::{Error, IllFormedError, SyntaxError};
use quick_xml::events::Event;

use super::characters;
use super::document::{Document, Flow};
use super::encoding;
use super::entries::Entries;
use super::part::take_part;
use super::recovery::{Broken, Recovery};
use super::reporter::Reporter;
use super::token::Token;
use super::well_formed;
use crate::decode::{End, Input};
use crate::diagnostics::Diagnostics;
use crate::options::Options;
use crate::report::Kind;
use crate::rules;
use crate::sniff::BYTE_ORDER_MARK;

/// Reason why the parsing of a window ended.
enum Progress {
    /// A token that starts here may extend beyond the window.
    More(u64),
    /// Parsing continues here with a new reader.
    Resume(u64),
    /// The document was parsed completely.
    Finished,
    /// Parsing stopped; the reason is reported.
    Stopped,
    /// A syntax error that requires recovery.
    Broken(Broken),
}

/// Result of parsing an XML document.
pub(crate) struct Outcome {
    pub(crate) kind: Option<Kind>,
    pub(crate) is_complete: bool,
}

/// Parses an XML document after the bytes to skip.
pub(crate) fn check<'call>(
    input: &mut Input<'_>,
    skipped: u64,
    options: &'call Options,
    entries: &mut Entries<'call>,
    diagnostics: &mut Diagnostics,
) -> io::Result<Outcome> {
    let has_mark = input.window.from(0).starts_with(BYTE_ORDER_MARK);
    let start = if has_mark {
        BYTE_ORDER_MARK.len() as u64
    } else {
        0
    };
    let mut document = Document::new(options, entries, start);
    document.is_transcoded = input.encoding.is_some();
    let mut position = start.max(skipped);
    let mut recovery = Recovery::default();
    let mut reporter = Reporter {
        window: &input.window,
        diagnostics,
    };
    if skipped == 0 {
        well_formed::check_start(&input.window, start, &mut reporter);
    }
    let is_complete = loop {
        let mut reporter = Reporter {
            window: &input.window,
            diagnostics,
        };
        match scan(position, input.end(), &mut document, options, &mut reporter) {
            Progress::Resume(next) => position = next,
            Progress::Finished => {
                if input.is_complete() {
                    document.finish(&mut reporter);
                }
                break input.is_complete() && !recovery.has_skipped();
            }
            Progress::Stopped => break false,
            Progress::Broken(broken) => {
                match recovery.go_on(broken, input, &mut document, diagnostics)? {
                    Some(next) => position = next,
                    None => break false,
                }
            }
            Progress::More(from) => {
                document.keep(&input.window, from);
                position = from;
                if !input.advance(from, diagnostics)? {
                    let mut reporter = Reporter {
                        window: &input.window,
                        diagnostics,
                    };
                    match take_part(from, &mut document, options, &mut reporter) {
                        Ok(next) => position = next,
                        Err(broken) => {
                            match recovery.go_on(broken, input, &mut document, diagnostics)? {
                                Some(next) => position = next,
                                None => break false,
                            }
                        }
                    }
                }
            }
        }
    };
    Ok(Outcome {
        kind: document.kind(),
        is_complete,
    })
}

/// Parses tokens until the window ends or a new reader is needed.
fn scan(
    position: u64,
    end_of_input: End,
    document: &mut Document<'_, '_>,
    options: &Options,
    reporter: &mut Reporter<'_>,
) -> Progress {
    let window = reporter.window;
    let bytes = window.from(position);
    let end = window.end();
    let mut reader = configured(bytes);
    let max_token_bytes = options.limits.max_token_bytes;
    // True if an entry may follow, after the start of the root or a tag of an entry.
    let mut expects_entry = true;
    loop {
        if expects_entry {
            let rest = *reader.get_ref();
            let from = end - rest.len() as u64;
            if !window.is_irregular(from) && !window.is_broken(from) {
                let taken = document.usual_entries(rest, from, reporter);
                *reader.get_mut() = &rest[taken..];
            }
            expects_entry = false;
        }
        let before = reader.get_ref().len();
        let event = reader.read_event();
        let after = reader.get_ref().len();
        let start = end - before as u64;
        if end_of_input != End::Complete && (after == 0 || is_cut(&event, before)) {
            // A cut token is not checked, since the cut is already reported.
            let is_cut = end_of_input == End::Cut;
            return if is_cut {
                Progress::Finished
            } else {
                Progress::More(start)
            };
        }
        let raw = &bytes[bytes.len() - before..bytes.len() - after];
        let token = Token {
            raw,
            start,
            is_original: true,
        };
        if window.is_irregular(start) {
            encoding::report_forbidden(token, reporter);
        }
        if raw.len() > max_token_bytes && raw[0] == b'<' {
            return Progress::Broken(Broken::too_long(max_token_bytes, token, reporter));
        }
        match event {
            Ok(Event::Eof) => return Progress::Finished,
            Ok(_) if window.is_broken(start) && std::str::from_utf8(raw).is_err() => {
                return repair(token, document, reporter);
            }
            Ok(event) => match dispatch(&event, token, document, reporter) {
                Step::Next => expects_entry = matches!(event, Event::Start(_) | Event::End(_)),
                Step::Resume(next) => return Progress::Resume(next),
                Step::Stop => return Progress::Stopped,
                Step::Break(broken) => return Progress::Broken(broken),
            },
            Err(error) => {
                if let Some(progress) = recover(&error, token, end_of_input, document, reporter) {
                    return progress;
                }
            }
        }
    }
}

/// True if a token was rejected because the window ends in it; `length` is its available length.
fn is_cut(event: &Result<Event<'_>, Error>, length: usize) -> bool {
    match event {
        // A token with `<!` is recognised only by the bytes after it.
        Err(Error::Syntax(SyntaxError::InvalidBangMarkup)) => length < "<!DOCTYPE".len(),
        // All other errors mean that the end was not found.
        Err(Error::Syntax(_)) => true,
        _ => false,
    }
}

fn configured(bytes: &[u8]) -> Reader<&[u8]> {
    let mut reader = Reader::from_reader(bytes);
    let config = reader.config_mut();
    // End tags are compared with the document's own stack, which outlives this reader.
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    config.check_comments = true;
    reader
}

/// Next step after a token.
enum Step {
    /// Continue with the next token.
    Next,
    /// Continue from here with a new reader.
    Resume(u64),
    /// Stop parsing.
    Stop,
    /// Recover after this place.
    Break(Broken),
}

fn dispatch(
    event: &Event<'_>,
    token: Token<'_>,
    document: &mut Document<'_, '_>,
    reporter: &mut Reporter<'_>,
) -> Step {
    match event {
        Event::Start(start) | Event::Empty(start) => {
            if let Some(inner) = inner_tag(token.raw) {
                return unclosed_tag(inner, token, document, reporter);
            }
            if document.start(start, token, reporter) == Flow::Stop {
                return Step::Stop;
            }
            if matches!(event, Event::Empty(_)) {
                document.end(start.name().as_ref(), token, reporter);
            }
        }
        Event::End(end) => {
            if let Some(inner) = inner_tag(token.raw) {
                return unclosed_tag(inner, token, document, reporter);
            }
            let name = end.name();
            document.end(name.as_ref(), token, reporter);
        }
        Event::Text(_) if token.raw.first() == Some(&b'&') => document.ampersand(token, reporter),
        Event::Text(_) => {
            well_formed::check_text(token, reporter);
            document.text(token, reporter);
        }
        Event::CData(content) => document.cdata(content, token, reporter),
        Event::GeneralRef(reference) => document.reference(reference, token, reporter),
        Event::Decl(declaration) => {
            document.declaration(token, reporter);
            well_formed::check_declaration(token, reporter);
            if !document.is_transcoded
                && let Some(Ok(name)) = declaration.encoding()
            {
                encoding::check_declared(&name, token, reporter);
            }
        }
        Event::DocType(_) => document.doctype(token, reporter),
        Event::PI(content) => well_formed::check_instruction(content, token, reporter),
        Event::Comment(_) | Event::Eof => {}
    }
    Step::Next
}

/// Returns the index of a `<` inside a tag and outside of quotes.
fn inner_tag(raw: &[u8]) -> Option<usize> {
    memchr::memchr(b'<', &raw[1..])?;
    let mut quote = None;
    for (index, byte) in raw.iter().enumerate().skip(1) {
        match (quote, byte) {
            (None, b'<') => return Some(index),
            (None, b'"' | b'\'') => quote = Some(*byte),
            (Some(open), _) if open == *byte => quote = None,
            _ => {}
        }
    }
    None
}

/// Handles a tag without `>`, and continues with the next one.
fn unclosed_tag(
    inner: usize,
    token: Token<'_>,
    document: &mut Document<'_, '_>,
    reporter: &mut Reporter<'_>,
) -> Step {
    if !document.may_parse_again(token.raw.len() - inner) {
        let message = "too many tags are not closed before the next one begins";
        return Step::Break(Broken::malformed(message.to_owned(), token, reporter));
    }
    let next = token.start + inner as u64;
    let whole = &token.raw[1..inner];
    let (is_end, content) = whole
        .strip_prefix(b"/")
        .map_or((false, whole), |rest| (true, rest));
    let name = content
        .split(u8::is_ascii_whitespace)
        .next()
        .unwrap_or_default();
    let is_tag = characters::is_name(name);
    reporter.at(&rules::xml::MALFORMED, token.start..next, || {
        rules::xml::malformed(if is_tag {
            "a tag is not closed before the next one begins"
        } else {
            "a `<` begins no tag here; as text it is written `&lt;`"
        })
    });
    let token = Token {
        raw: &token.raw[..inner],
        ..token
    };
    if is_tag && is_end {
        document.end(name, token, reporter);
    } else if is_tag && let Ok(name) = std::str::from_utf8(name) {
        let start = quick_xml::events::BytesStart::new(name);
        if document.start(&start, token, reporter) == Flow::Stop {
            return Step::Stop;
        }
    }
    Step::Resume(next)
}

/// Handles an error of quick-xml; `None` continues with the same reader.
fn recover(
    error: &Error,
    token: Token<'_>,
    end_of_input: End,
    document: &mut Document<'_, '_>,
    reporter: &mut Reporter<'_>,
) -> Option<Progress> {
    match error {
        Error::IllFormed(IllFormedError::MissingDoctypeName) => {
            document.doctype(token, reporter);
            None
        }
        Error::IllFormed(error) => {
            let message = error.to_string();
            reporter.at(&rules::xml::MALFORMED, token.range(), || {
                rules::xml::malformed(message)
            });
            None
        }
        Error::Syntax(SyntaxError::InvalidBangMarkup) if !is_cut_bang(token, reporter) => {
            reporter.at(&rules::xml::MALFORMED, token.start..token.start + 2, || {
                rules::xml::malformed("`<!` begins no comment, CDATA or DOCTYPE here")
            });
            let rest = reporter.window.from(token.start + 1);
            match memchr::memchr(b'<', rest) {
                Some(distance) => Some(Progress::Resume(token.start + 1 + distance as u64)),
                None if end_of_input != End::Open => Some(Progress::Finished),
                None => Some(Progress::More(reporter.window.end())),
            }
        }
        Error::Syntax(error) => Some(Progress::Broken(Broken::unclosed(
            unclosed(*error),
            token,
            reporter,
        ))),
        other => Some(Progress::Broken(Broken::malformed(
            other.to_string(),
            token,
            reporter,
        ))),
    }
}

/// Returns the name of the unclosed markup, for a message.
fn unclosed(error: SyntaxError) -> &'static str {
    match error {
        SyntaxError::InvalidBangMarkup => "markup",
        SyntaxError::UnclosedPI => "processing instruction",
        SyntaxError::UnclosedXmlDecl => "XML declaration",
        SyntaxError::UnclosedComment => "comment",
        SyntaxError::UnclosedDoctype => "DOCTYPE",
        SyntaxError::UnclosedCData => "CDATA section",
        SyntaxError::UnclosedTag => "tag",
        SyntaxError::UnclosedSingleQuotedAttributeValue
        | SyntaxError::UnclosedDoubleQuotedAttributeValue => "tag or a quote in it",
    }
}

/// True if the document ends in a token with `<!` that may still be valid.
fn is_cut_bang(token: Token<'_>, reporter: &Reporter<'_>) -> bool {
    let rest = reporter.window.from(token.start);
    let known = [&b"<!--"[..], b"<![CDATA[", b"<!DOCTYPE"];
    known.iter().any(|whole| whole.starts_with(rest))
}

/// Reports a token with invalid UTF-8, and handles it with these bytes replaced.
fn repair(
    token: Token<'_>,
    document: &mut Document<'_, '_>,
    reporter: &mut Reporter<'_>,
) -> Progress {
    let end = token.range().end;
    let copy = encoding::replace_invalid(token, reporter);
    let mut reader = configured(&copy);
    let repaired = Token {
        raw: &copy,
        is_original: false,
        ..token
    };
    match reader.read_event() {
        Ok(event) => match dispatch(&event, repaired, document, reporter) {
            Step::Next => Progress::Resume(end),
            Step::Resume(next) => Progress::Resume(next),
            Step::Stop => Progress::Stopped,
            Step::Break(broken) => Progress::Broken(broken),
        },
        Err(_) => Progress::Resume(end),
    }
}
