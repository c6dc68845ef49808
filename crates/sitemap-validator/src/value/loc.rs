//! Checks URLs: absolute, http or https, on one host, and encoded.
//!
//! Scheme and host are parsed once and then recognised by their bytes, so a URL on the same host
//! costs one comparison and one scan.

use url::{ParseError, Url};

/// Result of the check of scheme and host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// Both are valid.
    Good,
    /// Scheme or host is missing.
    NotAbsolute,
    /// The scheme, of this length in bytes, is neither http nor https.
    Scheme(usize),
    /// Host or port is invalid.
    Invalid(ParseError),
    /// A user name or password at these bytes.
    Credentials(usize, usize),
    /// Scheme or host differs from the sitemap's.
    Elsewhere {
        /// The bytes of the host or port, if it differs.
        host: Option<(usize, usize)>,
        /// True if the scheme differs.
        scheme: bool,
    },
}

/// Form of the URL of an image, a video or a translation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// A full URL, on the sitemap's host if that is known.
    Here,
    /// A full URL on another host, which is at these bytes.
    Elsewhere(usize, usize),
    /// A full URL with another scheme, such as ftp.
    Other,
    /// Not a full URL.
    None,
}

/// Determines the form of the URL of an image, a video or a translation.
pub(crate) fn form(address: &[u8], known: &mut Addresses<'_>) -> Form {
    // Without branches, so that the compiler can vectorise it.
    let is_space = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0C);
    let has_space = address.iter().fold(false, |any, byte| any | is_space(byte));
    match known.origin(address) {
        _ if has_space => Form::None,
        Origin::Good | Origin::Credentials(..) | Origin::Elsewhere { host: None, .. } => Form::Here,
        Origin::Elsewhere {
            host: Some((start, end)),
            ..
        } => Form::Elsewhere(start, end),
        Origin::Scheme(length) if address[length..].starts_with(b"://") => Form::Other,
        Origin::Scheme(_) | Origin::NotAbsolute | Origin::Invalid(_) => Form::None,
    }
}

/// Checks the URLs of one sitemap.
#[derive(Debug)]
pub(crate) struct Addresses<'options> {
    sitemap: Option<&'options Url>,
    /// URLs whose hosts count as the sitemap's.
    also_of: &'options [Url],
    /// Domains whose hosts count as the sitemap's, with any scheme.
    domains: &'options [String],
    /// Scheme, host and slash of the last URL, and the result of their check.
    known: Vec<u8>,
    verdict: Origin,
    /// True if the last URL had the same scheme and host as the one before.
    is_repeat: bool,
}

impl<'options> Addresses<'options> {
    /// Creates a checker for the sitemap at this URL.
    pub(crate) fn new(sitemap: Option<&'options Url>) -> Self {
        Self {
            sitemap,
            also_of: &[],
            domains: &[],
            known: Vec::new(),
            verdict: Origin::Good,
            is_repeat: false,
        }
    }

    /// Allows the hosts of these URLs in addition.
    pub(crate) fn also_of(mut self, also_of: &'options [Url]) -> Self {
        self.also_of = also_of;
        self
    }

    /// Allows all hosts of these domains in addition.
    pub(crate) fn of_domains(mut self, domains: &'options [String]) -> Self {
        self.domains = domains;
        self
    }

    /// True if the last URL has the same scheme and host as the one before.
    pub(crate) const fn is_repeat(&self) -> bool {
        self.is_repeat
    }

    /// True if the host of the last URL is followed by a scheme and the same host.
    pub(crate) fn is_doubled(&self, address: &[u8]) -> bool {
        let Some(rest) = address.strip_prefix(self.known.as_slice()) else {
            return false;
        };
        let host = |address: &[u8]| {
            let host = address.split(|byte| *byte == b'/').nth(2);
            host.map(<[u8]>::to_ascii_lowercase)
        };
        let is_url = rest.starts_with(b"http://") || rest.starts_with(b"https://");
        is_url && host(rest) == host(&self.known)
    }

    /// Checks scheme and host.
    pub(crate) fn origin(&mut self, address: &[u8]) -> Origin {
        self.is_repeat = !self.known.is_empty() && address.starts_with(&self.known);
        if self.is_repeat {
            return self.verdict;
        }
        let (end, verdict) = self.parse(address);
        // The slash is included, so that a longer host is not recognised.
        if address.get(end) == Some(&b'/') {
            self.known.clear();
            self.known.extend_from_slice(&address[..=end]);
            self.verdict = verdict;
        }
        verdict
    }
}

/// Parses and normalises a URL for comparison: host in lower case, at least the path `/`, non-ASCII
/// characters encoded, dot segments resolved.
pub(crate) fn parsed(address: &[u8]) -> Option<Url> {
    Url::parse(std::str::from_utf8(address).ok()?).ok()
}

