//! Reads one document and validates it on the way, whatever it comes from.

use std::io;
use std::path::PathBuf;

use jiff::Timestamp;
use search_console::Deadline;
use search_console::retry::{RetryPolicy, retry};
use sitemap_validator::{Options, Report, validate};
use url::Url;

use crate::fetch::{Body, FetchError, Fetcher};
use crate::input::Source;

/// Bytes taken from the wire beyond the largest sitemap, so that one that is just too large is
/// called so by the validator.
const SLACK: u64 = 1 << 20;

/// Why a document could not be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ReadError {
    /// Over HTTP.
    #[error("failed to fetch {url}")]
    Fetch {
        /// The sitemap's address.
        url: Url,
        /// What went wrong.
        #[source]
        source: FetchError,
    },
    /// From a file.
    #[error("failed to read {}", .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// From standard input.
    #[error("failed to read standard input")]
    Stdin(#[source] io::Error),
}

/// Reads and validates documents.
pub(crate) struct Inspector<'a> {
    pub(crate) fetcher: &'a Fetcher,
    pub(crate) now: Timestamp,
}

impl Inspector<'_> {
    /// Reads `source` to its end and says what is in it.
    ///
    /// # Errors
    /// [`ReadError`] when it could not be read; bad content is a finding, not an error.
    pub(crate) async fn inspect(
        &self,
        source: &Source,
        deadline: Deadline,
    ) -> Result<Report, ReadError> {
        match source {
            Source::Url(url) => self.fetched(url, deadline).await,
            Source::File(path) => self.file(path.clone()).await,
            Source::Stdin => {
                let options = Options::new(self.now);
                blocking(move || validate(io::stdin().lock(), &options))
                    .await
                    .map_err(ReadError::Stdin)
            }
        }
    }

    async fn fetched(&self, url: &Url, deadline: Deadline) -> Result<Report, ReadError> {
        let attempt = || self.fetch_once(url, deadline);
        retry(RetryPolicy::default(), deadline, FetchError::retry, attempt)
            .await
            .map_err(|source| ReadError::Fetch {
                url: url.clone(),
                source,
            })
    }

    async fn fetch_once(&self, url: &Url, deadline: Deadline) -> Result<Report, FetchError> {
        let mut options = Options::new(self.now);
        options.location = Some(url.clone());
        let answer = self.fetcher.open(url, deadline).await?;
        let body = Body::of(answer, options.limits.max_bytes + SLACK, deadline);
        blocking(move || validate(body, &options))
            .await
            .map_err(fetch_error_in)
    }

    async fn file(&self, path: PathBuf) -> Result<Report, ReadError> {
        let mut options = Options::new(self.now);
        options.name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned());
        let opened = path.clone();
        blocking(move || {
            let file = std::fs::File::open(opened)?;
            validate(file, &options)
        })
        .await
        .map_err(|source| ReadError::File { path, source })
    }
}

impl ReadError {
    /// Whether the server said that there is no such document.
    pub(crate) fn is_absent(&self) -> bool {
        matches!(self, Self::Fetch { source, .. } if source.is_absent())
    }
}

/// Runs the validator on a thread that may block.
async fn blocking(
    work: impl FnOnce() -> io::Result<Report> + Send + 'static,
) -> io::Result<Report> {
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or_else(|panicked| Err(io::Error::other(panicked)))
}

/// The fetch error that [`Body`] wrapped for the validator.
fn fetch_error_in(error: io::Error) -> FetchError {
    match error.downcast::<FetchError>() {
        Ok(inner) => inner,
        Err(other) => FetchError::Client(std::sync::Arc::new(other)),
    }
}
