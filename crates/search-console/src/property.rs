//! Search Console properties and the URLs that they cover.
//!
//! A property is identified by its exact name; the name of a URL-prefix property includes the
//! scheme, host and trailing slash (<https://support.google.com/webmasters/answer/34592>).

use std::fmt;
use std::str::FromStr;

use url::Url;

/// Prefix of the name of a domain property.
const DOMAIN_PREFIX: &str = "sc-domain:";

/// A Search Console property.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Property {
    name: String,
    kind: Kind,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Kind {
    UrlPrefix(Url),
    Domain(String),
}

/// An invalid property name.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum PropertyError {
    /// A URL prefix without its trailing slash.
    #[error("`{given}` lacks the trailing slash of a URL-prefix property")]
    NoTrailingSlash {
        /// The input.
        given: String,
        /// The name that was probably meant.
        suggestion: String,
    },
    /// The URL of a sitemap.
    #[error("`{given}` is the URL of a sitemap, not the name of a property")]
    Sitemap {
        /// The input.
        given: String,
        /// The property of the site, if it is a URL-prefix property.
        site: String,
    },
    /// Neither an http(s) URL nor `sc-domain:` and a host.
    #[error("`{given}` is not the name of a property")]
    Unrecognised {
        /// The input, without a possible password.
        given: String,
    },
    /// A URL with a user name or password, which is not printed.
    #[error("the URL of the property contains a user name or password")]
    Credentials,
}

impl Property {
    /// The exact name, as the API requires it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// True if `url` belongs to this property.
    #[must_use]
    pub fn covers(&self, url: &Url) -> bool {
        match &self.kind {
            Kind::UrlPrefix(prefix) => url.as_str().starts_with(prefix.as_str()),
            Kind::Domain(domain) => url.host_str().is_some_and(|host| is_within(host, domain)),
        }
    }

    /// The domain of a domain property, in the spelling of URLs.
    #[must_use]
    pub fn domain(&self) -> Option<&str> {
        match &self.kind {
            Kind::Domain(domain) => Some(domain),
            Kind::UrlPrefix(_) => None,
        }
    }

    /// The prefix of a URL-prefix property.
    #[must_use]
    pub const fn prefix(&self) -> Option<&Url> {
        match &self.kind {
            Kind::UrlPrefix(prefix) => Some(prefix),
            Kind::Domain(_) => None,
        }
    }

    /// True if both are the same property: internationalised domains have two spellings, and Search
    /// Console lists one of them.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        self.kind == other.kind
    }

    /// True if both belong to the same site, apart from the scheme, `www.`, the path, and the kind
    /// of property.
    #[must_use]
    pub fn is_related(&self, other: &Self) -> bool {
        let (ours, theirs) = (self.bare_host(), other.bare_host());
        match (&self.kind, &other.kind) {
            (Kind::UrlPrefix(_), Kind::UrlPrefix(_)) => ours == theirs,
            (Kind::Domain(_), Kind::UrlPrefix(_)) => is_within(theirs, ours),
            (Kind::UrlPrefix(_), Kind::Domain(_)) => is_within(ours, theirs),
            (Kind::Domain(_), Kind::Domain(_)) => {
                is_within(ours, theirs) || is_within(theirs, ours)
            }
        }
    }

    fn bare_host(&self) -> &str {
        let host = match &self.kind {
            Kind::UrlPrefix(prefix) => prefix.host_str().unwrap_or_default(),
            Kind::Domain(domain) => domain,
        };
        host.strip_prefix("www.").unwrap_or(host)
    }

    /// True for an `sc-domain:` property.
    #[must_use]
    pub const fn is_domain(&self) -> bool {
        matches!(self.kind, Kind::Domain(_))
    }

    /// The site's root: of the prefix's origin, or of the domain over https.
    #[must_use]
    pub fn site_root(&self) -> Option<Url> {
        match &self.kind {
            Kind::UrlPrefix(prefix) => prefix.join("/").ok(),
            Kind::Domain(domain) => Url::parse(&format!("https://{domain}/")).ok(),
        }
    }

    /// Returns the most specific property that covers `url`: the longest URL prefix, or else the
    /// longest domain.
    #[must_use]
    pub fn most_specific<'a>(
        properties: impl IntoIterator<Item = &'a Self>,
        url: &Url,
    ) -> Option<&'a Self> {
        properties
            .into_iter()
            .filter(|property| property.covers(url))
            .max_by_key(|property| (!property.is_domain(), property.name.len()))
    }
}

impl FromStr for Property {
    type Err = PropertyError;