/// True if the path of a full URL is in `folder`, which is from a parsed URL.
pub(crate) fn is_in_folder(address: &[u8], folder: &str) -> bool {
    let path = path(address);
    // `..` may leave the folder, and a dot may be encoded.
    let has = |part: &[u8]| memchr::memmem::find(path, part).is_some();
    if path.starts_with(folder.as_bytes()) && !has(b"/.") && !has(b"/%2") {
        return true;
    }
    // `%c3` and `%C3` are the same byte.
    let same_case = |text: &str| text.to_ascii_lowercase();
    parsed(address).is_some_and(|url| same_case(url.path()).starts_with(&same_case(folder)))
}

/// Returns the part of a full URL after scheme and host, including the slash; may be empty.
pub(crate) fn path(address: &[u8]) -> &[u8] {
    let authority = memchr::memmem::find(address, b"//").map_or(0, |slashes| slashes + 2);
    let slash = memchr::memchr3(b'/', b'?', b'#', &address[authority..])
        .filter(|at| address[authority + at] == b'/');
    slash.map_or(&[], |slash| &address[authority + slash..])
}

impl Addresses<'_> {
    /// Returns the end of the authority, and the result of the check.
    fn parse(&self, address: &[u8]) -> (usize, Origin) {
        let scheme = scheme_length(address);
        let Some(after_scheme) = scheme.map(|length| &address[length + 1..]) else {
            return (0, Origin::NotAbsolute);
        };
        let scheme = address.len() - after_scheme.len() - 1;
        let is_http = address[..scheme].eq_ignore_ascii_case(b"http");
        if !is_http && !address[..scheme].eq_ignore_ascii_case(b"https") {
            // In `www.example.com:8080/page`, the part before the colon is not a scheme.
            let is_host = address[..scheme].contains(&b'.')
                || after_scheme.first().is_some_and(u8::is_ascii_digit);
            return (
                0,
                if is_host {
                    Origin::NotAbsolute
                } else {
                    Origin::Scheme(scheme)
                },
            );
        }
        let Some(authority) = after_scheme.strip_prefix(b"//") else {
            return (0, Origin::NotAbsolute);
        };
        let start = scheme + 3;
        let length = authority
            .iter()
            .position(|byte| matches!(byte, b'/' | b'?' | b'#' | b'\\'));
        let end = start + length.unwrap_or(authority.len());
        if end == start || is_second_scheme(&address[start..]) {
            return (0, Origin::NotAbsolute);
        }
        match Url::parse(&String::from_utf8_lossy(&address[..end])) {
            Err(cause) => (0, Origin::Invalid(cause)),
            Ok(parsed) => {
                let at = memchr::memrchr(b'@', &address[start..end]);
                let host = at.map_or(start, |at| start + at + 1);
                let verdict = self.compare(&parsed, host, end);
                let is_secret = !parsed.username().is_empty() || parsed.password().is_some();
                if verdict == Origin::Good && is_secret {
                    return (end, Origin::Credentials(start, start + at.unwrap_or(0)));
                }
                (end, verdict)
            }
        }
    }

    fn compare(&self, address: &Url, start: usize, end: usize) -> Origin {
        let Some(sitemap) = self.sitemap else {
            return Origin::Good;
        };
        let is_on_host_of =
            |other: &Url| address.host_str() == other.host_str() && address.port() == other.port();
        let is_also = |other: &Url| is_on_host_of(other) && address.scheme() == other.scheme();
        let same_scheme = address.scheme() == sitemap.scheme();
        let same_host = is_on_host_of(sitemap) || self.also_of.iter().any(is_on_host_of);
        if same_host && same_scheme
            || self.also_of.iter().any(is_also)
            || self.is_in_domain(address)
        {
            return Origin::Good;
        }
        Origin::Elsewhere {
            host: (!same_host).then_some((start, end)),
            scheme: !same_scheme,
        }
    }

    fn is_in_domain(&self, address: &Url) -> bool {
        let host = address.host_str().unwrap_or_default();
        self.domains.iter().any(|domain| {
            let before = host.strip_suffix(domain.as_str());
            before.is_some_and(|before| before.is_empty() || before.ends_with('.'))
        })
    }
}

/// True if the authority starts with a scheme, possibly without its colon: a host is not followed by
/// two slashes.
fn is_second_scheme(authority: &[u8]) -> bool {
    let slashes = memchr::memmem::find(authority, b"//");
    let name = slashes.map_or(&b""[..], |slashes| &authority[..slashes]);
    let name = name.strip_suffix(b":").unwrap_or(name);
    name.eq_ignore_ascii_case(b"http") || name.eq_ignore_ascii_case(b"https")
}

