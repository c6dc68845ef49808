//! Decides if a redirect is followed.

use url::Url;

use crate::model::address::cleaned;

/// Maximum number of redirects per document, as in Google's crawler
/// (<https://developers.google.com/search/docs/crawling-indexing/http-network-errors>).
pub(crate) const MOST_REDIRECTS: usize = 10;

/// Redirect that is not followed.
#[derive(Debug, Clone, thiserror::Error, PartialEq, Eq)]
pub(crate) enum RedirectError {
    /// Too many redirects.
    #[error("more than {MOST_REDIRECTS} redirects, the last to {last}")]
    TooMany {
        /// Target of the last one.
        last: Url,
    },
    /// A loop.
    #[error("they come back to {url}")]
    Loop {
        /// The URL that was visited twice.
        url: Url,
    },
    /// No usable `Location`.
    #[error("{from} redirects without a valid Location")]
    NoLocation {
        /// Redirecting URL.
        from: Url,
    },
    /// From https to another scheme.
    #[error("{from} redirects to {to}, which is not https")]
    Downgrade {
        /// Redirecting URL.
        from: Url,
        /// Target.
        to: Url,
    },
}

/// URLs visited so far.
pub(super) struct Route {
    visited: Vec<Url>,
}

impl Route {
    pub(super) fn from(start: Url) -> Self {
        Self {
            visited: vec![start],
        }
    }

    /// First URL.
    pub(super) fn start(&self) -> &Url {
        &self.visited[0]
    }

    /// Current URL.
    pub(super) fn current(&self) -> &Url {
        &self.visited[self.visited.len() - 1]
    }

    /// Follows `location`, relative to the current URL.
    ///
    /// http is allowed only if the route began with it and has not reached https yet.
    pub(super) fn follow(&mut self, location: Option<&str>) -> Result<(), RedirectError> {
        let from = self.current();
        let next = location.and_then(|location| from.join(location).ok());
        let Some(mut next) = next.filter(Url::has_host) else {
            return Err(RedirectError::NoLocation { from: from.clone() });
        };
        next = cleaned(next);
        let allowed = match next.scheme() {
            "https" => true,
            "http" => from.scheme() == "http",
            _ => false,
        };
        if !allowed {
            return Err(RedirectError::Downgrade {
                from: from.clone(),
                to: next,
            });
        }
        if self.visited.contains(&next) {
            return Err(RedirectError::Loop { url: next });
        }
        if self.visited.len() > MOST_REDIRECTS {
            return Err(RedirectError::TooMany { last: next });
        }
        self.visited.push(next);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn route(start: &str) -> Route {
        Route::from(Url::parse(start).unwrap())
    }

    #[test]
    fn https_is_never_left() {
        let mut secure = route("https://a.example/s.xml");
        secure.follow(Some("//b.example/s.xml")).unwrap();
        assert_eq!(secure.current().as_str(), "https://b.example/s.xml");
        for location in [
            "http://b.example/",
            "file:///etc/passwd",
            "ftp://b.example/",
        ] {
            assert!(matches!(
                secure.follow(Some(location)),
                Err(RedirectError::Downgrade { .. } | RedirectError::NoLocation { .. })
            ));
        }

        let mut plain = route("http://a.example/s.xml");
        plain.follow(Some("/t.xml")).unwrap();
        assert_eq!(plain.current().as_str(), "http://a.example/t.xml");
        plain.follow(Some("https://a.example/t.xml")).unwrap();
        assert!(plain.follow(Some("http://a.example/u.xml")).is_err());
    }

    #[test]
    fn loops_and_long_ways_end() {
        let mut circle = route("https://a.example/");
        circle.follow(Some("/1")).unwrap();
        assert!(matches!(
            circle.follow(Some("/#again")),
            Err(RedirectError::Loop { .. })
        ));

        let mut endless = route("https://a.example/");
        for hop in 0..MOST_REDIRECTS {
            endless.follow(Some(&format!("/{hop}"))).unwrap();
        }
        assert!(matches!(
            endless.follow(Some("/one-more")),
            Err(RedirectError::TooMany { .. })
        ));
    }

    #[test]
    fn a_redirect_needs_a_location() {
        for location in [None, Some("https://[")] {
            assert!(matches!(
                route("https://a.example/").follow(location),
                Err(RedirectError::NoLocation { .. })
            ));
        }
    }
}
