//! Reads what was given as SITEMAP: a URL, a site, a file, or standard input.

use std::path::PathBuf;

use url::Url;

use super::address::without_login;
use super::source::Source;
use super::{Action, Remedy};

/// A parsed SITEMAP argument; the document is not read yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Input {
    /// The address of a sitemap.
    Sitemap(Url),
    /// A site's root, or its robots.txt: the sitemaps have to be found first.
    Site(Url),
    /// A local file.
    File(PathBuf),
    /// Standard input.
    Stdin,
}

/// Invalid argument.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub(crate) enum InputError {
    /// Empty, for example because a variable is unset.
    #[error("an empty SITEMAP argument")]
    Empty,
    /// A URL with an unsupported scheme.
    #[error("`{given}` is not an http or https URL")]
    Scheme {
        /// The argument.
        given: String,
    },
    /// An invalid URL.
    #[error("`{given}` is not a valid URL")]
    NotAUrl {
        /// The argument.
        given: String,
        /// The error.
        #[source]
        source: url::ParseError,
    },
    /// A URL with a user name or password, which reports would contain.
    #[error("the URL of `{host}` contains a user name or password")]
    Credentials {
        /// Its host.
        host: String,
    },
    /// A URL without `//`, with a user name and password.
    #[error("`{given}` is not a valid URL, and contains a user name or password")]
    LooseCredentials {
        /// The argument without them.
        given: String,
    },
    /// Not the URL of a page.
    #[error("`{given}` is not the URL of a page")]
    NotAPage {
        /// The argument.
        given: String,
    },
    /// A site instead of a single sitemap.
    #[error("`{site}` is a site, which may have several sitemaps")]
    NotOneSitemap {
        /// The site.
        site: Url,
    },
    /// Not a URL, so search engines cannot fetch it.
    #[error("`{given}` is not a URL; only URLs can be submitted")]
    NotSubmittable {
        /// The argument.
        given: String,
    },
}

impl InputError {
    /// Remedy.
    pub(crate) fn remedy(&self) -> Remedy {
        match self {
            Self::Empty => "give the sitemap's URL, such as https://example.com/sitemap.xml".into(),
            Self::Scheme { .. } | Self::NotAUrl { .. } => {
                "write it as https://example.com/sitemap.xml".into()
            }
            Self::Credentials { .. } => {
                "search engines fetch without a login; give the URL without user name and password"
                    .into()
            }
            Self::LooseCredentials { .. } => {
                "write it as https://example.com/sitemap.xml, without user name and password; the path of a file begins with `./`"
                    .into()
            }
            Self::NotAPage { .. } => "write it as https://example.com/page".into(),
            Self::NotOneSitemap { site } => {
                let robots = site
                    .join("/robots.txt")
                    .map_or_else(|_| site.to_string(), Into::into);
                format!("give the URL of one sitemap; {robots} names those of the site").into()
            }
            Self::NotSubmittable { given } => Remedy::new("check it with ")
                .run_for(Action::Validate, given.to_string())
                .text(", and submit the URL at which it is served"),
        }
    }
}

impl Input {
    /// Parses `given`.
    pub(crate) fn parse(given: &str) -> Result<Self, InputError> {
        if given.is_empty() {
            return Err(InputError::Empty);
        }
        if given == "-" {
            return Ok(Self::Stdin);
        }
        if !given.contains("://") {
            if is_loose_login(given) {
                let given = without_login(given);
                return Err(InputError::LooseCredentials { given });
            }
            return Ok(Self::File(PathBuf::from(given)));
        }
        let mut url = Url::parse(given).map_err(|source| InputError::NotAUrl {
            given: without_login(given),
            source,
        })?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(InputError::Scheme {
                given: without_login(given),
            });
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(InputError::Credentials {
                host: url.host_str().unwrap_or_default().to_owned(),
            });
        }
        // A fragment is never sent, so it is not part of a sitemap's name.
        url.set_fragment(None);
        let is_site = matches!(url.path(), "/" | "/robots.txt") && url.query().is_none();
        Ok(if is_site {
            Self::Site(url)
        } else {
            Self::Sitemap(url)
        })
    }

    /// Parses `given` as a document to validate, which may be a robots.txt.
    pub(crate) fn parse_document(given: &str) -> Result<Self, InputError> {
        Ok(match Self::parse(given)? {
            Self::Site(url) if url.path() == "/robots.txt" => Self::Sitemap(url),
            other => other,
        })
    }

    /// Parses `given` as the URL of a page.
    pub(crate) fn parse_page(given: &str) -> Result<Url, InputError> {
        match Self::parse(given)? {
            Self::Sitemap(url) | Self::Site(url) => Ok(url),
            Self::File(_) | Self::Stdin => Err(InputError::NotAPage {
                given: without_login(given),
            }),
        }
    }

    /// Parses `given`, and accepts only URLs that a search engine could fetch.
    pub(crate) fn parse_submittable(given: &str) -> Result<Self, InputError> {
        match Self::parse(given)? {
            input @ (Self::Sitemap(_) | Self::Site(_)) => Ok(input),
            Self::File(_) | Self::Stdin => Err(InputError::NotSubmittable {
                given: without_login(given),
            }),
        }
    }
}

