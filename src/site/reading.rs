//! Reads one document from any source and validates it.

use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use net::Deadline;
use search_console::Property;
use sitemap_validator::rules::Levels;
use sitemap_validator::{EntrySink, Options, Report, validate_with};
use url::Url;

use crate::model::{ExitCode, Failure, Remedy, Source};
use crate::site::build_folder::BuildFolder;
use crate::site::fetch::{AddressPolicy, Body, FetchError, Fetcher, RetryProfile, says_gzip};
use crate::site::in_time::{InTime, in_time};

/// Bytes read beyond the size limit of a sitemap, so that the validator detects one that is
/// slightly too large.
const SLACK: u64 = 1 << 20;

/// Document that could not be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ReadError {
    /// Over HTTP.
    #[error("failed to fetch {url}")]
    Fetch {
        /// The sitemap's address.
        url: Url,
        /// The error.
        #[source]
        source: FetchError,
    },
    /// From a file.
    #[error("failed to read {}", .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Error of the operating system.
        #[source]
        source: io::Error,
    },
    /// It is listed, but not in the folder that will be deployed.
    #[error("{url} is not in {}", .folder.display())]
    NotInFolder {
        /// Its address.
        url: Url,
        /// The folder.
        folder: PathBuf,
    },
    /// From standard input.
    #[error("failed to read standard input")]
    Stdin(#[source] io::Error),
}

impl Failure for ReadError {
    fn exit_code(&self) -> ExitCode {
        match self {
            Self::Fetch { source, .. } => source.exit_code(),
            Self::File { .. } | Self::NotInFolder { .. } | Self::Stdin(_) => {
                ExitCode::SitemapUnreachable
            }
        }
    }

    fn remedy(&self) -> Option<Remedy> {
        match self {
            Self::Fetch { source, .. } => source.remedy(),
            Self::File { source, .. } | Self::Stdin(source)
                if source.kind() == io::ErrorKind::TimedOut =>
            {
                Some("check why its writer does not finish, or raise `--deadline`".into())
            }
            Self::File { path, source } if source.kind() == io::ErrorKind::NotFound => {
                Some(match as_address(path) {
                    Some(address) => format!("check the path; a URL is written `{address}`").into(),
                    None => "check the path and that this user may read it".into(),
                })
            }
            Self::File { .. } => Some("check the path and that this user may read it".into()),
            Self::NotInFolder { .. } => Some(
                "check that the generator writes it, and that `--base-url` is where the folder will be served"
                    .into(),
            ),
            Self::Stdin(_) => None,
        }
    }
}

/// The probable URL of a path that begins with a host name, such as `example.com`.
fn as_address(path: &Path) -> Option<String> {
    const EXTENSIONS: [&str; 6] = ["xml", "gz", "txt", "html", "rss", "atom"];
    let text = path.to_str()?;
    let (host, rest) = text.split_once('/').unwrap_or((text, ""));
    let (name, domain) = host.rsplit_once('.')?;
    let is_domain = domain.len() > 1 && domain.bytes().all(|byte| byte.is_ascii_alphabetic());
    let is_file = rest.is_empty() && EXTENSIONS.contains(&domain);
    (is_domain && !is_file && !name.is_empty()).then(|| format!("https://{host}/{rest}"))
}

/// Severities of rules, and number of findings to keep.
#[derive(Debug, Clone)]
pub(crate) struct RuleOptions {
    /// Rules with a changed severity.
    pub(crate) levels: Levels,
    /// Maximum number of findings to keep per rule.
    pub(crate) max_findings: usize,
}

/// Reads and validates documents.
pub(crate) struct Reader<'a> {
    pub(crate) fetcher: &'a Fetcher,
    /// Options of all documents; the location is set for each.
    options: Options,
    /// URL under which local files will be served.
    base: Option<Url>,
    /// Folder from which all URLs are read, before it is deployed.
    folder: Option<Arc<BuildFolder>>,
    /// Addresses that documents may be read from.
    address_policy: AddressPolicy,
    retry_profile: RetryProfile,
}

impl<'a> Reader<'a> {
    /// A reader at the time `now`, with the default severities.
    pub(crate) fn new(fetcher: &'a Fetcher, now: Timestamp) -> Self {
        let mut options = Options::new(now);
        // A sitemap submitted in Search Console may list pages outside its folder.
        options.is_announced = true;
        Self {
            fetcher,
            options,
            base: None,
            folder: None,
            address_policy: AddressPolicy::Start,
            retry_profile: RetryProfile::Long,
        }
    }

