//! Serves everything to agents over the Model Context Protocol.
//!
//! A tool is a thin call of what the subcommand of the same purpose does ([`sitemaps`], [`pages`],
//! [`auditing`], [`telling`]); its failures are told in the same words, but for flags and commands ([`wording`]). [`mod@serve`] speaks over standard input and
//! output, [`http`] over HTTP.
//!
//! # Guarantees
//! - Standard output carries the protocol and nothing else.
//! - What changes something at Google is not there unless it was allowed at the start.
//! - One token is minted for all calls.

mod answers;
mod auditing;
mod desk;
mod gate;
mod http;
mod pages;
mod paging;
mod plain_schema;
mod prompts;
mod questions;
mod resources;
mod serve;
mod server;
mod sitemaps;
mod telling;
mod tool_failure;
mod wording;

pub(crate) use serve::serve;
