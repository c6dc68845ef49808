//! Records metrics.

use std::collections::HashMap;
use std::time::Instant;

use prometheus::{
    Histogram, HistogramOpts, HistogramVec, IntCounter, IntCounterVec, IntGauge, IntGaugeVec, Opts,
    Registry,
};

use super::exposition::Exposition;
use super::requests::RequestMetrics;
use crate::event::{Down, Ended, Event};
use crate::requests::FinishedRequest;
use crate::session::Note;
use crate::supervisor::{Condition, Supervisor};

/// The metrics could not be set up.
#[derive(Debug, thiserror::Error)]
#[error("the metrics could not be set up")]
pub struct MetricsError(#[from] prometheus::Error);

/// State of the supervisor at one moment.
#[derive(Debug, Clone, Copy)]
pub struct Snapshot {
    /// Condition of the server.
    pub condition: Condition,
    /// Consecutive failures.
    pub failures: u32,
    /// Requests in flight.
    pub in_flight: usize,
    /// Queued messages.
    pub queued: usize,
    /// Open notification streams.
    pub streams: usize,
}

impl Snapshot {
    /// Snapshot of a supervisor.
    #[must_use]
    pub fn of(supervisor: &Supervisor) -> Self {
        let session = supervisor.session();
        Self {
            condition: supervisor.condition(),
            failures: supervisor.streak().failures,
            in_flight: session.in_flight(),
            queued: session.queued(),
            streams: session.streams(),
        }
    }
}

/// Write side of the metrics. Its methods never block.
#[derive(Debug)]
pub struct Recorder {
    exposition: Exposition,
    condition: IntGaugeVec,
    starts: IntCounter,
    restarts: IntCounterVec,
    recoveries: IntCounter,
    recovery: Histogram,
    failures: IntGauge,
    generation: IntGauge,
    memory: IntGauge,
    memory_warnings: IntCounter,
    to_client: IntCounter,
    to_server: IntCounter,
    in_flight: IntGauge,
    queued: IntGauge,
    streams: IntGauge,
    refused: IntCounter,
    repeated: IntCounter,
    dropped: IntCounter,
    requests: RequestMetrics,
    /// Start of the current outage.
    down: Option<Instant>,
}

/// Creates and registers metrics.
pub(super) struct Maker(Registry);

impl Maker {
    fn name(name: &str) -> String {
        format!("mcp_supervisor_{name}")
    }

    fn counter(&self, name: &str, help: &str) -> prometheus::Result<IntCounter> {
        let counter = IntCounter::new(Self::name(name), help)?;
        self.0.register(Box::new(counter.clone()))?;
        Ok(counter)
    }

    pub(super) fn counters(
        &self,
        name: &str,
        help: &str,
        labels: &[&str],
    ) -> prometheus::Result<IntCounterVec> {
        let counters = IntCounterVec::new(Opts::new(Self::name(name), help), labels)?;
        self.0.register(Box::new(counters.clone()))?;
        Ok(counters)
    }

    fn gauge(&self, name: &str, help: &str) -> prometheus::Result<IntGauge> {
        let gauge = IntGauge::new(Self::name(name), help)?;
        self.0.register(Box::new(gauge.clone()))?;
        Ok(gauge)
    }

    fn gauges(&self, name: &str, help: &str, labels: &[&str]) -> prometheus::Result<IntGaugeVec> {
        let gauges = IntGaugeVec::new(Opts::new(Self::name(name), help), labels)?;
        self.0.register(Box::new(gauges.clone()))?;
        Ok(gauges)
    }

    pub(super) fn histograms(
        &self,
        name: &str,
        help: &str,
        labels: &[&str],
        bounds: &[f64],
    ) -> prometheus::Result<HistogramVec> {
        let options = HistogramOpts::new(Self::name(name), help).buckets(bounds.to_vec());
        let histograms = HistogramVec::new(options, labels)?;
        self.0.register(Box::new(histograms.clone()))?;
        Ok(histograms)
    }

    /// Buckets from a standby takeover to the last step of the extended backoff.
    fn seconds(&self, name: &str, help: &str) -> prometheus::Result<Histogram> {
        let buckets = [
            0.01, 0.05, 0.25, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 1800.0,
        ];
        let options = HistogramOpts::new(Self::name(name), help).buckets(buckets.to_vec());
        let histogram = Histogram::with_opts(options)?;
        self.0.register(Box::new(histogram.clone()))?;
        Ok(histogram)
    }
}

impl Recorder {
    /// Metrics of one server, with the label `server`.
    ///
    /// # Errors
    ///
    /// Two metrics have one name.
    pub fn new(server: &str) -> Result<Self, MetricsError> {
        let labels = HashMap::from([("server".to_owned(), server.to_owned())]);
        let registry = Registry::new_custom(None, Some(labels))?;
        let make = Maker(registry.clone());
        make.gauges("info", "Version; the value is always 1.", &["version"])?
            .with_label_values(&[env!("CARGO_PKG_VERSION")])
            .set(1);
        let restarts = make.counters(
            "restarts_total",
            "Processes that were replaced, by how they ended.",
            &["cause"],
        )?;
        for cause in ["exit", "signal", "not-started", "unusable", "refreshed"] {
            restarts.with_label_values(&[cause]);
        }
        let messages = make.counters(
            "messages_total",
            "Messages passed on, by direction.",
            &["to"],
        )?;
        Ok(Self {
            condition: make.gauges(
                "condition",
                "1 for the current condition, otherwise 0.",
                &["condition"],
            )?,
            starts: make.counter("starts_total", "Processes started.")?,
            restarts,
            recoveries: make.counter("recoveries_total", "Recoveries of the server.")?,
            recovery: make.seconds(
                "recovery_seconds",
                "Seconds from a process's end to recovery.",
            )?,
            failures: make.gauge("consecutive_failures", "Failures in a row.")?,
            generation: make.gauge("generation", "Number of the last process, from 1.")?,
            memory: make.gauge(
                "server_resident_memory_bytes",
                "Memory of the server and its children at the last check.",
            )?,
            memory_warnings: make.counter("memory_warnings_total", "Memory warnings.")?,
            to_client: messages.with_label_values(&["client"]),
            to_server: messages.with_label_values(&["server"]),
            in_flight: make.gauge(
                "requests_in_flight",
                "Requests that the server has not answered.",
            )?,
            queued: make.gauge("messages_held", "Messages that wait for the server.")?,
            streams: make.gauge(
                "subscription_streams",
                "Notification streams that the client has open.",
            )?,
            refused: make.counter(
                "requests_refused_total",
                "Requests answered with an error by the supervisor.",
            )?,
            repeated: make.counter(
                "requests_repeated_total",
                "Requests sent again after a crash.",
            )?,
            dropped: make.counter(
                "lines_dropped_total",
                "Server output lines that are not messages.",
            )?,
            requests: RequestMetrics::new(&make)?,
            exposition: Exposition::new(registry),
            down: None,
        })
    }

    /// The read side.
    #[must_use]
    pub fn exposition(&self) -> Exposition {
        self.exposition.clone()
    }

    /// Counts an event.
    pub fn event(&mut self, event: &Event, now: Instant) {
        match event {
            Event::StandbyStarted { .. } => self.starts.inc(),
            Event::Started { generation, .. } => {
                self.starts.inc();
                self.generation
                    .set(i64::try_from(*generation).unwrap_or(i64::MAX));
                self.memory.set(0);
            }
            Event::Down { why, .. } => {
                self.restarts.with_label_values(&[cause(why)]).inc();
                self.down.get_or_insert(now);
            }
            Event::Recovered { generation, .. } => {
                self.generation
                    .set(i64::try_from(*generation).unwrap_or(i64::MAX));
                self.recoveries.inc();
                if let Some(since) = self.down.take() {
                    let took = now.saturating_duration_since(since);
                    self.recovery.observe(took.as_secs_f64());
                }
            }
            Event::MemoryWarning { .. } => self.memory_warnings.inc(),
            Event::Note(Note::Refused { .. }) => self.refused.inc(),
            Event::Note(Note::Repeated { .. }) => self.repeated.inc(),
            Event::Note(Note::NotAMessage { .. }) => self.dropped.inc(),
            _ => {}
        }
    }

    /// Counts a request.
    pub fn finished(&mut self, request: &FinishedRequest) {
        self.requests.finished(request);
    }

    /// Counts a message to the client.
    pub fn to_client(&self) {
        self.to_client.inc();
    }

    /// Counts a message to the server.
    pub fn to_server(&self) {
        self.to_server.inc();
    }

    /// Sets the memory of the server and its children, in bytes.
    pub fn memory(&self, resident: u64) {
        self.memory.set(i64::try_from(resident).unwrap_or(i64::MAX));
    }

    /// Sets the gauges to the current state.
    pub fn set_state(&self, now: Snapshot) {
        let gauge = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        self.failures.set(now.failures.into());
        self.in_flight.set(gauge(now.in_flight));
        self.queued.set(gauge(now.queued));
        self.streams.set(gauge(now.streams));
        for condition in Condition::ALL {
            let holds = i64::from(condition == now.condition);
            self.condition
                .with_label_values(&[condition.name()])
                .set(holds);
        }
        self.exposition.stands(now.condition);
    }
}

fn cause(why: &Down) -> &'static str {
    match why {
        Down::Exited(Ended::Code(_)) => "exit",
        Down::Exited(Ended::Signal(_)) => "signal",
        Down::Exited(Ended::OutOfMemory { .. }) => "out-of-memory",
        Down::NotStarted(_) => "not-started",
        Down::Replaced => "unusable",
        Down::Refreshed => "refreshed",
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_recovery_is_timed_from_the_first_failure() {
        let start = Instant::now();
        let mut recorder = Recorder::new("x").unwrap();
        let down = Event::Down {
            generation: 1,
            why: Down::Exited(Ended::Signal(9)),
            attempt: 1,
            backoff: Duration::ZERO,
            extended: false,
            standby: false,
        };
        recorder.event(&down, start);
        recorder.event(&down, start + Duration::from_secs(2));
        let recovered = Event::Recovered {
            generation: 3,
            restarts: 2,
        };
        recorder.event(&recovered, start + Duration::from_secs(4));
        let text = recorder.exposition().text();
        for line in [
            "mcp_supervisor_recovery_seconds_sum{server=\"x\"} 4",
            "mcp_supervisor_recovery_seconds_count{server=\"x\"} 1",
            "mcp_supervisor_restarts_total{cause=\"signal\",server=\"x\"} 2",
            "mcp_supervisor_restarts_total{cause=\"exit\",server=\"x\"} 0",
        ] {
            assert!(text.lines().any(|found| found == line), "{line}: {text}");
        }
    }

    #[test]
    fn one_condition_holds() {
        let recorder = Recorder::new("x").unwrap();
        recorder.set_state(Snapshot {
            condition: Condition::Backoff,
            failures: 3,
            in_flight: 1,
            queued: 2,
            streams: 0,
        });
        let text = recorder.exposition().text();
        let holding: Vec<&str> = text
            .lines()
            .filter(|line| line.starts_with("mcp_supervisor_condition{") && line.ends_with(" 1"))
            .collect();
        assert_eq!(
            holding,
            ["mcp_supervisor_condition{condition=\"backoff\",server=\"x\"} 1"]
        );
        assert_eq!(recorder.exposition().condition(), Condition::Backoff);
    }
}
