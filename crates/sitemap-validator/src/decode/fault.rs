//! Remembers what went wrong below the document, past readers that only know `io::Error`.

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
    /// There are more layers than are read.
    Nested,
    /// The compressed data is larger than is read.
    TooLarge,
}

impl Fault {
    /// True if the document lacks its end.
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
    /// Notes a fault of the data.
    pub(crate) fn add(&self, fault: Fault) {
        self.0.borrow_mut().of_data.push(fault);
    }

    /// Notes that the source failed, so that no layer takes its error for one of the data.
    pub(crate) fn source_failed(&self) {
        self.0.borrow_mut().source_failed = true;
    }

    /// True if the source failed.
    pub(crate) fn has_source_failed(&self) -> bool {
        self.0.borrow().source_failed
    }

    /// True if a fault was noted that ends the document early.
    pub(crate) fn is_cut(&self) -> bool {
        self.0.borrow().of_data.iter().any(Fault::cuts)
    }

    /// The faults of the data, in the order of their discovery.
    pub(crate) fn take(&self) -> Vec<Fault> {
        std::mem::take(&mut self.0.borrow_mut().of_data)
    }
}
