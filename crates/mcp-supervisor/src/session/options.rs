//! Options of a session.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::value::RawValue;

use super::message::Params;
use super::queue::QueueLimits;
use super::repeat::RetryInFlight;
use super::silence::LivenessCheck;

/// Options of a session.
#[derive(Debug, Clone)]
pub struct SessionOptions {
    /// Distinguishes the ids of this supervisor from those of another one in the same chain; a few
    /// random characters.
    pub instance: String,
    /// Limits of the queue for a server that is being restarted.
    pub hold: QueueLimits,
    /// Requests that are sent again after a crash.
    pub retry: RetryInFlight,
    /// Time limit of a request; `None` for no limit.
    pub request_timeout: Option<Duration>,
    /// Time limits of single tools, by name.
    pub tool_timeouts: BTreeMap<String, Option<Duration>>,
    /// True if begin and end of requests are reported.
    pub observe: bool,
    /// True if the client gets a tool that replaces the server.
    pub restart_tool: bool,
    /// Time limit for the response to the handshake.
    pub handshake_timeout: Duration,
    /// Times of the liveness check; disabled if `None`.
    pub liveness_check: Option<LivenessCheck>,
}

impl SessionOptions {
    /// Time limit of a request.
    pub(crate) fn timeout(&self, method: &str, params: Option<&RawValue>) -> Option<Duration> {
        if method != "tools/call" || self.tool_timeouts.is_empty() {
            return self.request_timeout;
        }
        let tool = Params::parse(params).name;
        let own = tool.and_then(|tool| self.tool_timeouts.get(&*tool));
        own.copied().unwrap_or(self.request_timeout)
    }

    /// The defaults of the command line.
    #[must_use]
    pub fn new(instance: impl Into<String>) -> Self {
        Self {
            instance: instance.into(),
            hold: QueueLimits::default(),
            retry: RetryInFlight::default(),
            request_timeout: None,
            tool_timeouts: BTreeMap::new(),
            observe: false,
            restart_tool: false,
            handshake_timeout: Duration::from_secs(60),
            liveness_check: Some(LivenessCheck {
                after: Duration::from_secs(300),
                timeout: Duration::from_secs(60),
            }),
        }
    }
}
