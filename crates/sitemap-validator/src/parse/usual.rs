//! Fast path for entries of the most common form, without the XML reader.
//!
//! Nearly all sitemaps are generated, with entries of the same form: a `loc`, optionally the three
//! other fields, white space between them, but no attributes, references or extensions. Such an entry
//! is recognised by comparing bytes, and its fields are checked like all fields; that takes a fraction
//! of the time. Entries of any other form are left to the XML reader.
//!
//! # Guarantees
//! The report is the same without the fast path.

use super::document::Document;
use super::mark::Mark;
use super::namespaces::Namespace;
use super::reporter::Reporter;
use super::schema::{Context, Field};
use super::token::Token;
use crate::report::Kind;

/// Number of fields of an entry.
const FIELDS: usize = 4;

/// Positions of the parts of an entry, relative to the start of the search.
struct Usual {
    /// Start of its start tag.
    start: usize,
    /// End of its end tag.
    end: usize,
    /// Its fields in order, with the byte ranges of their values.
    fields: Fields,
}

type Fields = [Option<(Field, usize, usize)>; FIELDS];

impl Document<'_, '_> {
    /// Handles all entries of the common form that follow; returns their number of bytes.
    ///
    /// `bytes` start at the offset `from`, after a tag of the root or of an entry.
    pub(crate) fn usual_entries(
        &mut self,
        bytes: &[u8],
        from: u64,
        reporter: &mut Reporter<'_>,
    ) -> usize {
        let mut taken = 0;
        let Some((kind, name)) = self.usual_name() else {
            return taken;
        };
        let limit = self.options.limits.max_token_bytes;
        while let Some(entry) = find(&bytes[taken..], name, kind, limit) {
            self.take_usual(
                &bytes[taken..],
                from + taken as u64,
                kind,
                &entry,
                name.len(),
                reporter,
            );
            taken += entry.end;
        }
        taken
    }

    /// Returns the text after the `<` of an entry's start tag, if an entry can follow.
    fn usual_name(&self) -> Option<(Kind, &'static [u8])> {
        #[cfg(test)]
        if self.options.without_shortcut {
            return None;
        }
        let open = self.stack.top()?;
        let namespace = self.namespaces.resolve(b"")?;
        let is_ours = namespace == self.root_namespace || namespace == Namespace::Sitemap;
        if open.context != Context::Root || self.stack.depth() != 1 || !is_ours {
            return None;
        }
        match self.kind? {
            kind @ Kind::Urlset => Some((kind, b"url>")),
            kind @ Kind::SitemapIndex => Some((kind, b"sitemap>")),
            Kind::Rss | Kind::Atom | Kind::Text | Kind::Robots => None,
        }
    }

    fn take_usual(
        &mut self,
        bytes: &[u8],
        from: u64,
        kind: Kind,
        entry: &Usual,
        name_length: usize,
        reporter: &mut Reporter<'_>,
    ) {
        let at = |index: usize| from + index as u64;
        let tag = at(entry.start)..at(entry.start + 1 + name_length);
        self.open_entry(kind, &Mark::new(tag), reporter);
        for (field, start, end) in entry.fields.iter().flatten() {
            self.entry.seen[*field as usize] = true;
            let value = self.entry.value(*field);
            value.clear();
            let token = Token {
                raw: &bytes[*start..*end],
                start: at(*start),
                is_original: true,
            };
            value.push_text(reporter.window, token);
            let element = at(*start - tag_length(*field))..at(*start);
            self.check_field(*field, &Mark::new(element), reporter);
        }
        self.close_entry(reporter);
    }
}

const fn tag_length(field: Field) -> usize {
    match field {
        Field::Loc => "<loc>".len(),
        Field::Lastmod => "<lastmod>".len(),
        Field::Changefreq => "<changefreq>".len(),
        Field::Priority => "<priority>".len(),
    }
}