/// Extensions of file names that are not top-level domains.
const FILE_EXTENSIONS: [&str; 8] = ["xml", "gz", "txt", "html", "htm", "rss", "atom", "json"];

/// True if `given` is probably a URL with credentials but without `//`, and not a file:
/// `user:password@host/x`, `https:user:password@host`, `token@example.com/x`.
///
/// A folder such as `icons@2x/` does not look like a host; others are given as `./a@b/x`.
fn is_loose_login(given: &str) -> bool {
    // Two slashes begin a URL without a scheme.
    let given = given
        .strip_prefix("//")
        .or_else(|| given.strip_prefix("\\\\"))
        .filter(|rest| rest.contains('@'))
        .unwrap_or(given);
    let is_path = given.starts_with(['.', '/', '\\']);
    let has_drive =
        matches!(given.as_bytes(), [drive, b':', b'/' | b'\\', ..] if drive.is_ascii_alphabetic());
    if is_path || has_drive {
        return false;
    }
    let has_password = |(login, _): (&str, &str)| login.contains(':');
    if given.rsplit_once('@').is_some_and(has_password) {
        return true;
    }
    let (authority, path) = match given.split_once(['/', '\\']) {
        Some((authority, _)) => (authority, true),
        None => (given, false),
    };
    let Some((login, host)) = authority.rsplit_once('@') else {
        return false;
    };
    let (name, last) = host.rsplit_once('.').unwrap_or(("", host));
    let is_host = last.len() > 1
        && last.bytes().all(|byte| byte.is_ascii_alphabetic())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.'));
    let is_file = !path && (name.is_empty() || FILE_EXTENSIONS.contains(&last));
    !login.is_empty() && is_host && !is_file
}

/// The document as reports name it.
impl From<Input> for Source {
    fn from(input: Input) -> Self {
        match input {
            Input::Sitemap(url) | Input::Site(url) => Self::Url(url),
            Input::File(path) => Self::File(path),
            Input::Stdin => Self::Stdin,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_distinguished() {
        let url = |text: &str| Url::parse(text).unwrap();
        let cases = [
            ("-", Input::Stdin),
            (
                "public/sitemap.xml",
                Input::File("public/sitemap.xml".into()),
            ),
            (
                "https://example.com",
                Input::Site(url("https://example.com/")),
            ),
            (
                "https://example.com/robots.txt",
                Input::Site(url("https://example.com/robots.txt")),
            ),
            (
                "https://example.com/?sitemap=1",
                Input::Sitemap(url("https://example.com/?sitemap=1")),
            ),
            (
                "HTTPS://Example.com/sitemap.xml#top",
                Input::Sitemap(url("https://example.com/sitemap.xml")),
            ),
        ];
        for (given, expected) in cases {
            assert_eq!(Input::parse(given), Ok(expected), "{given}");
        }
    }

    #[test]
    fn invalid_input_is_rejected() {
        assert_eq!(Input::parse(""), Err(InputError::Empty));
        assert!(matches!(
            Input::parse("ftp://example.com/s.xml"),
            Err(InputError::Scheme { .. })
        ));
        assert!(matches!(
            Input::parse("https://[/s.xml"),
            Err(InputError::NotAUrl { .. })
        ));
        let secrets = [
            "hunter2@example.com/s.xml",
            "hunter2@localhost/s.xml",
            "hunter2@example.com",
            "https://user:hunter2@example.com/s.xml",
            "ftp://user:hunter2@example.com/s.xml",
            "https://user:hunter2@[/s.xml",
            "https://user:hunter2/3@example.com:port/s.xml",
            "user:hunter2@example.com/s.xml",
            "https:user:hunter2@example.com/s.xml",
            "https:/user:hunter2@example.com",
            "//user:hunter2@example.com/",
            "//hunter2@example.com/s.xml",
        ];
        for secret in secrets {
            let error = Input::parse(secret).unwrap_err();
            let shown = format!("{error} {error:?}");
            assert!(!shown.contains("hunter2"), "{shown}");
        }
        let error = Input::parse_submittable("hunter2@example.com/s.xml").unwrap_err();
        let shown = format!("{error} {error:?}");
        assert!(!shown.contains("hunter2"), "{shown}");
        let files = [
            "icon@2x.xml",
            "icons@2x/sitemap.xml",
            "me@home.xml",
            "@scope/sitemap.xml",
            "pkg@1.2.3/sitemap.xml",
            "public/me@example.com/s.xml",
            "./hunter2@example.com/s.xml",
            "./a:b@c.xml",
            "C:\\a@b.xml",
            "/a:b@c.xml",
        ];
        for file in files {
            assert_eq!(Input::parse(file), Ok(Input::File(file.into())));
        }
        for given in ["-", "sitemap.xml"] {
            assert!(matches!(
                Input::parse_submittable(given),
                Err(InputError::NotSubmittable { .. })
            ));
        }
    }
}
