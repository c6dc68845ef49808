//! Sends announcements as requests.
//!
//! <https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md>

use std::error::Error;

use reqwest::header::CONTENT_TYPE;
use reqwest::redirect::Policy;
use reqwest::{Client, StatusCode};
use rustls::ClientConfig;
use secrecy::{ExposeSecret as _, SecretString};

use super::backlog::{ATTEMPT_TIMEOUT, Attempt};
use super::cloud_event::{CloudEvent, MEDIA_TYPE};

pub(super) struct HttpLink {
    client: Client,
    address: SecretString,
}

impl HttpLink {
    pub(super) fn new(address: SecretString, tls: ClientConfig) -> Result<Self, String> {
        let client = Client::builder()
            .tls_backend_preconfigured(tls)
            .user_agent(concat!("mcp-supervisor/", env!("CARGO_PKG_VERSION")))
            .timeout(ATTEMPT_TIMEOUT)
            // A redirect may change POST to GET, which succeeds without delivering the
            // announcement.
            .redirect(Policy::none())
            .build()
            .map_err(|error| innermost(&error))?;
        Ok(Self { client, address })
    }

    pub(super) async fn send(&self, event: &CloudEvent) -> Result<Attempt, String> {
        let request = self
            .client
            .post(self.address.expose_secret())
            .header(CONTENT_TYPE, MEDIA_TYPE)
            .body(event.json.clone());
        let response = request
            .send()
            .await
            .map_err(|error| innermost(&error.without_url()))?;
        let status = response.status();
        if status.is_success() {
            Ok(Attempt::Taken)
        } else if may_pass(status) {
            Err(format!("it answered {status}"))
        } else {
            Ok(Attempt::Refused)
        }
    }
}

/// True if the same request may succeed later.
fn may_pass(status: StatusCode) -> bool {
    status.is_server_error()
        || matches!(
            status,
            StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_EARLY | StatusCode::TOO_MANY_REQUESTS
        )
}

/// The most specific cause: "connection refused" rather than "error sending request".
fn innermost(error: &(dyn Error + 'static)) -> String {
    let mut cause = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    cause.to_string()
}
