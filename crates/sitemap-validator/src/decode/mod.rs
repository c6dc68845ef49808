//! Turns the source's bytes into the document's: gzip by content, bounded.

mod fault;
mod gzip;
mod input;
mod layers;
mod source;

pub(crate) use input::{End, Input};
