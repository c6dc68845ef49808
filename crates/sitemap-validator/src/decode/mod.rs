//! Decodes the source: decompresses gzip, converts other encodings to UTF-8, and limits the size.

mod fault;
mod gzip;
mod input;
mod layers;
mod source;
mod transcode;

pub(crate) use input::{End, Input};
pub(crate) use transcode::is_decoded;
