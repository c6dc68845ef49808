//! Reports violations at ranges of the bytes in memory.

use std::ops::Range;

use crate::diagnostics::Diagnostics;
use crate::draft::Draft;
use crate::rules::Rule;
use crate::window::Window;

/// The bytes in memory, and the collector of violations.
pub(crate) struct Reporter<'step> {
    pub(crate) window: &'step Window,
    pub(crate) diagnostics: &'step mut Diagnostics,
}

impl Reporter<'_> {
    /// Reports a violation at a range.
    pub(crate) fn at(
        &mut self,
        rule: &'static Rule,
        range: Range<u64>,
        draft: impl FnOnce() -> Draft,
    ) {
        self.diagnostics.at(rule, self.window, range, draft);
    }
}
