//! Counts requests of the client, and measures the duration of tool calls.

use std::collections::HashSet;

use prometheus::{HistogramVec, IntCounterVec};

use super::recorder::Maker;
use crate::requests::FinishedRequest;
use crate::session::RequestOutcome;

/// Methods that are counted by name; others are counted together, so that a client cannot create
/// unbounded series.
const METHODS: [&str; 20] = [
    "completion/complete",
    "initialize",
    "logging/setLevel",
    "ping",
    "prompts/get",
    "prompts/list",
    "resources/list",
    "resources/read",
    "resources/subscribe",
    "resources/templates/list",
    "resources/unsubscribe",
    "server/discover",
    "tasks/cancel",
    "tasks/get",
    "tasks/list",
    "tasks/result",
    "tasks/update",
    "tools/call",
    "tools/list",
    "other",
];

/// Maximum number of tools that are measured by name.
const MOST_TOOLS: usize = 100;

/// Name of all others.
const OTHER: &str = "other";

/// Upper bounds of the histogram in seconds: from a lookup to long work.
const BOUNDS: [f64; 12] = [
    0.005, 0.025, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 120.0, 600.0,
];

#[derive(Debug)]
pub(super) struct RequestMetrics {
    requests: IntCounterVec,
    tool_calls: HistogramVec,
    tools: HashSet<String>,
}

impl RequestMetrics {
    pub(super) fn new(make: &Maker) -> prometheus::Result<Self> {
        let requests = make.counters(
            "requests_total",
            "Requests of the client, by method and outcome: success, tool_error, server_error, supervisor_error, cancelled.",
            &["method", "outcome"],
        )?;
        for outcome in RequestOutcome::ALL {
            requests.with_label_values(&["tools/call", outcome.name()]);
        }
        Ok(Self {
            requests,
            tool_calls: make.histograms(
                "tool_call_seconds",
                "Time from the arrival of a call to its answer, with waits for a server.",
                &["tool"],
                &BOUNDS,
            )?,
            tools: HashSet::new(),
        })
    }

    pub(super) fn finished(&mut self, request: &FinishedRequest) {
        let known = METHODS.iter().find(|known| **known == request.method);
        let labels = [known.copied().unwrap_or(OTHER), request.outcome.name()];
        self.requests.with_label_values(&labels).inc();
        let is_answered = request.outcome != RequestOutcome::Cancelled;
        if request.method == "tools/call" && is_answered {
            let tool = self.tool(request.name.as_deref().unwrap_or(OTHER));
            let took = request.took.as_secs_f64();
            self.tool_calls.with_label_values(&[tool]).observe(took);
        }
    }

    fn tool<'a>(&mut self, name: &'a str) -> &'a str {
        if self.tools.contains(name) {
            return name;
        }
        if self.tools.len() < MOST_TOOLS {
            self.tools.insert(name.to_owned());
            return name;
        }
        OTHER
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use super::*;
    use crate::metrics::Recorder;
    use crate::session::Id;

    fn finished(method: &str, name: &str, outcome: RequestOutcome) -> FinishedRequest {
        FinishedRequest {
            id: Id::Integer(1),
            method: method.into(),
            name: Some(name.into()),
            traceparent: None,
            outcome,
            arrived: SystemTime::UNIX_EPOCH,
            took: Duration::from_millis(200),
        }
    }

    #[test]
    fn requests_are_counted_and_calls_timed() {
        let mut recorder = Recorder::new("x").unwrap();
        recorder.finished(&finished("tools/call", "echo", RequestOutcome::Success));
        recorder.finished(&finished("tools/call", "echo", RequestOutcome::ToolError));
        recorder.finished(&finished("tools/call", "echo", RequestOutcome::Cancelled));
        recorder.finished(&finished("x/y", "echo", RequestOutcome::ServerError));
        let text = recorder.exposition().text();
        for line in [
            "mcp_supervisor_requests_total{method=\"tools/call\",outcome=\"success\",server=\"x\"} 1",
            "mcp_supervisor_requests_total{method=\"other\",outcome=\"server_error\",server=\"x\"} 1",
            "mcp_supervisor_tool_call_seconds_count{tool=\"echo\",server=\"x\"} 2",
            "mcp_supervisor_tool_call_seconds_bucket{tool=\"echo\",server=\"x\",le=\"0.1\"} 0",
            "mcp_supervisor_tool_call_seconds_bucket{tool=\"echo\",server=\"x\",le=\"0.25\"} 2",
        ] {
            assert!(text.lines().any(|found| found == line), "{line}: {text}");
        }
    }

    #[test]
    fn the_number_of_series_is_bounded() {
        let mut recorder = Recorder::new("x").unwrap();
        for number in 0..2 * MOST_TOOLS {
            let name = format!("tool{number}");
            recorder.finished(&finished("tools/call", &name, RequestOutcome::Success));
        }
        let text = recorder.exposition().text();
        let counts = text
            .matches("mcp_supervisor_tool_call_seconds_count")
            .count();
        assert_eq!(counts, MOST_TOOLS + 1);
    }
}
