//! Reports begin and end of each request, for metrics and traces.

use serde_json::value::RawValue;

use super::action::Action;
use super::id::Id;
use super::machine::Session;
use super::members::{members, non_null, text};
use super::message::{Outcome, Params};

/// Begin or end of a client request. A repeated request begins again, and its end may be reported
/// twice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Observation {
    /// The client sent a request.
    Begun {
        /// Its id.
        id: Id,
        /// Its method.
        method: String,
        /// The tool, prompt or resource, for `tools/call` and the like.
        name: Option<String>,
        /// Trace context of the client, in the format of W3C.
        ///
        /// <https://modelcontextprotocol.io/specification/2026-07-28/basic#meta>
        traceparent: Option<String>,
    },
    /// The request was answered or cancelled.
    Ended {
        /// Its id.
        id: Id,
        /// Outcome.
        outcome: RequestOutcome,
    },
}

/// Outcome of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RequestOutcome {
    /// The server answered with a result.
    Success,
    /// The server answered a call with a result that has `isError`.
    ToolError,
    /// The server answered with an error.
    ServerError,
    /// The supervisor answered with an error.
    SupervisorError,
    /// The client cancelled it.
    Cancelled,
}

impl RequestOutcome {
    /// All outcomes.
    pub const ALL: [Self; 5] = [
        Self::Success,
        Self::ToolError,
        Self::ServerError,
        Self::SupervisorError,
        Self::Cancelled,
    ];

    /// Name in metrics and traces.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::ToolError => "tool_error",
            Self::ServerError => "server_error",
            Self::SupervisorError => "supervisor_error",
            Self::Cancelled => "cancelled",
        }
    }
}

impl Session {
    pub(crate) fn observe_begin(
        &self,
        id: &Id,
        method: &str,
        params: Option<&RawValue>,
        out: &mut Vec<Action>,
    ) {
        if self.options.observe && method != "subscriptions/listen" {
            let parsed = Params::parse(params);
            let name = parsed.name.or(parsed.uri);
            out.push(Action::Observed(Observation::Begun {
                id: id.clone(),
                method: method.to_owned(),
                name: name.map(|name| name.chars().take(LONGEST_NAME).collect()),
                traceparent: traceparent(params),
            }));
        }
    }

    /// Reports the end of a request that the server has answered.
    pub(crate) fn observe_answer(&self, id: &Id, outcome: Outcome<'_>, out: &mut Vec<Action>) {
        if self.options.observe {
            let outcome = match outcome {
                Outcome::Error(_) => RequestOutcome::ServerError,
                Outcome::Result(result) if is_tool_error(result) => RequestOutcome::ToolError,
                Outcome::Result(_) => RequestOutcome::Success,
            };
            self.observe_end(id, outcome, out);
        }
    }

    pub(crate) fn observe_end(&self, id: &Id, outcome: RequestOutcome, out: &mut Vec<Action>) {
        if self.options.observe {
            let id = id.clone();
            out.push(Action::Observed(Observation::Ended { id, outcome }));
        }
    }

    /// Reports the end of a request that the client cancels.
    pub(crate) fn observe_cancellation(&self, params: Option<&RawValue>, out: &mut Vec<Action>) {
        if self.options.observe
            && let Some(id) = Params::parse(params).request_id.and_then(Id::parse)
        {
            self.observe_end(&id, RequestOutcome::Cancelled, out);
        }
    }
}

/// Maximum number of characters of a name.
const LONGEST_NAME: usize = 128;

fn is_tool_error(result: &RawValue) -> bool {
    let flag = members(result.get(), ["isError"]).ok();
    flag.and_then(|[flag]| flag)
        .is_some_and(|flag| flag.get() == "true")
}

fn traceparent(params: Option<&RawValue>) -> Option<String> {
    let [meta] = members(params?.get(), ["_meta"]).ok()?;
    let [parent] = members(non_null(meta)?.get(), ["traceparent"]).ok()?;
    let parent = text(non_null(parent)?)?;
    // Version, trace id, parent id and flags.
    (parent.len() <= 64).then(|| parent.into_owned())
}
