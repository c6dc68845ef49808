//! Decides by their URLs if an index may list a sitemap.

use url::Url;

/// Place of a sitemap relative to its index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// In its directory or below.
    Below,
    /// On its host, but not below it.
    Beside,
    /// On another host.
    Elsewhere,
}

/// Place of `child` relative to `index`
/// (<https://developers.google.com/search/docs/crawling-indexing/sitemaps/large-sitemaps>). The
/// scheme does not matter here; a different one is a finding of the index.
pub(super) fn place(index: &Url, child: &Url) -> Place {
    if index.host_str() != child.host_str() || index.port() != child.port() {
        return Place::Elsewhere;
    }
    let path = index.path();
    let directory = &path[..=path.rfind('/').unwrap_or(0)];
    if child.path().starts_with(directory) {
        Place::Below
    } else {
        Place::Beside
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_distinguished() {
        let cases = [
            (
                "https://a.example/index.xml",
                "https://a.example/x/s.xml",
                Place::Below,
            ),
            (
                "https://a.example/x/index.xml",
                "https://a.example/x/s.xml",
                Place::Below,
            ),
            (
                "https://a.example/x/index.xml",
                "https://a.example/s.xml",
                Place::Beside,
            ),
            (
                "https://a.example/x/index.xml",
                "https://a.example/xy/s.xml",
                Place::Beside,
            ),
            (
                "https://a.example/index.xml",
                "https://b.example/s.xml",
                Place::Elsewhere,
            ),
            (
                "https://a.example/index.xml",
                "https://a.example:8443/s.xml",
                Place::Elsewhere,
            ),
            (
                "http://a.example/index.xml",
                "https://a.example/s.xml",
                Place::Below,
            ),
            (
                "https://a.example/x/index.xml",
                "http://a.example:80/s.xml",
                Place::Beside,
            ),
            (
                "http://a.example/index.xml",
                "https://b.example/s.xml",
                Place::Elsewhere,
            ),
        ];
        for (index, child, expected) in cases {
            let [index, child] = [index, child].map(|url| Url::parse(url).unwrap());
            assert_eq!(place(&index, &child), expected, "{index} {child}");
        }
    }
}
