//! Turns the source's bytes into the document's: gzip by content, UTF-8 out of other encodings, bounded.

mod fault;
mod gzip;
mod input;
mod layers;
mod source;
mod transcode;

pub(crate) use input::{End, Input};
pub(crate) use transcode::is_decoded;
