//! Lets Prometheus and Kubernetes ask how a server stands.
//!
//! Counting costs the thread that serves messages a few atomic additions; who asks is answered on a
//! thread of its own.

mod endpoint;
mod exposition;
mod recorder;

pub use endpoint::serve;
pub use exposition::Exposition;
pub use recorder::{MetricsError, Recorder, Snapshot};