    /// Applies `rules`.
    pub(crate) fn with_rules(mut self, rules: RuleOptions) -> Self {
        self.options.levels = rules.levels;
        self.options.max_findings_per_rule = rules.max_findings;
        self
    }

    /// Treats documents as not submitted.
    pub(crate) const fn unannounced(mut self) -> Self {
        self.options.is_announced = false;
        self
    }

    /// The same for documents in a robots.txt, if `is_named`.
    pub(crate) const fn announced_if(mut self, is_named: bool) -> Self {
        self.options.is_announced |= is_named;
        self
    }

    /// The same for local files that will be served below `base`.
    pub(crate) fn served_below(mut self, base: Option<Url>) -> Self {
        self.base = base;
        self
    }

    /// The same, for documents of a folder that is not deployed yet: nothing is fetched.
    pub(crate) fn in_folder(mut self, folder: Arc<BuildFolder>) -> Self {
        self.folder = Some(folder);
        self
    }

    /// Folder from which all URLs are read, if there is one.
    pub(crate) const fn folder(&self) -> Option<&Arc<BuildFolder>> {
        self.folder.as_ref()
    }

    /// A reader for links that may lead to the addresses of `address_policy`.
    pub(crate) fn within(&self, address_policy: AddressPolicy) -> Self {
        let mut options = self.options.clone();
        // A link from a robots.txt, or from an index.
        options.is_announced |= address_policy != AddressPolicy::Start;
        Self {
            fetcher: self.fetcher,
            options,
            base: self.base.clone(),
            folder: self.folder.clone(),
            address_policy,
            retry_profile: self.retry_profile,
        }
    }

    /// A reader of documents that may also list URLs of `sites`, whose robots.txt names the
    /// documents.
    pub(crate) fn named_by<'site>(mut self, sites: impl IntoIterator<Item = &'site Url>) -> Self {
        self.options.also_of.extend(sites.into_iter().cloned());
        self
    }

    /// The same for documents that may list all hosts of the domain property `property`.
    pub(crate) fn of_property(mut self, property: Option<&Property>) -> Self {
        let domain = property.and_then(|property| property.name().strip_prefix("sc-domain:"));
        self.options.domains.extend(domain.map(str::to_owned));
        self
    }

    /// Set if the caller reads the sitemaps of an index and checks their hosts itself.
    pub(crate) const fn following_indexes(mut self, follows: bool) -> Self {
        self.options.follows_index = follows;
        self
    }

    /// Sets how failing requests are retried.
    pub(crate) const fn with_retry_profile(mut self, retry_profile: RetryProfile) -> Self {
        self.retry_profile = retry_profile;
        self
    }

    /// Options of all documents.
    pub(crate) const fn options(&self) -> &Options {
        &self.options
    }

    /// The time of reading.
    pub(crate) const fn now(&self) -> Timestamp {
        self.options.now
    }

    /// Reads `source` to its end, and passes each entry to a sink from `make`. A retry uses a new
    /// sink.
    ///
    /// # Errors
    /// [`ReadError`] if it cannot be read; bad content is a finding, not an error.
    pub(crate) async fn read_with<Sink: OwnedSink>(
        &self,
        source: &Source,
        deadline: Deadline,
        make: &(impl Fn() -> Sink + Sync),
    ) -> Result<(Report, Sink), ReadError> {
        match source {
            Source::Url(url) => match &self.folder {
                None => self.fetched(url, deadline, make).await,
                Some(folder) => match folder.file_of(url).filter(|path| path.is_file()) {
                    Some(path) => self.file(path, Some(url), deadline, make()).await,
                    None => Err(ReadError::NotInFolder {
                        url: url.clone(),
                        folder: folder.root().to_owned(),
                    }),
                },
            },
            Source::Built { url, path } => {
                self.file(path.clone(), Some(url), deadline, make()).await
            }
            Source::File(path) => self.file(path.clone(), None, deadline, make()).await,
            Source::Stdin => {
                let mut options = self.options.clone();
                options.location = self.base.clone();
                let open = move || Ok(InTime::new(io::stdin().lock(), deadline));
                let read = in_time(deadline, validated(open, options, make()));
                read.await.map_err(ReadError::Stdin)
            }
        }
    }

    async fn fetched<Sink: OwnedSink>(
        &self,
        url: &Url,
        deadline: Deadline,
        make: &(impl Fn() -> Sink + Sync),
    ) -> Result<(Report, Sink), ReadError> {
        let attempt = || self.fetch_once(url, deadline, make());
        self.retry_profile
            .retry(deadline, attempt)
            .await
            .map_err(|source| ReadError::Fetch {
                url: url.clone(),
                source,
            })
    }

    async fn fetch_once<Sink: OwnedSink>(
        &self,
        url: &Url,
        deadline: Deadline,
        sink: Sink,
    ) -> Result<(Report, Sink), FetchError> {
        let mut options = self.options.clone();
        options.location = Some(url.clone());
        let answer = self
            .fetcher
            .open(url, self.address_policy, deadline)
            .await?;
        // Engines check URLs against the submitted URL's folder. The host that serves the sitemap
        // may list its own pages, and so may the host that redirects to it.
        let server = answer.url().clone();
        if server.origin() != url.origin() {
            self.log_redirect(url, &server);
            options.also_of.push(server.clone());
        }
        options.says_gzip = says_gzip(&answer);
        let body = Body::of(answer, options.limits.max_bytes + SLACK, deadline);
        let read = in_time(deadline, validated(|| Ok(body), options, sink));
        let (mut report, sink) = read.await.map_err(|error| fetch_error_in(error, url))?;
        if server != *url {
            name_redirect(&mut report, url, &server);
        }
        Ok((report, sink))
    }

    fn log_redirect(&self, url: &Url, target: &Url) {
        if self.retry_profile != RetryProfile::Silent {
            tracing::warn!("{url} redirects to {target}; it may list URLs of either host");
        }
    }

    /// Validates the file at `path` as if it had been fetched from `url`.
    ///
    /// # Errors
    /// [`ReadError::File`].
    pub(crate) async fn read_copy(&self, path: PathBuf, url: &Url) -> Result<Report, ReadError> {
        let mut options = self.options.clone();
        options.location = Some(url.clone());
        let open = {
            let path = path.clone();
            move || std::fs::File::open(path)
        };
        let read = validated(open, options, ()).await;
        let (report, ()) = read.map_err(|source| ReadError::File { path, source })?;
        Ok(report)
    }

    /// Reads a file, which will be served at `url` if that is known.
    async fn file<Sink: OwnedSink>(
        &self,
        path: PathBuf,
        url: Option<&Url>,
        deadline: Deadline,
        sink: Sink,
    ) -> Result<(Report, Sink), ReadError> {
        let mut options = self.options.clone();
        options.name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned());
        let name = options.name.as_deref().unwrap_or_default();
        let below_base = || self.base.as_ref()?.join(name).ok();
        options.location = url.cloned().or_else(below_base);
        let file = path.clone();
        let open = move || Ok(InTime::new(std::fs::File::open(file)?, deadline));
        let read = in_time(deadline, validated(open, options, sink));
        read.await
            .map_err(|source| ReadError::File { path, source })
    }
}

