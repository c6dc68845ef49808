//! Resolves prefixes to namespaces.
//!
//! <https://www.w3.org/TR/xml-names/>

/// The namespace of sitemaps and indexes.
const SITEMAP: &[u8] = b"http://www.sitemaps.org/schemas/sitemap/0.9";

/// Namespace prefix of Google's sitemaps before the common protocol.
const LEGACY: &[u8] = b"google.com/schemas/sitemap/0.";

/// The namespaces of Atom 1.0 and its drafts.
const ATOM: [&[u8]; 2] = [b"http://www.w3.org/2005/Atom", b"http://purl.org/atom/ns#"];

/// Namespaces of the supported extensions.
const EXTENSIONS: [(&str, Namespace); 4] = [
    (
        "http://www.google.com/schemas/sitemap-image/1.1",
        Namespace::Image,
    ),
    (
        "http://www.google.com/schemas/sitemap-video/1.1",
        Namespace::Video,
    ),
    (
        "http://www.google.com/schemas/sitemap-news/0.9",
        Namespace::News,
    ),
    ("http://www.w3.org/1999/xhtml", Namespace::Xhtml),
];

/// Other namespaces that Google supports or supported; their elements are not checked.
const ACCEPTED: [&[u8]; 2] = [
    b"http://www.google.com/schemas/sitemap-mobile/1.0",
    b"http://www.google.com/schemas/sitemap-pagemap/1.0",
];

/// Maximum number of declarations in scope, since each lookup searches all of them.
pub(crate) const MAX_DECLARATIONS: usize = 64;

/// A namespace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Namespace {
    /// No namespace.
    None,
    /// Sitemaps and indexes.
    Sitemap,
    /// Google's sitemaps before the common protocol.
    Legacy,
    /// Atom feeds.
    Atom,
    /// HTML, whose links are translations.
    Xhtml,
    /// Images.
    Image,
    /// Videos.
    Video,
    /// News articles.
    News,
    /// A known namespace whose elements are not checked.
    Accepted,
    /// The namespace of an undeclared prefix.
    Undeclared,
    /// The namespace of XML itself.
    Xml,
    /// Another namespace, identified by a checksum.
    Other(u32),
}

impl Namespace {
    /// Returns the namespace with this name.
    pub(crate) fn from_name(name: &[u8]) -> Self {
        let after_scheme = name
            .strip_prefix(b"http://")
            .or_else(|| name.strip_prefix(b"https://"));
        let after_www = after_scheme.map(|rest| rest.strip_prefix(b"www.").unwrap_or(rest));
        if name.is_empty() {
            Self::None
        } else if name == SITEMAP {
            Self::Sitemap
        } else if ATOM.contains(&name) {
            Self::Atom
        } else if let Some((_, known)) = exactly(name) {
            known
        } else if ACCEPTED.contains(&name) {
            Self::Accepted
        } else if after_www.is_some_and(|rest| rest.starts_with(LEGACY)) {
            Self::Legacy
        } else {
            // FNV-1a: a collision would only confuse two unknown extensions.
            Self::Other(name.iter().fold(0x811C_9DC5, |sum, byte| {
                (sum ^ u32::from(*byte)).wrapping_mul(0x0100_0193)
            }))
        }
    }
}

fn exactly(name: &[u8]) -> Option<(&'static str, Namespace)> {
    EXTENSIONS
        .into_iter()
        .find(|(known, _)| known.as_bytes() == name)
}

/// Returns the extension with the most similar name.
pub(crate) fn misspelt(name: &[u8]) -> Option<&'static str> {
    let words = [
        "sitemap-image",
        "sitemap-video",
        "sitemap-news",
        "1999/xhtml",
    ];
    let names = EXTENSIONS.iter().map(|(known, _)| *known);
    let lower = name.to_ascii_lowercase();
    let means = |word: &str| memchr::memmem::find(&lower, word.as_bytes()).is_some();
    let meant = words.into_iter().zip(names).find(|(word, _)| means(word));
    meant
        .map(|(_, known)| known)
        .filter(|known| known.as_bytes() != name)
}

/// The extension that its usual prefix means.
pub(crate) fn usual(prefix: &[u8]) -> Option<&'static str> {
    let prefixes: [&[u8]; 4] = [b"image", b"video", b"news", b"xhtml"];
    let names = EXTENSIONS.iter().map(|(known, _)| *known);
    let mut both = prefixes.into_iter().zip(names);
    both.find(|(known, _)| *known == prefix)
        .map(|(_, name)| name)
}

#[derive(Debug)]
struct Binding {
    prefix_start: usize,
    depth: usize,
    namespace: Namespace,
}

