//! Turns SITEMAP arguments into the documents to work on.

use net::Deadline;
use search_console::Property;
use url::Url;

use crate::app::nothing_to_do::NothingToDo;
use crate::app::run_error::DiscoveryError;
use crate::model::{FailureReport, Input, SitemapReport, Source};
use crate::site::discovery::{Discovered, Guess, find_sitemaps};
use crate::site::fetch::{AddressPolicy, Fetcher, RetryProfile, robots_url};
use crate::site::reading::ReadError;
use crate::site::robots_files::RobotsFiles;

/// One document to work on.
#[derive(Debug, Clone)]
pub(crate) struct Target {
    pub(crate) source: Source,
    /// Addresses that it may be fetched from: a sitemap in a robots.txt counts as a link from
    /// there.
    pub(crate) address_policy: AddressPolicy,
    /// The sites whose robots.txt names it, so that it may list their pages.
    pub(crate) named_by: Vec<Url>,
    /// The site for which this URL was guessed, and how.
    guessed_for: Option<(Url, Guess)>,
}

impl Target {
    /// A document that was given.
    pub(crate) fn given(source: Source) -> Self {
        Self {
            source,
            address_policy: AddressPolicy::Start,
            named_by: Vec::new(),
            guessed_for: None,
        }
    }

    /// The failure of a document that could not be read. If its URL was only guessed, its absence
    /// is not an error of the server.
    pub(crate) fn unread(&self, error: ReadError) -> FailureReport {
        match (&self.guessed_for, &self.source) {
            (Some((site, guess)), Source::Url(_)) if error.is_absent() => NothingToDo::NotFound {
                site: site.clone(),
                robots: if guess.has_robots {
                    "names none"
                } else {
                    "does not exist"
                },
                tried: paths(&guess.tried),
            }
            .into(),
            _ => error.into(),
        }
    }
}

/// `inputs`, or the site of `property` if there are none.
///
/// # Errors
/// [`NothingToDo::NoSitemap`] if there is neither.
pub(crate) fn inputs_or_site(
    mut inputs: Vec<Input>,
    property: Option<&Property>,
) -> Result<Vec<Input>, NothingToDo> {
    if inputs.is_empty() {
        inputs.extend(property.and_then(Property::site_root).map(Input::Site));
    }
    if inputs.is_empty() {
        return Err(NothingToDo::NoSitemap);
    }
    Ok(inputs)
}

/// The documents of `inputs`, each once. A site whose robots.txt cannot be read becomes a failed
/// report; the others continue.
pub(crate) async fn find_targets(
    inputs: Vec<Input>,
    fetcher: &Fetcher,
    robots: &RobotsFiles,
    patience: RetryProfile,
    deadline: Deadline,
) -> (Vec<Target>, Vec<SitemapReport>) {
    let mut targets: Vec<Target> = Vec::with_capacity(inputs.len());
    let mut failed = Vec::new();
    for input in inputs {
        let found = match input {
            Input::Sitemap(url) => vec![Target::given(Source::Url(url))],
            Input::File(path) => vec![Target::given(Source::File(path))],
            Input::Stdin => vec![Target::given(Source::Stdin)],
            Input::Site(site) => {
                match find_sitemaps(fetcher, robots, &site, patience, deadline).await {
                    Ok(discovered) => of_site(
                        &site,
                        discovered,
                        fetcher.address_policy_from(&robots_url(&site)),
                    ),
                    Err(source) => {
                        let report = SitemapReport::new(&Source::Url(site.clone()));
                        failed.push(report.failed(DiscoveryError { site, source }));
                        Vec::new()
                    }
                }
            }
        };
        for target in found {
            match targets
                .iter_mut()
                .find(|known| known.source == target.source)
            {
                Some(known) => known.named_by.extend(target.named_by),
                None => targets.push(target),
            }
        }
    }
    (targets, failed)
}

fn of_site(site: &Url, discovered: Discovered, address_policy: AddressPolicy) -> Vec<Target> {
    match discovered {
        Discovered::Named(urls) => urls
            .into_iter()
            .map(|url| Target {
                address_policy,
                named_by: vec![site.clone()],
                ..Target::given(Source::Url(url))
            })
            .collect(),
        Discovered::Guessed(guess) => {
            let mut root = site.clone();
            root.set_path("/");
            let source = Source::Url(guess.url.clone());
            vec![Target {
                address_policy,
                guessed_for: Some((root, guess)),
                ..Target::given(source)
            }]
        }
    }
}

/// The paths of addresses of one host: `/a.xml, /b.xml or /c.xml`.
fn paths(urls: &[Url]) -> String {
    match urls.split_last() {
        None => String::new(),
        Some((last, [])) => last.path().to_owned(),
        Some((last, others)) => {
            let others: Vec<&str> = others.iter().map(Url::path).collect();
            format!("{} or {}", others.join(", "), last.path())
        }
    }
}
