//! Reads entries of the usual form without the XML reader.
//!
//! Nearly all sitemaps are written by programs, one entry like the other: a `loc`, perhaps the three
//! other fields, white space between, no attributes, no references and no extensions. Such an entry
//! is recognised by comparing bytes, and its fields are checked as all fields are; that takes a
//! fraction of the time. Whatever differs in one byte is left to the XML reader, untouched.
//!
//! # Guarantees
//! The report is the same with and without.

use super::document::Document;
use super::mark::Mark;
use super::namespaces::Namespace;
use super::reporter::Reporter;
use super::schema::{Context, Field};
use super::token::Token;
use crate::report::Kind;

/// Fields that an entry can have.
const FIELDS: usize = 4;

/// Where the parts of an entry are, counted from where the search for it began.
struct Usual {
    /// Where its start tag begins.
    start: usize,
    /// Behind its end tag.
    end: usize,
    /// The fields that it has, in their order, with the bytes between their tags.
    fields: Fields,
}

type Fields = [Option<(Field, usize, usize)>; FIELDS];

impl Document<'_, '_> {
    /// Takes all entries of the usual form that follow; gives the number of bytes they have.
    ///
    /// `bytes` begin at the offset `from`, which is behind the tag of the root or of an entry.
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

    /// What stands behind the `<` of an entry's start tag, where one can follow.
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

/// The next entry, if it is complete and of the usual form.
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

/// The field whose tag begins here, after its `<`, and what stands behind the tag.
fn field_of(tag: &[u8]) -> Option<(Field, &[u8])> {
    // Each comparison is with bytes that are known when this is compiled, which makes it short.
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

    /// What entries consist of, and what makes one unusual.
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
