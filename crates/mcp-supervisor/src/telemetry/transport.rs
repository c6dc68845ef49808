//! Sends the requests of the exporters on the background thread.

use std::error::Error;
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use opentelemetry_http::{HttpClient, HttpError, Request, Response};
use reqwest::Client;
use reqwest::redirect::Policy;
use rustls::ClientConfig;
use tokio::sync::{mpsc, oneshot};

use crate::event::Level;
use crate::log::Log;

/// Maximum number of queued requests; each exporter sends one at a time.
const MOST_WAITING: usize = 8;
/// Maximum duration of a request.
const REQUEST_TIME: Duration = Duration::from_secs(10);

type Answer = Result<Response<Bytes>, String>;

struct Export {
    request: Request<Bytes>,
    answer: oneshot::Sender<Answer>,
}

/// The side of the exporters, which run on threads of their own.
#[derive(Debug, Clone)]
pub(super) struct ExportClient(mpsc::Sender<Export>);

/// Requests of the exporters, for the background thread.
#[derive(Debug)]
pub struct Exports {
    waiting: mpsc::Receiver<Export>,
    log: Log,
}

impl Exports {
    pub(super) fn new(log: Log) -> (ExportClient, Self) {
        let (sender, waiting) = mpsc::channel(MOST_WAITING);
        (ExportClient(sender), Self { waiting, log })
    }

    /// Sends requests until the exporters are gone. A collector that becomes unreachable is logged
    /// once.
    pub async fn run(mut self, tls: ClientConfig) {
        let client = Client::builder()
            .tls_backend_preconfigured(tls)
            .user_agent(concat!("mcp-supervisor/", env!("CARGO_PKG_VERSION")))
            .timeout(REQUEST_TIME)
            .redirect(Policy::none())
            .build();
        let client = match client {
            Ok(client) => client,
            Err(error) => {
                let message = format!("Telemetry is not exported: {}.", innermost(&error));
                return self.log.remark(Level::Error, &message);
            }
        };
        let mut is_reachable = true;
        while let Some(Export { request, answer }) = self.waiting.recv().await {
            let result = send(&client, request).await;
            let failure = match &result {
                Ok(response) if response.status().is_success() => None,
                Ok(response) => Some(format!("the collector answered {}", response.status())),
                Err(why) => Some(why.clone()),
            };
            if std::mem::replace(&mut is_reachable, failure.is_none()) != failure.is_none() {
                match failure {
                    Some(why) => {
                        let message = format!("Telemetry cannot be exported: {why}.");
                        self.log.remark(Level::Warn, &message);
                    }
                    None => self.log.remark(Level::Info, "Telemetry is exported again."),
                }
            }
            let _ = answer.send(result);
        }
    }
}

async fn send(client: &Client, request: Request<Bytes>) -> Answer {
    let (head, body) = request.into_parts();
    let request = client
        .request(head.method, head.uri.to_string())
        .headers(head.headers)
        .body(body);
    let response = request.send().await;
    let response = response.map_err(|error| innermost(&error.without_url()))?;
    let mut answer = Response::builder().status(response.status());
    if let Some(headers) = answer.headers_mut() {
        headers.clone_from(response.headers());
    }
    // Ignore the body: it is unbounded, and partial successes are not used.
    answer.body(Bytes::new()).map_err(|error| error.to_string())
}

impl HttpClient for ExportClient {
    fn send_bytes<'life0, 'async_trait>(
        &'life0 self,
        request: Request<Bytes>,
    ) -> BoxFuture<'async_trait, Result<Response<Bytes>, HttpError>>
    where
        'life0: 'async_trait,
        Self: 'async_trait,
    {
        Box::pin(async move {
            let (answer, answered) = oneshot::channel();
            self.0.send(Export { request, answer }).await?;
            Ok(answered.await??)
        })
    }
}

/// The most specific cause: "connection refused" rather than "error sending request".
fn innermost(error: &(dyn Error + 'static)) -> String {
    let mut cause = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    cause.to_string()
}
