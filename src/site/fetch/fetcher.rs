//! Requests a document and follows redirects.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use http::StatusCode;
use http::header::{ACCEPT, ACCEPT_ENCODING, CONTENT_ENCODING, LOCATION};
use net::Deadline;
use net::fault::{ConnectionFault, FaultDetail};
use net::retry::retry_after;
use net::tls::tls_config_without_roots;
use net::transport::{CONNECT_TIMEOUT, TlsSource};
use reqwest::Response;
use url::Url;

use super::address_policy::{AddressPolicy, is_public, literal};
use super::fetch_error::FetchError;
use super::redirect::Route;
use super::redirect_cache::RedirectCache;
use super::resolver::{Names, Resolver, refused_address};

/// Maximum pause of a server within a response.
const IDLE_TIMEOUT: Duration = Duration::from_secs(20);

/// Maximum number of responses that are kept unread for the next request of their URL.
const MOST_AHEAD: usize = 16;

/// Accepted types of documents. Gzip is recognised by its content.
const WANTED: &str = "application/xml, text/xml, text/plain, */*;q=0.5";

/// Fetches documents.
pub(crate) struct Fetcher {
    user_agent: String,
    tls: TlsSource,
    clock: search_console::auth::Clock,
    names: Arc<Names>,
    redirects: RedirectCache,
    /// Responses that were requested ahead, with the URL of each.
    ahead: Mutex<Vec<(Url, Response)>>,
    /// True if every address has to be public, not only those of links.
    public_only: bool,
    free: Clients,
    guarded: Clients,
}

/// One client per scheme. Links have their own clients, so that no link reuses the connection of a
/// URL from the user.
#[derive(Default)]
struct Clients {
    plain: OnceLock<reqwest::Client>,
    secure: OnceLock<reqwest::Client>,
}

impl Fetcher {
    /// A fetcher with the given `user_agent`; its HTTP client is created on first use.
    pub(crate) fn new(
        user_agent: String,
        tls: TlsSource,
        clock: search_console::auth::Clock,
    ) -> Self {
        Self {
            user_agent,
            tls,
            clock,
            names: Arc::default(),
            redirects: RedirectCache::default(),
            ahead: Mutex::default(),
            public_only: false,
            free: Clients::default(),
            guarded: Clients::default(),
        }
    }

    /// Connects to public addresses only, also for URLs that are not links.
    pub(crate) fn restricted_to_public(self) -> Self {
        Self {
            public_only: true,
            ..self
        }
    }

    /// Requests `url`, follows redirects, and returns the first successful response with an unread
    /// body.
    pub(crate) async fn open(
        &self,
        url: &Url,
        address_policy: AddressPolicy,
        deadline: Deadline,
    ) -> Result<Response, FetchError> {
        if let Some(answer) = self.take_ahead(url) {
            return Ok(answer);
        }
        let mut route = Route::from(url.clone());
        let mut is_guarded = address_policy == AddressPolicy::Public;
        loop {
            let answer = self
                .ask(route.current(), is_guarded, "gzip", deadline)
                .await?;
            let status = answer.status();
            if matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308) {
                // A redirect is treated like any other link: from a public address, only to public
                // addresses.
                is_guarded |= self.address_policy_from(route.current()) == AddressPolicy::Public;
                route
                    .follow(location(&answer))
                    .map_err(|source| FetchError::Redirect {
                        url: route.start().clone(),
                        source,
                    })?;
                continue;
            }
            // Only a 200 has the complete document; a 204 or an unrequested 206 does not.
            if status != StatusCode::OK {
                return Err(FetchError::Status {
                    url: route.current().clone(),
                    status,
                    retry_after: retry_after(answer.headers(), (self.clock)()),
                });
            }
            check_coding(&answer, route.current())?;
            self.redirects.note(url, route.current());
            return Ok(answer);
        }
    }

    /// Opens `url` to find out if there is a document; the next [`open`](Self::open) of it returns the
    /// same response, so that it is requested once.
    pub(crate) async fn open_ahead(
        &self,
        url: &Url,
        address_policy: AddressPolicy,
        deadline: Deadline,
    ) -> Result<(), FetchError> {
        let answer = self.open(url, address_policy, deadline).await?;
        let mut ahead = self.ahead.lock().unwrap_or_else(PoisonError::into_inner);
        if ahead.len() < MOST_AHEAD {
            ahead.push((url.clone(), answer));
        }
        Ok(())
    }

    fn take_ahead(&self, url: &Url) -> Option<Response> {
        let mut ahead = self.ahead.lock().unwrap_or_else(PoisonError::into_inner);
        let place = ahead.iter().position(|(known, _)| known == url)?;
        Some(ahead.swap_remove(place).1)
    }

    /// URL that the document at `start` was redirected to, if it has another origin.
    pub(crate) fn redirected_to(&self, start: &Url) -> Option<Url> {
        self.redirects.to(start)
    }

    /// Addresses that links from `start` may lead to, once it was fetched.
    pub(crate) fn address_policy_from(&self, start: &Url) -> AddressPolicy {
        let redirects = self.redirected_to(start);
        // It may be a link from a public address, so treat it as one.
        if redirects.is_none() && self.redirects.has_forgotten() {
            return AddressPolicy::Public;
        }
        // Redirects from a public address lead only to public addresses, so check the last URL.
        let start = redirects.as_ref().unwrap_or(start);
        let is_private = match literal(start) {
            Some(address) => !is_public(address),
            None => start
                .host_str()
                .is_some_and(|name| self.names.is_private(name)),
        };
        if is_private {
            AddressPolicy::Anywhere
        } else {
            AddressPolicy::Public
        }
    }

    /// Sends one request without following redirects.
    ///
    /// # Errors
    /// If there is no response.
    pub(crate) async fn look(
        &self,
        url: &Url,
        address_policy: AddressPolicy,
        deadline: Deadline,
    ) -> Result<Response, FetchError> {
        let is_guarded = address_policy == AddressPolicy::Public;
        self.ask(url, is_guarded, "identity", deadline).await
    }

    async fn ask(
        &self,
        url: &Url,
        is_guarded: bool,
        coding: &'static str,
        deadline: Deadline,
    ) -> Result<Response, FetchError> {
        let is_guarded = is_guarded || self.public_only;
        if is_guarded {
            match literal(url) {
                Some(address) if !is_public(address) => {
                    let url = url.clone();
                    return Err(FetchError::NotPublic { url, address });
                }
                Some(_) => {}
                None => self.names.is_link(url.host_str().unwrap_or_default()),
            }
        }
        let request = self
            .client_for(url, is_guarded)?
            .get(url.clone())
            .header(ACCEPT, WANTED)
            .header(ACCEPT_ENCODING, coding);
        let retry_profile = deadline.attempt_timeout();
        match tokio::time::timeout(retry_profile, request.send()).await {
            Ok(Ok(answer)) => {
                tracing::debug!(%url, status = answer.status().as_u16(), "answered");
                Ok(answer)
            }
            Ok(Err(error)) => Err(connection_error(url, &error)),
            Err(_) => Err(FetchError::timed_out(url.clone())),
        }
    }

    /// The client for `url`. Plain http needs no trust roots, and loading them takes longer than
    /// all other preparation.
    fn client_for(&self, url: &Url, is_guarded: bool) -> Result<&reqwest::Client, FetchError> {
        let is_secure = url.scheme() == "https";
        let clients = if is_guarded {
            &self.guarded
        } else {
            &self.free
        };
        let slot = if is_secure {
            &clients.secure
        } else {
            &clients.plain
        };
        if let Some(client) = slot.get() {
            return Ok(client);
        }
        let tls = if is_secure {
            (self.tls)().map_err(|error| FetchError::Client(error.into()))?
        } else {
            tls_config_without_roots().map_err(|error| FetchError::Client(Arc::new(error)))?
        };
        let client = reqwest::Client::builder()
            .user_agent(self.user_agent.as_str())
            .connect_timeout(CONNECT_TIMEOUT)
            .read_timeout(IDLE_TIMEOUT)
            .redirect(reqwest::redirect::Policy::none())
            .tls_backend_preconfigured(tls)
            .dns_resolver(Arc::new(Resolver {
                names: Arc::clone(&self.names),
                is_guarded,
            }))
            .build()
            .map_err(|error| FetchError::Client(Arc::new(error)))?;
        Ok(slot.get_or_init(|| client))
    }
}

