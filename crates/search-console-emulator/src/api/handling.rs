//! Says how a call is to be handled when a fault befalls it.

use crate::state::View;

/// How a call is to be handled, other than as usual.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Handling {
    Usual,
    /// Answer as usual, and change nothing.
    Forget,
    /// Show sitemaps as before their last submission.
    Stale,
    /// Show sitemaps as downloaded and not processed yet.
    Processing,
}

impl Handling {
    /// Whether changes are to be made.
    pub(crate) fn changes(self) -> bool {
        self != Self::Forget
    }

    pub(crate) fn view(self) -> View {
        match self {
            Self::Stale => View::BeforeLastSubmission,
            Self::Usual | Self::Forget | Self::Processing => View::Current,
        }
    }
}