/// Returns the next entry, if it is complete and of the common form.
fn find(bytes: &[u8], name: &[u8], kind: Kind, limit: usize) -> Option<Usual> {
    let start = skip_space(bytes, 0);
    let mut at = start + 1;
    if bytes.get(start) != Some(&b'<') || !bytes[at..].starts_with(name) {
        return None;
    }
    at += name.len();
    let mut fields: Fields = [None; FIELDS];
    for slot in 0..=FIELDS {
        at = skip_space(bytes, at);
        let tag = bytes.get(at..)?.strip_prefix(b"<")?;
        if let Some(end) = tag.strip_prefix(b"/") {
            let has_loc = fields
                .iter()
                .flatten()
                .any(|(field, ..)| *field == Field::Loc);
            let end = end.strip_prefix(name).filter(|_| has_loc)?;
            return Some(Usual {
                start,
                end: bytes.len() - end.len(),
                fields,
            });
        }
        let (field, content) = field_of(tag)?;
        let is_of_pages = matches!(field, Field::Changefreq | Field::Priority);
        let is_known = fields.iter().flatten().any(|(seen, ..)| *seen == field);
        if is_known || (is_of_pages && kind == Kind::SitemapIndex) {
            return None;
        }
        let length = memchr::memchr2(b'<', b'&', content)?;
        let (closed, behind) = field_of(content[length..].strip_prefix(b"</")?)?;
        if closed != field || length > limit {
            return None;
        }
        let start = bytes.len() - content.len();
        *fields.get_mut(slot)? = Some((field, start, start + length));
        at = bytes.len() - behind.len();
    }
    None
}

/// Returns the field whose tag starts here (after the `<`), and the text after the tag.
fn field_of(tag: &[u8]) -> Option<(Field, &[u8])> {
    // Comparisons with constants compile to few instructions.
    if let Some(rest) = tag.strip_prefix(b"loc>") {
        Some((Field::Loc, rest))
    } else if let Some(rest) = tag.strip_prefix(b"lastmod>") {
        Some((Field::Lastmod, rest))
    } else if let Some(rest) = tag.strip_prefix(b"changefreq>") {
        Some((Field::Changefreq, rest))
    } else {
        let rest = tag.strip_prefix(b"priority>")?;
        Some((Field::Priority, rest))
    }
}

fn skip_space(bytes: &[u8], from: usize) -> usize {
    let space = |byte: &&u8| matches!(byte, b' ' | b'\n' | b'\t' | b'\r');
    let rest = bytes.get(from..).unwrap_or_default();
    from + rest.iter().take_while(space).count()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::{Options, validate};

    /// Parts of entries, common and uncommon ones.
    const PIECES: [&str; 40] = [
        "<url>",
        "</url>",
        "<loc>",
        "</loc>",
        "<lastmod>",
        "</lastmod>",
        "<changefreq>",
        "</changefreq>",
        "<priority>",
        "</priority>",
        "\n  ",
        "",
        " ",
        "https://www.example.com/a",
        "https://e.test/",
        "2026-01-01",
        "daily",
        "0.5",
        "/x",
        "&amp;",
        "&",
        "<!-- c -->",
        "<![CDATA[x]]>",
        "<url >",
        "<url/>",
        "<loc a='b'>",
        "<sitemap>",
        "</sitemap>",
        "</urlset>",
        "<image:loc>",
        "]]>",
        "<",
        ">",
        "ä",
        "\u{1}",
        "<loc>https://www.example.com/b</loc>",
        "<url><loc>https://www.example.com/c</loc></url>",
        "<url><loc>https://www.example.com/d</loc><lastmod>x</lastmod></url>\n",
        "<url xmlns=''>",
        "</ url>",
    ];

    fn options(without_shortcut: bool) -> Options {
        let mut options = Options::new("2026-06-01T00:00:00Z".parse().unwrap());
        options.location = Some("https://www.example.com/sitemap.xml".parse().unwrap());
        options.without_shortcut = without_shortcut;
        options
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(3000))]

        #[test]
        fn the_report_is_the_same_with_and_without(
            root in prop::sample::select(vec![
                "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>", "<urlset>", "<sitemapindex>",
                "<s:urlset xmlns:s='http://www.sitemaps.org/schemas/sitemap/0.9'>", "<feed>", "<urlset",
            ]),
            pieces in prop::collection::vec(prop::sample::select(PIECES.to_vec()), 0..40),
            broken in prop::option::of(0..300_usize),
        ) {
            let mut bytes = format!("{root}{}</urlset>", pieces.concat()).into_bytes();
            if let Some(at) = broken.filter(|at| *at < bytes.len()) {
                bytes[at] = 0xFF;
            }
            let with = validate(&bytes[..], &options(false)).unwrap();
            let without = validate(&bytes[..], &options(true)).unwrap();
            prop_assert_eq!(with, without);
        }
    }
}