/// Converts an error of the HTTP library for the document at `url`.
pub(super) fn connection_error(url: &Url, error: &reqwest::Error) -> FetchError {
    if let Some(address) = refused_address(error) {
        let url = url.clone();
        return FetchError::NotPublic { url, address };
    }
    FetchError::Connection {
        url: url.clone(),
        fault: ConnectionFault::of(error),
        source: FaultDetail::of(error),
    }
}

/// Target of a redirect as written. Many servers write UTF-8, which browsers and crawlers accept.
pub(crate) fn location(answer: &Response) -> Option<&str> {
    let value = answer.headers().get(LOCATION)?;
    std::str::from_utf8(value.as_bytes()).ok()
}

/// True if the headers declare the body to be gzip.
pub(crate) fn says_gzip(answer: &Response) -> bool {
    let coding = answer.headers().get(CONTENT_ENCODING);
    let coding = coding.and_then(|coding| coding.to_str().ok());
    coding.is_some_and(|coding| {
        let coding = coding.trim();
        coding.eq_ignore_ascii_case("gzip") || coding.eq_ignore_ascii_case("x-gzip")
    })
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

#[cfg(test)]
mod tests {
    use super::*;

    fn fetcher() -> Fetcher {
        let no_tls: TlsSource = Box::new(|| unreachable!("plain http"));
        Fetcher::new(
            "test".to_owned(),
            no_tls,
            Arc::new(|| jiff::Timestamp::UNIX_EPOCH),
        )
    }

    /// Answers every connection.
    async fn server() -> u16 {
        use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(async move {
            while let Ok((mut connection, _)) = listener.accept().await {
                let answer = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
                let mut request = [0; 1_024];
                let _ = connection.read(&mut request).await;
                let _ = connection.write_all(answer.as_bytes()).await;
            }
        });
        port
    }

    #[tokio::test]
    async fn a_name_is_judged_by_the_address_that_it_leads_to() {
        let port = server().await;
        let fetcher = fetcher();
        let url = Url::parse(&format!("http://localhost:{port}/")).unwrap();
        let deadline = Deadline::after(Duration::from_secs(10));
        let refused = fetcher.open(&url, AddressPolicy::Public, deadline).await;
        assert!(
            matches!(&refused, Err(FetchError::NotPublic { address, .. }) if address.is_loopback()),
            "{refused:?}"
        );
        assert_eq!(
            fetcher.address_policy_from(&url),
            AddressPolicy::Public,
            "it was not asked yet"
        );
        let start = fetcher.open(&url, AddressPolicy::Start, deadline).await;
        assert!(start.is_ok(), "{start:?}");
        assert_eq!(fetcher.address_policy_from(&url), AddressPolicy::Anywhere);
        // A link must not reuse the first connection.
        assert!(
            fetcher
                .open(&url, AddressPolicy::Public, deadline)
                .await
                .is_err()
        );
    }
}