/// Adds the redirect to the finding that the document is a page, such as a login.
fn name_redirect(report: &mut Report, url: &Url, server: &Url) {
    let pages = ["html-not-sitemap", "not-a-sitemap", "root-unknown"];
    let findings = report.findings.iter_mut();
    for finding in findings.filter(|finding| pages.contains(&finding.rule.id)) {
        finding.message = format!("{}: {url} redirects to {server}", finding.message);
        finding.help = Some(
            "Serve the sitemap at its own URL, without a redirect to a login or home page."
                .to_owned(),
        );
    }
}

/// A sink that can be moved to another thread.
pub(crate) trait OwnedSink: EntrySink + Send + 'static {}

impl<Sink: EntrySink + Send + 'static> OwnedSink for Sink {}

impl ReadError {
    /// True if the server reported that the document does not exist.
    pub(crate) fn is_absent(&self) -> bool {
        matches!(self, Self::Fetch { source, .. } if source.is_absent())
    }
}

/// Runs the validator on a blocking thread.
async fn validated<Source: Read, Sink: OwnedSink>(
    open: impl FnOnce() -> io::Result<Source> + Send + 'static,
    options: Options,
    mut sink: Sink,
) -> io::Result<(Report, Sink)> {
    let work = move || {
        let report = validate_with(open()?, &options, &mut sink)?;
        Ok((report, sink))
    };
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or_else(|panicked| Err(io::Error::other(panicked)))
}

/// The fetch error that [`Body`] wrapped for the validator.
fn fetch_error_in(error: io::Error, url: &Url) -> FetchError {
    match error.downcast::<FetchError>() {
        Ok(inner) => inner,
        Err(late) if late.kind() == io::ErrorKind::TimedOut => FetchError::timed_out(url.clone()),
        Err(other) => FetchError::Client(Arc::new(other)),
    }
}