/// The declarations in scope.
#[derive(Debug, Default)]
pub(crate) struct Namespaces {
    prefixes: Vec<u8>,
    bindings: Vec<Binding>,
    default: Option<Namespace>,
}

impl Namespaces {
    /// Adds a declaration of the element at this depth; the empty prefix is the default.
    ///
    /// Returns false if the limit is reached.
    pub(crate) fn declare(&mut self, prefix: &[u8], name: &[u8], depth: usize) -> bool {
        if self.bindings.len() >= MAX_DECLARATIONS {
            return false;
        }
        let namespace = Namespace::from_name(name);
        self.bindings.push(Binding {
            prefix_start: self.prefixes.len(),
            depth,
            namespace,
        });
        self.prefixes.extend_from_slice(prefix);
        if prefix.is_empty() {
            self.default = Some(namespace);
        }
        true
    }

    /// Removes the declarations of elements at this depth and below.
    pub(crate) fn close(&mut self, depth: usize) {
        let Some(last) = self.bindings.last() else {
            return;
        };
        if last.depth < depth {
            return;
        }
        while let Some(binding) = self.bindings.pop_if(|binding| binding.depth >= depth) {
            self.prefixes.truncate(binding.prefix_start);
        }
        self.default = self.resolve_among_all(b"");
    }

    /// The namespace of a prefix; `None` if it is not declared.
    pub(crate) fn resolve(&self, prefix: &[u8]) -> Option<Namespace> {
        match prefix {
            b"" => Some(self.default.unwrap_or(Namespace::None)),
            b"xml" | b"xmlns" => Some(Namespace::Xml),
            _ => self.resolve_among_all(prefix),
        }
    }

    fn resolve_among_all(&self, prefix: &[u8]) -> Option<Namespace> {
        let mut end = self.prefixes.len();
        for binding in self.bindings.iter().rev() {
            if &self.prefixes[binding.prefix_start..end] == prefix {
                return Some(binding.namespace);
            }
            end = binding.prefix_start;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_recognised() {
        for (name, namespace) in [
            ("", Namespace::None),
            (
                "http://www.sitemaps.org/schemas/sitemap/0.9",
                Namespace::Sitemap,
            ),
            (
                "http://www.google.com/schemas/sitemap/0.84",
                Namespace::Legacy,
            ),
            ("https://google.com/schemas/sitemap/0.9", Namespace::Legacy),
            ("http://www.w3.org/2005/Atom", Namespace::Atom),
        ] {
            assert_eq!(Namespace::from_name(name.as_bytes()), namespace, "{name}");
        }
        let image = b"http://www.google.com/schemas/sitemap-image/1.1";
        assert_eq!(Namespace::from_name(image), Namespace::Image);
        let other = Namespace::from_name(b"http://www.google.com/schemas/sitemap-image/1.0");
        assert!(matches!(other, Namespace::Other(_)));
    }

    #[test]
    fn misspelt_names_are_recognised() {
        let image = "http://www.google.com/schemas/sitemap-image/1.1";
        for name in [
            "https://www.google.com/schemas/sitemap-image/1.1",
            "http://www.google.com/schemas/sitemap-image/1.1/",
            "http://www.google.com/schemas/Sitemap-Image/1.0",
        ] {
            assert_eq!(misspelt(name.as_bytes()), Some(image), "{name}");
        }
        assert_eq!(misspelt(image.as_bytes()), None);
        assert_eq!(
            misspelt(b"http://www.sitemaps.org/schemas/sitemap/0.9"),
            None
        );
    }

    #[test]
    fn declarations_end_with_their_element() {
        let mut namespaces = Namespaces::default();
        assert!(namespaces.declare(b"", SITEMAP, 0));
        assert!(namespaces.declare(b"a", ATOM[0], 1));
        assert!(namespaces.declare(b"", b"", 1));
        assert_eq!(namespaces.resolve(b""), Some(Namespace::None));
        assert_eq!(namespaces.resolve(b"a"), Some(Namespace::Atom));
        namespaces.close(1);
        assert_eq!(namespaces.resolve(b""), Some(Namespace::Sitemap));
        assert_eq!(namespaces.resolve(b"a"), None);
        namespaces.close(0);
        assert_eq!(namespaces.resolve(b""), Some(Namespace::None));
    }
    #[test]
    fn declarations_are_bounded() {
        let mut namespaces = Namespaces::default();
        for depth in 0..MAX_DECLARATIONS {
            assert!(namespaces.declare(b"a", SITEMAP, depth));
        }
        assert!(!namespaces.declare(b"b", SITEMAP, MAX_DECLARATIONS));
        namespaces.close(1);
        assert!(namespaces.declare(b"b", SITEMAP, 1));
    }
}