    fn from_str(given: &str) -> Result<Self, Self::Err> {
        let unrecognised = || PropertyError::Unrecognised {
            given: without_login(given),
        };
        let is_domain = given
            .get(..DOMAIN_PREFIX.len())
            .is_some_and(|prefix| prefix.eq_ignore_ascii_case(DOMAIN_PREFIX));
        if is_domain {
            let domain = given[DOMAIN_PREFIX.len()..].to_lowercase();
            return Ok(Self {
                kind: Kind::Domain(ascii_domain(&domain).ok_or_else(unrecognised)?),
                name: format!("{DOMAIN_PREFIX}{domain}"),
            });
        }
        let prefix = Url::parse(given).map_err(|_| unrecognised())?;
        if !prefix.username().is_empty() || prefix.password().is_some() {
            return Err(PropertyError::Credentials);
        }
        if !matches!(prefix.scheme(), "http" | "https") || prefix.fragment().is_some() {
            return Err(unrecognised());
        }
        if is_sitemap(&prefix) {
            return Err(PropertyError::Sitemap {
                given: given.to_owned(),
                site: with_lower_case_origin(&given[..origin_length(given)]) + "/",
            });
        }
        if prefix.query().is_some() {
            return Err(unrecognised());
        }
        if !given.ends_with('/') {
            return Err(PropertyError::NoTrailingSlash {
                given: given.to_owned(),
                suggestion: format!("{given}/"),
            });
        }
        Ok(Self {
            name: with_lower_case_origin(given),
            kind: Kind::UrlPrefix(prefix),
        })
    }
}

/// The domain in the spelling of URLs, with `xn--`; `None` if it is more or less than a domain.
fn ascii_domain(domain: &str) -> Option<String> {
    // A valid host is unchanged by parsing, except for its spelling.
    let url = Url::parse(&format!("https://{domain}/")).ok()?;
    let host = url.host_str()?;
    let is_host_only = url.as_str() == format!("https://{host}/");
    let is_spelled_so = host == domain || !domain.is_ascii();
    (is_host_only && is_spelled_so).then(|| host.to_owned())
}

/// True if `url` has the name of a sitemap file.
fn is_sitemap(url: &Url) -> bool {
    let path = url.path().to_ascii_lowercase();
    [".xml", ".xml.gz", ".txt", ".txt.gz", ".rss", ".atom"]
        .iter()
        .any(|end| path.ends_with(end))
}

/// Length of scheme and host of `given`.
fn origin_length(given: &str) -> usize {
    let host = given.find("://").map_or(0, |place| place + 3);
    given[host..]
        .find(['/', '?'])
        .map_or(given.len(), |place| host + place)
}

/// `given` as Search Console lists it: the case of the path counts, and that of the rest does not.
fn with_lower_case_origin(given: &str) -> String {
    let (origin, path) = given.split_at(origin_length(given));
    origin.to_lowercase() + path
}

/// True if `host` is `domain` or below it.
fn is_within(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain)
        .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// Removes everything up to the last `@`, since the end of a password cannot be determined.
fn without_login(given: &str) -> String {
    match given.rsplit_once('@') {
        Some((_, rest)) => format!("…@{rest}"),
        None => given.to_owned(),
    }
}

impl fmt::Display for Property {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn property(name: &str) -> Property {
        name.parse().unwrap()
    }

    fn url(text: &str) -> Url {
        text.parse().unwrap()
    }

    #[test]
    fn a_password_in_a_name_is_rejected_and_not_printed() {
        for given in [
            "https://user:hunter2@example.com/",
            "https://user:hunter2@example.com",
            "https:user:hunter2@example.com/",
            "https://hunter2@example.com/?a",
            "https://user:hun/ter2@example.com/",
            "user:hunter2@example.com/",
            "sc-domain:user:hunter2@example.com",
            "ftp://user:hunter2@example.com/",
            "https://user:hunter2@[/",
        ] {
            let error = given.parse::<Property>().unwrap_err();
            let shown = format!("{error} {error:?}");
            assert!(
                !shown.contains("hunter2") && !shown.contains("ter2"),
                "{shown}"
            );
        }
        assert!("https://example.com/@name/".parse::<Property>().is_ok());
    }

    #[test]
    fn a_prefix_requires_its_trailing_slash() {
        assert_eq!(
            "https://example.com".parse::<Property>(),
            Err(PropertyError::NoTrailingSlash {
                given: "https://example.com".into(),
                suggestion: "https://example.com/".into(),
            })
        );
        assert!("https://example.com/blog".parse::<Property>().is_err());
    }

