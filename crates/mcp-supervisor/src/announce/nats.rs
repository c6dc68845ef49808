//! Sends announcements as messages on a broker.
//!
//! <https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/nats-protocol-binding.md>

use std::time::Duration;

use async_nats::connection::State;
use async_nats::{Client, ConnectOptions, Event, HeaderMap, ServerAddr};
use rustls::ClientConfig;
use secrecy::ExposeSecret as _;
use tokio::sync::mpsc::Sender;
use tokio::time::timeout;

use super::backlog::{ATTEMPT_TIMEOUT, Attempt};
use super::cloud_event::{CloudEvent, MEDIA_TYPE};
use super::destination::Login;
use super::identity::Identity;

/// Maximum wait between two attempts to reach a broker.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

pub(super) struct NatsLink {
    client: Client,
    prefix: String,
}

impl NatsLink {
    /// Starts connecting to the broker, with unlimited retries; each connection is reported on
    /// `back`.
    pub(super) async fn new(
        servers: &[String],
        login: Option<&Login>,
        prefix: String,
        name: &str,
        tls: ClientConfig,
        back: Sender<()>,
    ) -> Result<Self, String> {
        let servers: Vec<ServerAddr> = servers
            .iter()
            .map(|server| server.parse())
            .collect::<Result<_, std::io::Error>>()
            .map_err(|error| error.to_string())?;
        let options = match login {
            None => ConnectOptions::new(),
            Some(Login::Token(token)) => ConnectOptions::with_token(token.expose_secret().into()),
            Some(Login::User { name, password }) => ConnectOptions::with_user_and_password(
                name.clone(),
                password.expose_secret().into(),
            ),
        };
        let client = options
            .name(name)
            .tls_client_config(tls)
            .retry_on_initial_connect()
            .connection_timeout(ATTEMPT_TIMEOUT)
            .reconnect_delay_callback(|attempt| {
                let doubled = Duration::from_millis(100).saturating_mul(1 << attempt.min(10));
                doubled.min(LONGEST_WAIT)
            })
            .event_callback(move |event| {
                let back = back.clone();
                async move {
                    if matches!(event, Event::Connected) {
                        let _ = back.try_send(());
                    }
                }
            })
            .connect(servers)
            .await
            .map_err(|error| error.to_string())?;
        Ok(Self { client, prefix })
    }

    /// Publishes a message, and waits until the broker has received it.
    pub(super) async fn send(
        &self,
        event: &CloudEvent,
        identity: &Identity,
    ) -> Result<Attempt, String> {
        // The client would buffer the message and send it later, in addition to our retry.
        if self.client.connection_state() != State::Connected {
            return Err("the broker cannot be reached".into());
        }
        let subject = identity.subject(&self.prefix, event.name);
        let mut headers = HeaderMap::new();
        headers.insert("content-type", MEDIA_TYPE);
        let publish = async {
            self.client
                .publish_with_headers(subject, headers, event.json.clone().into())
                .await
                .map_err(|error| error.to_string())?;
            self.client.flush().await.map_err(|error| error.to_string())
        };
        match timeout(ATTEMPT_TIMEOUT, publish).await {
            Ok(sent) => sent.map(|()| Attempt::Taken),
            Err(_) => Err(format!(
                "the broker did not answer within {} s",
                ATTEMPT_TIMEOUT.as_secs()
            )),
        }
    }
}
