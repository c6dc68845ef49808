//! Asks for a document and follows redirects until somebody answers.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use http::StatusCode;
use http::header::{ACCEPT, ACCEPT_ENCODING, CONTENT_ENCODING, LOCATION};
use reqwest::Response;
use search_console::Deadline;
use search_console::retry::retry_after;
use search_console::transport::{
    CONNECT_TIMEOUT, ConnectionFault, FaultDetail, TlsSource, trusts_nobody,
};
use url::Url;

use super::fetch_error::FetchError;
use super::redirect::Route;

/// How long a server may be silent in the middle of an answer.
const IDLE_TIMEOUT: Duration = Duration::from_secs(20);

/// Documents in which a sitemap may come; gzip is known by its content, so it is asked for openly.
const WANTED: &str = "application/xml, text/xml, text/plain, */*;q=0.5";

/// Fetches documents.
pub(crate) struct Fetcher {
    user_agent: String,
    tls: TlsSource,
    clock: search_console::auth::Clock,
    plain: OnceLock<reqwest::Client>,
    secure: OnceLock<reqwest::Client>,
}

impl Fetcher {
    /// A fetcher that calls itself `user_agent`; its HTTP client is made when first needed.
    pub(crate) fn new(
        user_agent: String,
        tls: TlsSource,
        clock: search_console::auth::Clock,
    ) -> Self {
        Self {
            user_agent,
            tls,
            clock,
            plain: OnceLock::new(),
            secure: OnceLock::new(),
        }
    }

    /// Asks for `url`, follows redirects, and gives the first answer that is a success, its body
    /// unread.
    pub(crate) async fn open(&self, url: &Url, deadline: Deadline) -> Result<Response, FetchError> {
        let mut route = Route::from(url.clone());
        loop {
            let answer = self.ask(route.current(), deadline).await?;
            let status = answer.status();
            if matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308) {
                let location = answer.headers().get(LOCATION);
                route
                    .follow(location.and_then(|value| value.to_str().ok()))
                    .map_err(|source| FetchError::Redirect {
                        url: route.start().clone(),
                        source,
                    })?;
                continue;
            }
            // Anything else but 200 (a 204, a 206 that nobody asked for) is no whole document.
            if status != StatusCode::OK {
                return Err(FetchError::Status {
                    url: route.current().clone(),
                    status,
                    retry_after: retry_after(answer.headers(), (self.clock)()),
                });
            }
            check_coding(&answer, route.current())?;
            return Ok(answer);
        }
    }

    async fn ask(&self, url: &Url, deadline: Deadline) -> Result<Response, FetchError> {
        let request = self
            .client_for(url)?
            .get(url.clone())
            .header(ACCEPT, WANTED)
            .header(ACCEPT_ENCODING, "gzip");
        let patience = deadline.attempt_timeout();
        match tokio::time::timeout(patience, request.send()).await {
            Ok(Ok(answer)) => {
                tracing::debug!(%url, status = answer.status().as_u16(), "answered");
                Ok(answer)
            }
            Ok(Err(error)) => Err(connection_error(url, &error)),
            Err(_) => Err(FetchError::timed_out(url.clone())),
        }
    }

    /// The client for `url`. Plain http needs no trust roots, and reading those costs more than all
    /// else that is done before the first request.
    fn client_for(&self, url: &Url) -> Result<&reqwest::Client, FetchError> {
        let is_secure = url.scheme() == "https";
        let slot = if is_secure { &self.secure } else { &self.plain };
        if let Some(client) = slot.get() {
            return Ok(client);
        }
        let tls = if is_secure {
            (self.tls)().map_err(|error| FetchError::Client(error.into()))?
        } else {
            trusts_nobody().map_err(|error| FetchError::Client(Arc::new(error)))?
        };
        let client = reqwest::Client::builder()
            .user_agent(self.user_agent.as_str())
            .connect_timeout(CONNECT_TIMEOUT)
            .read_timeout(IDLE_TIMEOUT)
            .redirect(reqwest::redirect::Policy::none())
            .tls_backend_preconfigured(tls)
            .build()
            .map_err(|error| FetchError::Client(Arc::new(error)))?;
        Ok(slot.get_or_init(|| client))
    }
}

/// What the HTTP library's error means for the document at `url`.
pub(super) fn connection_error(url: &Url, error: &reqwest::Error) -> FetchError {
    FetchError::Connection {
        url: url.clone(),
        fault: ConnectionFault::of(error),
        source: FaultDetail::of(error),
    }
}

fn check_coding(answer: &Response, url: &Url) -> Result<(), FetchError> {
    let Some(coding) = answer.headers().get(CONTENT_ENCODING) else {
        return Ok(());
    };
    let coding = coding.to_str().unwrap_or("?").trim();
    if ["gzip", "x-gzip", "identity", ""]
        .iter()
        .any(|read| coding.eq_ignore_ascii_case(read))
    {
        return Ok(());
    }
    Err(FetchError::Coding {
        url: url.clone(),
        coding: coding.chars().take(40).collect(),
    })
}
