//! Pages by state on one day.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use super::IndexState;

/// The pages by state at the end of one day, UTC.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct Point {
    /// The day.
    #[schemars(with = "String")]
    pub(crate) day: Date,
    /// In the index.
    pub(crate) indexed: u64,
    /// Not in the index yet.
    pub(crate) pending: u64,
    /// Excluded by design.
    pub(crate) excluded: u64,
    /// Not indexed because of an error.
    pub(crate) error: u64,
}

impl Point {
    /// The pages in `state`.
    pub(crate) const fn of(&self, state: IndexState) -> u64 {
        match state {
            IndexState::Indexed => self.indexed,
            IndexState::Pending => self.pending,
            IndexState::Excluded => self.excluded,
            IndexState::Error => self.error,
        }
    }
}
