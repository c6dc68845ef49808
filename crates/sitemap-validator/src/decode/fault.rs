//! Records defects of compressed data, since readers can only return `io::Error`.

use std::cell::RefCell;
use std::io;
use std::rc::Rc;

/// Defect of the compressed data.
#[derive(Debug)]
pub(crate) enum Fault {
    /// The data cannot be decompressed further.
    Corrupt(io::Error),
    /// The data ends in the middle.
    Truncated,
    /// Other bytes follow the last member.
    TrailingData,
    /// There are more layers than supported.
    Nested,
    /// The compressed data exceeds the limit.
    TooLarge,
}

impl Fault {
    /// True if the end of the document is missing.
    pub(crate) fn cuts(&self) -> bool {
        !matches!(self, Self::TrailingData)
    }
}

/// Faults shared by all layers of one input.
#[derive(Debug, Clone, Default)]
pub(crate) struct Faults(Rc<RefCell<Noted>>);

#[derive(Debug, Default)]
struct Noted {
    of_data: Vec<Fault>,
    source_failed: bool,
}

impl Faults {
    /// Records a fault of the data.
    pub(crate) fn add(&self, fault: Fault) {
        self.0.borrow_mut().of_data.push(fault);
    }

    /// Records that the source failed, so that its error is not attributed to the data.
    pub(crate) fn source_failed(&self) {
        self.0.borrow_mut().source_failed = true;
    }

    /// True if the source failed.
    pub(crate) fn has_source_failed(&self) -> bool {
        self.0.borrow().source_failed
    }

    /// True if a recorded fault ends the document early.
    pub(crate) fn is_cut(&self) -> bool {
        self.0.borrow().of_data.iter().any(Fault::cuts)
    }

    /// The faults of the data, in the order of their discovery.
    pub(crate) fn take(&self) -> Vec<Fault> {
        std::mem::take(&mut self.0.borrow_mut().of_data)
    }
}
