//! Checks the attributes of a start tag, and finds namespace declarations.

use quick_xml::events::BytesStart;
use quick_xml::events::attributes::AttrError;

use super::reference::{self, Reference};
use super::reporter::Reporter;
use super::token::Token;
use super::well_formed;
use crate::rules;

/// Iterates over the attributes: reports invalid ones, and calls `found` with name and value of each
/// valid one, at most `limit` times.
pub(crate) fn walk(
    start: &BytesStart<'_>,
    token: Token<'_>,
    limit: usize,
    reporter: &mut Reporter<'_>,
    mut found: impl FnMut(&[u8], &[u8]),
) {
    for (index, attribute) in start.attributes().enumerate() {
        if index == limit {
            reporter.at(&rules::xml::TOO_MANY_ATTRIBUTES, token.range(), || {
                rules::xml::too_many_attributes(limit)
            });
            return;
        }
        match attribute {
            Ok(attribute) => {
                let value: &[u8] = &attribute.value;
                well_formed::check_attribute(attribute.key.as_ref(), value, token, reporter);
                check_references(value, token, reporter);
                found(attribute.key.as_ref(), value);
            }
            Err(error) => {
                let (position, message) = describe(&error);
                // Positions are relative to the byte after `<`.
                let at = (token.start + 1 + position as u64).min(token.range().end - 1);
                reporter.at(&rules::xml::MALFORMED, at..at + 1, || {
                    rules::xml::malformed(message)
                });
            }
        }
    }
}

fn describe(error: &AttrError) -> (usize, &'static str) {
    match error {
        AttrError::ExpectedEq(at) => (*at, "an attribute has no `=` and no value"),
        AttrError::ExpectedValue(at) => (*at, "an attribute has no value"),
        AttrError::UnquotedValue(at) => (*at, "the value of an attribute is not quoted"),
        AttrError::ExpectedQuote(at, _) => (*at, "the value of an attribute has no closing quote"),
        AttrError::Duplicated(at, _) => (*at, "an attribute is repeated"),
    }
}

/// Reports unknown references in a value.
fn check_references(value: &[u8], token: Token<'_>, reporter: &mut Reporter<'_>) {
    // The value is a slice of the token, so its offset is the difference of their addresses.
    let offset = (value.as_ptr() as usize).saturating_sub(token.raw.as_ptr() as usize);
    for ampersand in memchr::memchr_iter(b'&', value) {
        let rest = &value[ampersand + 1..];
        let name = memchr::memchr2(b';', b'&', rest)
            .filter(|end| rest[*end] == b';')
            .map_or(&b""[..], |end| &rest[..end]);
        let at = token.start + (offset + ampersand) as u64;
        report(name, at, reporter);
    }
}

/// Reports a reference at an offset, unless it resolves to a character.
pub(crate) fn report(name: &[u8], at: u64, reporter: &mut Reporter<'_>) -> Reference {
    let resolved = reference::resolve(name);
    let whole = at..at + name.len() as u64 + 2;
    match resolved {
        Reference::Character(_) => {}
        Reference::Forbidden => reporter.at(&rules::encoding::XML_INVALID_CHAR, whole, || {
            rules::encoding::xml_invalid_char_reference(name)
        }),
        Reference::Undeclared => {
            reporter.at(&rules::xml::ENTITY_UNDECLARED, whole, || {
                rules::xml::entity_undeclared(name)
            });
        }
        Reference::None => reporter.at(
            &rules::xml::ENTITY_UNESCAPED,
            at..at + 1,
            rules::xml::entity_unescaped,
        ),
    }
    resolved
}
