//! The HTTP/1.1 server, including faults on the connection level.

mod accept;
mod body;
mod connection;
mod exchange;
mod request_body;

pub(crate) use accept::serve;
