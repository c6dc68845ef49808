//! Options for metrics and announcements.

use std::net::SocketAddr;
use std::time::Duration;

use clap::Args;
use clap::parser::ValueSource;

use url::Url;

use super::values::{http_url, time};
use crate::announce::{Destination, Identity};

const FLEET: &str = "Fleet";

/// Address of the metrics endpoint and destinations of announcements.
#[derive(Debug, Args)]
pub struct FleetArguments {
    /// Name of the server in metrics and announcements [default: file name of its program]
    #[arg(long, value_name = "NAME", help_heading = FLEET)]
    pub(super) name: Option<String>,
    /// Serve /metrics for Prometheus, /healthz and /readyz on this address
    #[arg(long, value_name = "ADDRESS", env = "MCP_METRICS_ADDR", help_heading = FLEET)]
    metrics_addr: Option<SocketAddr>,
    /// Export a span and a duration for each request to this OTLP/HTTP endpoint; headers are read
    /// from `OTEL_EXPORTER_OTLP_HEADERS`
    #[arg(long, value_name = "URL", value_parser = http_url, help_heading = FLEET)]
    otlp: Option<Url>,
    /// Send events as CloudEvents to this http(s) or nats URL; repeatable. Put a URL that contains
    /// a secret into the config file: other users can list the arguments of processes
    #[arg(long, value_name = "URL", help_heading = FLEET)]
    announce: Vec<Destination>,
    /// Interval at which the server is registered again; 0 for never
    #[arg(long, value_name = "TIME", default_value = "5min", value_parser = time, help_heading = FLEET)]
    announce_every: Duration,
    /// Also send events to this NATS server
    #[arg(long, value_name = "URL", env = "NATS_URL", hide_env_values = true, help_heading = FLEET)]
    nats_url: Option<Destination>,
    /// Register the server with this MCP registry
    #[arg(long, value_name = "URL", env = "MCP_REGISTRY_URL", hide_env_values = true, help_heading = FLEET)]
    mcp_registry_url: Option<Destination>,
    /// Register the server with this agent registry
    #[arg(long, value_name = "URL", env = "AGENT_REGISTRY_URL", hide_env_values = true, help_heading = FLEET)]
    agent_registry_url: Option<Destination>,
    /// Operator of the agent, in announcements
    #[arg(long, value_name = "ID", env = "OPERATOR_ID", default_value = "default-operator", help_heading = FLEET)]
    operator_id: String,
    /// Role of the agent, in announcements
    #[arg(long, value_name = "ID", env = "ROLE_ID", default_value = "agent", help_heading = FLEET)]
    role_id: String,
    /// Options on the command line whose URL may contain a secret.
    #[arg(skip)]
    exposed: Vec<&'static str>,
}

/// Options that take URLs, with their clap ids.
const ADDRESSES: [(&str, &str); 4] = [
    ("announce", "--announce"),
    ("nats_url", "--nats-url"),
    ("mcp_registry_url", "--mcp-registry-url"),
    ("agent_registry_url", "--agent-registry-url"),
];

impl FleetArguments {
    /// Records which options expose a URL with a secret in the process list.
    pub(super) fn record_exposed_secrets(&mut self, matches: &clap::ArgMatches) {
        let is_exposed = |id: &str| {
            matches.value_source(id) == Some(ValueSource::CommandLine)
                && matches
                    .get_many::<Destination>(id)
                    .is_some_and(|mut given| given.any(Destination::may_be_secret))
        };
        let exposed = ADDRESSES.iter().filter(|(id, _)| is_exposed(id));
        self.exposed = exposed.map(|(_, option)| *option).collect();
    }

    /// Options that expose a URL with a secret in the process list.
    #[must_use]
    pub fn exposed(&self) -> &[&'static str] {
        &self.exposed
    }

    /// Address of the metrics endpoint.
    #[must_use]
    pub fn metrics(&self) -> Option<SocketAddr> {
        self.metrics_addr
    }

    /// Endpoint of telemetry.
    #[must_use]
    pub fn otlp(&self) -> Option<&Url> {
        self.otlp.as_ref()
    }

    /// Destinations of announcements.
    #[must_use]
    pub fn destinations(&self) -> Vec<Destination> {
        let events = self.announce.iter().chain(&self.nats_url).cloned();
        let registries = self.mcp_registry_url.iter().chain(&self.agent_registry_url);
        events
            .chain(registries.cloned().map(Destination::registry))
            .collect()
    }

    /// Interval at which the server is registered again.
    #[must_use]
    pub fn announce_every(&self) -> Duration {
        self.announce_every
    }

    /// Identity in announcements.
    #[must_use]
    pub fn identity(&self, server: String, host: String, instance: String) -> Identity {
        Identity {
            operator: self.operator_id.clone(),
            role: self.role_id.clone(),
            server,
            host,
            instance,
            supervisor: std::process::id(),
        }
    }
}
