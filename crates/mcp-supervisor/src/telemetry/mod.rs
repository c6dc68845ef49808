//! Exports a span and a duration for each request over OTLP, if that is enabled.
//!
//! Recording costs the event loop a message to the SDK's own threads, which drop what they cannot
//! export in time. Their requests are sent on the [background](crate::background) thread.
//!
//! Names follow the semantic conventions for MCP:
//! <https://opentelemetry.io/docs/specs/semconv/gen-ai/mcp/>

mod exporter;
mod transport;

pub use exporter::{Service, Telemetry, TelemetryError};
pub use transport::Exports;
