//! Text format of the metrics.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use prometheus::{Registry, TextEncoder};

use crate::supervisor::Condition;

/// Read side of the metrics; cheap to clone.
#[derive(Debug, Clone)]
pub struct Exposition {
    registry: Registry,
    /// Index of the condition in [`Condition::ALL`].
    condition: Arc<AtomicUsize>,
}

impl Exposition {
    pub(super) fn new(registry: Registry) -> Self {
        Self {
            registry,
            condition: Arc::default(),
        }
    }

    pub(super) fn stands(&self, condition: Condition) {
        let place = Condition::ALL.iter().position(|known| *known == condition);
        self.condition
            .store(place.unwrap_or_default(), Ordering::Relaxed);
    }

    /// Condition of the server.
    #[must_use]
    pub fn condition(&self) -> Condition {
        let place = self.condition.load(Ordering::Relaxed);
        Condition::ALL
            .get(place)
            .copied()
            .unwrap_or(Condition::Starting)
    }

    /// All metrics in the text format of Prometheus.
    ///
    /// <https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format>
    #[must_use]
    pub fn text(&self) -> String {
        // This fails only for families without a metric, which are not gathered.
        TextEncoder::new()
            .encode_to_string(&self.registry.gather())
            .unwrap_or_default()
    }
}