/// Returns the length of the text before the first colon, if it is a valid scheme.
///
/// <https://www.rfc-editor.org/rfc/rfc3986#section-3.1>
fn scheme_length(address: &[u8]) -> Option<usize> {
    let length = memchr::memchr(b':', address)?;
    let (first, rest) = address[..length].split_first()?;
    let is_scheme = first.is_ascii_alphabetic()
        && rest
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'));
    is_scheme.then_some(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(address: &str, sitemap: Option<&str>) -> Origin {
        let sitemap = sitemap.map(|url| Url::parse(url).unwrap());
        Addresses::new(sitemap.as_ref()).origin(address.as_bytes())
    }

    #[test]
    fn forms_are_distinguished() {
        for (address, verdict) in [
            ("https://www.example.com/", Origin::Good),
            ("HTTP://EXAMPLE.com", Origin::Good),
            ("https://bücher.example/ä", Origin::Good),
            ("https://[::1]:8080/x", Origin::Good),
            ("https://me:secret@e.test/x", Origin::Credentials(8, 17)),
            ("/about", Origin::NotAbsolute),
            ("//example.com/", Origin::NotAbsolute),
            ("www.example.com/", Origin::NotAbsolute),
            ("www.example.com:8080/", Origin::NotAbsolute),
            ("localhost:3000/", Origin::NotAbsolute),
            ("https:/example.com/", Origin::NotAbsolute),
            ("https:///x", Origin::NotAbsolute),
            ("https://https://example.com/", Origin::NotAbsolute),
            ("https://HTTP//example.com/", Origin::NotAbsolute),
            ("https://http.example.com/", Origin::Good),
            ("https://https:8080/", Origin::Good),
            ("http://http/", Origin::Good),
            ("ftp://example.com/", Origin::Scheme(3)),
            ("mailto:me@example.com", Origin::Scheme(6)),
            (
                "https://exa mple.com/",
                Origin::Invalid(ParseError::IdnaError),
            ),
            (
                "https://example.com:99999/",
                Origin::Invalid(ParseError::InvalidPort),
            ),
        ] {
            assert_eq!(origin(address, None), verdict, "{address}");
        }
    }

    #[test]
    fn host_port_and_scheme_are_compared() {
        let sitemap = Some("https://www.example.com/sitemap.xml");
        let elsewhere = |host, scheme| Origin::Elsewhere { host, scheme };
        for (address, verdict) in [
            ("https://www.example.com/a", Origin::Good),
            ("https://WWW.example.com:443/a", Origin::Good),
            ("https://example.com/a", elsewhere(Some((8, 19)), false)),
            (
                "https://www.example.com.evil.test/a",
                elsewhere(Some((8, 33)), false),
            ),
            (
                "https://www.example.com:8443/a",
                elsewhere(Some((8, 28)), false),
            ),
            ("http://www.example.com/a", elsewhere(None, true)),
            (
                "https://me:secret@example.com/a",
                elsewhere(Some((18, 29)), false),
            ),
            ("http://example.com", elsewhere(Some((7, 18)), true)),
        ] {
            assert_eq!(origin(address, sitemap), verdict, "{address}");
        }
    }

    #[test]
    fn a_recognised_host_does_not_match_longer_hosts() {
        let sitemap = Url::parse("https://a.test/").unwrap();
        let named = [
            "https://site.example/robots.txt",
            "http://plain.example:8080/",
        ]
        .map(|url| Url::parse(url).unwrap());
        let mut also = Addresses::new(Some(&sitemap)).also_of(&named);
        let scheme_alone = Origin::Elsewhere {
            host: None,
            scheme: true,
        };
        let found = [
            ("https://site.example/a", Origin::Good),
            ("http://plain.example:8080/a", Origin::Good),
            ("https://plain.example:8080/a", Origin::Good),
            ("http://site.example/a", scheme_alone),
        ];
        for (address, expected) in found {
            assert_eq!(also.origin(address.as_bytes()), expected, "{address}");
        }
        let other = also.origin(b"https://other.example/a");
        assert!(matches!(other, Origin::Elsewhere { host: Some(_), .. }));

        let mut addresses = Addresses::new(Some(&sitemap));
        assert_eq!(addresses.origin(b"https://a.test/1"), Origin::Good);
        assert_eq!(addresses.origin(b"https://a.test/2"), Origin::Good);
        assert!(matches!(
            addresses.origin(b"https://a.test.evil/"),
            Origin::Elsewhere { .. }
        ));
        assert!(matches!(
            addresses.origin(b"https://a.test@evil/"),
            Origin::Elsewhere { .. }
        ));
        assert_eq!(addresses.origin(b"https://a.test?x"), Origin::Good);
    }
}
