//! Serves metrics for Prometheus and probes for Kubernetes.
//!
//! Recording costs the event loop a few atomic additions; requests are served on the background
//! thread.

mod endpoint;
mod exposition;
mod recorder;
mod requests;

pub use endpoint::serve;
pub use exposition::Exposition;
pub use recorder::{MetricsError, Recorder, Snapshot};
