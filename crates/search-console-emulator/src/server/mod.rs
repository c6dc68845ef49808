//! Serves HTTP/1.1 on a loopback socket, down to the misbehaviour of single connections.

mod accept;
mod body;
mod connection;
mod exchange;
mod request_body;

pub(crate) use accept::serve;
