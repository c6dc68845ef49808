//! What concerns others: who asks how the server stands, and who is told.

use std::net::SocketAddr;
use std::time::Duration;

use clap::Args;
use clap::parser::ValueSource;

use super::values::time;
use crate::announce::{Destination, Identity};

const FLEET: &str = "Fleet";

/// Where metrics are served, and what is announced where.
#[derive(Debug, Args)]
pub struct FleetArguments {
    /// What the server is called in metrics and announcements [default: its program's name]
    #[arg(long, value_name = "NAME", help_heading = FLEET)]
    pub(super) name: Option<String>,
    /// Serve /metrics for Prometheus, /healthz and /readyz on this address
    #[arg(long, value_name = "ADDRESS", env = "MCP_METRICS_ADDR", help_heading = FLEET)]
    metrics_addr: Option<SocketAddr>,
    /// Announce what happens, as CloudEvents, to this address, http(s) or nats; repeatable. One
    /// with a secret belongs into --config, since processes are listed with their arguments
    #[arg(long, value_name = "URL", help_heading = FLEET)]
    announce: Vec<Destination>,
    /// Time after which the server is registered anew, even where nothing happens; 0 for never
    #[arg(long, value_name = "TIME", default_value = "5min", value_parser = time, help_heading = FLEET)]
    announce_every: Duration,
    /// Announce what happens to this NATS server, too
    #[arg(long, value_name = "URL", env = "NATS_URL", hide_env_values = true, help_heading = FLEET)]
    nats_url: Option<Destination>,
    /// Register the server with this MCP registry
    #[arg(long, value_name = "URL", env = "MCP_REGISTRY_URL", hide_env_values = true, help_heading = FLEET)]
    mcp_registry_url: Option<Destination>,
    /// Register the server with this agent registry
    #[arg(long, value_name = "URL", env = "AGENT_REGISTRY_URL", hide_env_values = true, help_heading = FLEET)]
    agent_registry_url: Option<Destination>,
    /// Who runs the agent, in announcements
    #[arg(long, value_name = "ID", env = "OPERATOR_ID", default_value = "default-operator", help_heading = FLEET)]
    operator_id: String,
    /// What the agent is for, in announcements
    #[arg(long, value_name = "ID", env = "ROLE_ID", default_value = "agent", help_heading = FLEET)]
    role_id: String,
    /// Options whose addresses may hold a secret and stand on the command line.
    #[arg(skip)]
    in_sight: Vec<&'static str>,
}

/// The options that take addresses, with the names that clap knows them by.
const ADDRESSES: [(&str, &str); 4] = [
    ("announce", "--announce"),
    ("nats_url", "--nats-url"),
    ("mcp_registry_url", "--mcp-registry-url"),
    ("agent_registry_url", "--agent-registry-url"),
];

impl FleetArguments {
    /// Notes which addresses everybody on the machine can read.
    pub(super) fn look_for_secrets(&mut self, matches: &clap::ArgMatches) {
        let is_in_sight = |id: &str| {
            matches.value_source(id) == Some(ValueSource::CommandLine)
                && matches
                    .get_many::<Destination>(id)
                    .is_some_and(|mut given| given.any(Destination::may_be_secret))
        };
        let in_sight = ADDRESSES.iter().filter(|(id, _)| is_in_sight(id));
        self.in_sight = in_sight.map(|(_, option)| *option).collect();
    }

    /// The options with a secret that whoever lists processes can see.
    #[must_use]
    pub fn in_sight(&self) -> &[&'static str] {
        &self.in_sight
    }

    /// Where metrics are served.
    #[must_use]
    pub fn metrics(&self) -> Option<SocketAddr> {
        self.metrics_addr
    }

    /// All who are told.
    #[must_use]
    pub fn destinations(&self) -> Vec<Destination> {
        let events = self.announce.iter().chain(&self.nats_url).cloned();
        let registries = self.mcp_registry_url.iter().chain(&self.agent_registry_url);
        events
            .chain(registries.cloned().map(Destination::registry))
            .collect()
    }

    /// How often the server is registered anew.
    #[must_use]
    pub fn announce_every(&self) -> Duration {
        self.announce_every
    }

    /// Who is speaking, for a server of this name on this machine.
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