    #[test]
    fn other_texts_are_rejected() {
        for text in [
            "",
            "example.com",
            "sc-domain:",
            "sc-domain:https://example.com/",
            "sc-domain:example.com/x",
            "ftp://example.com/",
            "https://example.com/?a/",
        ] {
            assert!(text.parse::<Property>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_prefix_covers_urls_that_start_with_it() {
        let blog = property("https://example.com/blog/");
        assert!(blog.covers(&url("https://example.com/blog/sitemap.xml")));
        assert!(!blog.covers(&url("https://example.com/blogs/sitemap.xml")));
        assert!(!blog.covers(&url("http://example.com/blog/sitemap.xml")));
        assert!(!blog.covers(&url("https://www.example.com/blog/sitemap.xml")));
    }

    #[test]
    fn the_case_of_scheme_and_host_does_not_count() {
        for (given, name) in [
            ("HTTPS://Example.COM/Blog/", "https://example.com/Blog/"),
            ("sc-domain:Example.COM", "sc-domain:example.com"),
            ("SC-Domain:example.com", "sc-domain:example.com"),
        ] {
            assert_eq!(property(given).name(), name);
        }
    }

    #[test]
    fn internationalised_domains_have_two_spellings() {
        for (one, other) in [
            ("sc-domain:türkish.com", "sc-domain:xn--trkish-3ya.com"),
            ("https://türkish.com/", "https://xn--trkish-3ya.com/"),
            ("sc-domain:TÜRKISH.com", "sc-domain:türkish.com"),
        ] {
            assert!(property(one).is_same(&property(other)), "{one}");
            assert!(property(one).covers(&url("https://xn--trkish-3ya.com/sitemap.xml")));
        }
        assert_eq!(
            property("sc-domain:türkish.com").name(),
            "sc-domain:türkish.com"
        );
        assert!(!property("https://a.example/").is_same(&property("http://a.example/")));
    }

    #[test]
    fn a_sitemap_is_recognised() {
        for (given, site) in [
            ("https://Example.com/sitemap.xml", "https://example.com/"),
            (
                "https://example.com/a/sitemap.xml.gz?x=1",
                "https://example.com/",
            ),
        ] {
            assert_eq!(
                given.parse::<Property>(),
                Err(PropertyError::Sitemap {
                    given: given.to_owned(),
                    site: site.to_owned(),
                })
            );
        }
        assert!(
            "https://example.com/sitemap.xml/"
                .parse::<Property>()
                .is_ok()
        );
    }

    #[test]
    fn other_forms_of_a_property_are_related() {
        let forms = [
            "https://example.com/",
            "http://example.com/",
            "https://www.example.com/",
            "https://example.com/blog/",
            "sc-domain:example.com",
        ];
        for one in forms {
            for other in forms {
                assert!(property(one).is_related(&property(other)), "{one} {other}");
            }
        }
        let shop = property("https://shop.example.com/");
        assert!(shop.is_related(&property("sc-domain:example.com")));
        assert!(!shop.is_related(&property("https://example.com/")));
        assert!(!shop.is_related(&property("sc-domain:ample.com")));
    }

    #[test]
    fn hosts_are_normalised() {
        assert!(property("https://EXAMPLE.com:443/").covers(&url("https://example.com/s.xml")));
    }

    #[test]
    fn a_domain_covers_subdomains_and_schemes_but_not_lookalikes() {
        let domain = property("sc-domain:example.com");
        assert!(domain.covers(&url("http://example.com/s.xml")));
        assert!(domain.covers(&url("https://a.b.example.com:8443/s.xml")));
        assert!(!domain.covers(&url("https://notexample.com/s.xml")));
    }

    #[test]
    fn the_longest_prefix_wins_then_the_domain() {
        let all = [
            property("sc-domain:example.com"),
            property("https://example.com/"),
            property("https://example.com/blog/"),
            property("sc-domain:shop.example.com"),
        ];
        let best = |text: &str| {
            Property::most_specific(&all, &url(text)).map(|property| property.name().to_owned())
        };
        assert_eq!(
            best("https://example.com/blog/s.xml").as_deref(),
            Some("https://example.com/blog/")
        );
        assert_eq!(
            best("https://example.com/s.xml").as_deref(),
            Some("https://example.com/")
        );
        assert_eq!(
            best("https://shop.example.com/s.xml").as_deref(),
            Some("sc-domain:shop.example.com")
        );
        assert_eq!(best("https://example.org/s.xml"), None);
    }
}
