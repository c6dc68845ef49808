//! Counts the hosts of the entries, and reports each wrong host once, with the number of its URLs.
//!
//! A wrong base URL is one mistake, regardless of the number of entries.

use url::{Host, Url};

use crate::diagnostics::Diagnostics;
use crate::options::Options;
use crate::quote::quote;
use crate::rules;
use crate::rules::Rule;
use crate::value::loc::Origin;
use crate::value::public::is_public;
use crate::window::Place;

/// Maximum number of hosts that are counted separately.
const MAX_HOSTS: usize = 64;

/// Result of the check of a host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    /// No problem is known.
    Good,
    /// The host is not the sitemap's.
    Elsewhere,
    /// The scheme is not the sitemap's.
    OtherScheme,
    /// Search engines cannot reach the host.
    NotPublic,
    /// A base URL precedes a full URL.
    Doubled,
}

impl Verdict {
    /// The rule that an entry with this result violates.
    const fn rule(self) -> Option<&'static Rule> {
        match self {
            Self::Good => None,
            Self::Elsewhere => Some(&rules::loc::HOST_MISMATCH),
            Self::OtherScheme => Some(&rules::loc::SCHEME_MISMATCH),
            Self::NotPublic => Some(&rules::host::NOT_PUBLIC),
            Self::Doubled => Some(&rules::host::BASE_DOUBLED),
        }
    }
}

/// The URLs with the same scheme, host and port.
#[derive(Debug)]
struct Group {
    /// Root of the host.
    root: Url,
    verdict: Verdict,
    urls: u64,
    /// The first URL.
    first: Option<Place>,
}

/// The hosts so far.
#[derive(Debug, Default)]
pub(crate) struct Hosts {
    groups: Vec<Group>,
    /// The group of the last URL; `None` if it has none.
    current: Option<usize>,
}

impl Hosts {
    /// Counts a URL on the same host as the last one.
    pub(crate) fn again(&mut self, diagnostics: &mut Diagnostics) {
        if let Some(group) = self.current.and_then(|index| self.groups.get_mut(index)) {
            group.urls += 1;
            if let Some(rule) = group.verdict.rule() {
                diagnostics.drops_entry(rule);
            }
        }
    }

    /// Counts a URL whose scheme and host were just parsed.
    pub(crate) fn note(
        &mut self,
        address: &[u8],
        origin: Origin,
        options: &Options,
        place: impl FnOnce() -> Option<Place>,
        diagnostics: &mut Diagnostics,
    ) {
        self.current = None;
        if let Some(root) = root(address) {
            let known = self.groups.iter().position(|group| group.root == root);
            self.current = known;
            if known.is_none() && self.groups.len() < MAX_HOSTS {
                self.current = Some(self.groups.len());
                self.groups.push(Group {
                    verdict: verdict(address, &root, origin, options),
                    root,
                    urls: 0,
                    first: place(),
                });
            }
        }
        self.again(diagnostics);
    }

    /// The hosts that are not the sitemap's but may be permitted.
    pub(crate) fn foreign(&self) -> Vec<Url> {
        let groups = self.groups.iter();
        groups
            .filter(|group| matches!(group.verdict, Verdict::Elsewhere | Verdict::OtherScheme))
            .map(|group| group.root.clone())
            .collect()
    }

    /// Reports each wrong host once; `all` is the number of entries.
    pub(crate) fn finish(self, sitemap: Option<&Url>, all: u64, diagnostics: &mut Diagnostics) {
        let usual = match sitemap {
            Some(_) => None,
            None => self.usual(),
        };
        for (index, group) in self.groups.into_iter().enumerate() {
            let Group {
                root,
                verdict,
                urls,
                first,
            } = group;
            let found = name(
                &root,
                sitemap.or_else(|| usual.as_ref().map(|(_, root)| root)),
            );
            let amount = Amount { urls, all };
            let place = || first;
            match (verdict, sitemap, &usual) {
                (Verdict::Good, None, Some((most, expected))) if *most != index => {
                    diagnostics.at_place(&rules::host::DIFFER, place, || {
                        rules::host::differ(&amount.text(), &found, &name(expected, Some(&root)))
                    });
                }
                (Verdict::Elsewhere, Some(sitemap), _) => {
                    diagnostics.at_place(&rules::loc::HOST_MISMATCH, place, || {
                        let expected = name(sitemap, Some(&root));
                        rules::loc::host_mismatch(
                            &amount.text(),
                            &found,
                            &expected,
                            amount.is_all(),
                        )
                    });
                }
                (Verdict::OtherScheme, Some(sitemap), _) => {
                    diagnostics.at_place(&rules::loc::SCHEME_MISMATCH, place, || {
                        rules::loc::scheme_mismatch(
                            &amount.text(),
                            root.scheme(),
                            sitemap.scheme(),
                            amount.is_all(),
                        )
                    });
                }
                (Verdict::NotPublic, ..) => {
                    diagnostics.at_place(&rules::host::NOT_PUBLIC, place, || {
                        rules::host::not_public(&amount.text(), &found)
                    });
                }
                (Verdict::Doubled, ..) => {
                    let base = doubled_base(&root);
                    diagnostics.at_place(&rules::host::BASE_DOUBLED, place, || {
                        rules::host::base_doubled(urls, all, &quote(base.as_bytes()))
                    });
                }
                _ => {}
            }
        }
    }

