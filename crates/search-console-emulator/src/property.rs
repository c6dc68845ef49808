//! Search Console properties and the URLs that they cover.
//!
//! A property is a URL prefix with a trailing slash, or `sc-domain:` and a host; see
//! [Search Console Help](https://support.google.com/webmasters/answer/34592). Like Google, it
//! compares names exactly: `https://example.com` is not `https://example.com/`.

use url::Url;

/// Port in a property's URL that matches any port.
const ANY_PORT: &str = ":*/";

/// Prefix of the name of a domain property.
const DOMAIN_PREFIX: &str = "sc-domain:";

/// Permission level of an account: `SitePermissionLevel` of the discovery document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permission {
    /// `SITE_OWNER`.
    Owner,
    /// `SITE_FULL_USER`.
    FullUser,
    /// `SITE_RESTRICTED_USER`: may read but not submit.
    RestrictedUser,
    /// `SITE_UNVERIFIED_USER`: listed, but without any access.
    UnverifiedUser,
}

impl Permission {
    /// True if the property's data may be read.
    pub(crate) fn may_read(self) -> bool {
        self != Self::UnverifiedUser
    }

    /// True if sitemaps may be submitted and deleted.
    pub(crate) fn may_write(self) -> bool {
        matches!(self, Self::Owner | Self::FullUser)
    }
}

/// A property of the account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Property {
    /// Its name: `https://example.com/`, `sc-domain:example.com`, or `http://127.0.0.1:*/` for any
    /// port, if the port of a test's site is not known yet. A property with a `*` is not listed by
    /// `sites.list`.
    pub site_url: String,
    /// The account's permission for it.
    pub permission: Permission,
}

impl Property {
    /// Creates a property with its exact name in Search Console.
    pub fn new(site_url: impl Into<String>, permission: Permission) -> Self {
        Self {
            site_url: site_url.into(),
            permission,
        }
    }

    /// True if the name contains a `*` and so matches many properties.
    pub(crate) fn is_pattern(&self) -> bool {
        self.site_url.contains(ANY_PORT)
    }

    /// True if `site_url` is this property's name, or matches its pattern.
    pub(crate) fn matches_name(&self, site_url: &str) -> bool {
        let Some((before, after)) = self.site_url.split_once(ANY_PORT) else {
            return self.site_url == site_url;
        };
        let Some(rest) = site_url
            .strip_prefix(before)
            .and_then(|rest| rest.strip_prefix(':'))
        else {
            return false;
        };
        rest.split_once('/').is_some_and(|(port, path)| {
            !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()) && path == after
        })
    }
}

/// True if `url` belongs to the property `site_url`.
pub(crate) fn covers(site_url: &str, url: &str) -> bool {
    let Some(domain) = site_url.strip_prefix(DOMAIN_PREFIX) else {
        return url.starts_with(site_url);
    };
    // Names have the Unicode spelling of an internationalised domain, URLs the one with `xn--`.
    let Ok(root) = Url::parse(&format!("https://{domain}/")) else {
        return false;
    };
    let domain = root.host_str().unwrap_or_default();
    Url::parse(url).is_ok_and(|url| {
        matches!(url.scheme(), "http" | "https")
            && url.host_str().is_some_and(|host| {
                host == domain
                    || host
                        .strip_suffix(domain)
                        .is_some_and(|sub| sub.ends_with('.'))
            })
    })
}

/// True if `site_url` is a valid property name.
pub(crate) fn is_site_url(site_url: &str) -> bool {
    if let Some(domain) = site_url.strip_prefix(DOMAIN_PREFIX) {
        return !domain.is_empty() && !domain.contains(['/', ':', '%']);
    }
    site_url.ends_with('/')
        && Url::parse(site_url).is_ok_and(|url| matches!(url.scheme(), "http" | "https"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_covers_urls_that_start_with_it() {
        assert!(covers(
            "https://example.com/shop/",
            "https://example.com/shop/s.xml"
        ));
        assert!(!covers(
            "https://example.com/shop/",
            "https://example.com/s.xml"
        ));
        assert!(!covers("https://example.com/", "http://example.com/s.xml"));
    }

    #[test]
    fn a_domain_covers_its_subdomains_but_not_lookalikes() {
        let domain = "sc-domain:example.com";
        assert!(covers(domain, "http://www.example.com/s.xml"));
        assert!(covers(domain, "https://example.com/s.xml"));
        assert!(!covers(domain, "https://notexample.com/s.xml"));
        assert!(!covers(domain, "ftp://example.com/s.xml"));
        let spelled = "https://xn--trkish-3ya.com/s.xml";
        assert!(covers("sc-domain:türkish.com", spelled));
    }

    #[test]
    fn a_star_matches_only_a_port() {
        let property = Property::new("http://127.0.0.1:*/", Permission::Owner);
        assert!(property.matches_name("http://127.0.0.1:8080/"));
        assert!(!property.matches_name("http://127.0.0.1:8080"));
        assert!(!property.matches_name("http://127.0.0.1:/"));
        assert!(!property.matches_name("http://127.0.0.1:80/x/"));
        assert!(!property.matches_name("http://127.0.0.2:80/"));
    }

    #[test]
    fn the_trailing_slash_is_part_of_the_name() {
        let property = Property::new("https://example.com/", Permission::Owner);
        assert!(property.matches_name("https://example.com/"));
        assert!(!property.matches_name("https://example.com"));
    }
}
