//! The four states of a page.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// State of a page in Google's index.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum IndexState {
    /// In the index.
    Indexed,
    /// Not in the index yet: unknown, discovered, or crawled and waiting.
    Pending,
    /// Not indexed on purpose: another page is canonical, or the page has noindex.
    Excluded,
    /// Not indexed because of an error.
    Error,
}

impl IndexState {
    /// All states, from the best to the worst.
    pub(crate) const ALL: [Self; 4] = [Self::Indexed, Self::Pending, Self::Excluded, Self::Error];

    /// The word in reports and in the store.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Indexed => "indexed",
            Self::Pending => "pending",
            Self::Excluded => "excluded",
            Self::Error => "error",
        }
    }
}