    /// The most frequent host that can be right; the first one if several are equally frequent.
    fn usual(&self) -> Option<(usize, Url)> {
        let groups = self.groups.iter().enumerate().rev();
        groups
            .filter(|(_, group)| group.verdict == Verdict::Good)
            .max_by_key(|(_, group)| group.urls)
            .map(|(index, group)| (index, group.root.clone()))
    }
}

/// Number of URLs, in relation to all URLs.
#[derive(Debug, Clone, Copy)]
struct Amount {
    urls: u64,
    all: u64,
}

impl Amount {
    const fn is_all(self) -> bool {
        self.urls == self.all && self.all > 1
    }

    /// Returns subject and verb of a sentence about the URLs.
    fn text(self) -> String {
        let Self { urls, all } = self;
        match (urls, all) {
            (1, 1) => "the URL is".to_owned(),
            (1, all) => format!("1 of {all} URLs is"),
            (urls, all) if urls == all => format!("all {all} URLs are"),
            (urls, all) => format!("{urls} of {all} URLs are"),
        }
    }
}

/// Returns scheme, host and port, without a login.
fn root(address: &[u8]) -> Option<Url> {
    let scheme = memchr::memmem::find(address, b"//")? + 2;
    let rest = &address[scheme..];
    let ends = |byte: &u8| matches!(byte, b'/' | b'?' | b'#' | b'\\');
    let length = rest.iter().position(ends).unwrap_or(rest.len());
    let mut url = Url::parse(std::str::from_utf8(&address[..scheme + length]).ok()?).ok()?;
    url.set_username("").ok()?;
    url.set_password(None).ok()?;
    Some(url)
}

fn verdict(address: &[u8], root: &Url, origin: Origin, options: &Options) -> Verdict {
    let sitemap = options.location.as_ref();
    if is_doubled(address, root) {
        return Verdict::Doubled;
    }
    // A sitemap on a development machine lists pages on the same machine.
    let is_elsewhere = matches!(origin, Origin::Elsewhere { host: Some(_), .. });
    if !is_public(root) && (sitemap.is_none() || is_elsewhere) && sitemap.is_none_or(is_public) {
        return Verdict::NotPublic;
    }
    match origin {
        Origin::Elsewhere { host: Some(_), .. } => Verdict::Elsewhere,
        Origin::Elsewhere { host: None, .. } => Verdict::OtherScheme,
        _ => Verdict::Good,
    }
}

/// True for `https://www.example.comhttps://docs.example.com/`.
fn is_doubled(address: &[u8], root: &Url) -> bool {
    let Some(Host::Domain(host)) = root.host() else {
        return false;
    };
    let ends = host.ends_with("http") || host.ends_with("https");
    let scheme = root.scheme().len() + 1;
    let marks = [&b"http://"[..], b"https://"];
    ends && marks
        .iter()
        .any(|mark| memchr::memmem::find(&address[scheme..], mark).is_some())
}

/// Returns the base URL before a full URL.
fn doubled_base(root: &Url) -> String {
    let host = root.host_str().unwrap_or_default();
    let host = host
        .strip_suffix("https")
        .or_else(|| host.strip_suffix("http"));
    format!("{}://{}", root.scheme(), host.unwrap_or_default())
}

/// Returns the host with its port, and with its scheme if it differs from that of `other`.
fn name(root: &Url, other: Option<&Url>) -> String {
    let host = &root[url::Position::BeforeHost..url::Position::AfterPort];
    let same_scheme = other.is_none_or(|other| other.scheme() == root.scheme());
    if same_scheme {
        quote(host.as_bytes())
    } else {
        quote(format!("{}://{host}", root.scheme()).as_bytes())
    }
}
