//! Serves everything to agents over the Model Context Protocol.
//!
//! A tool is a thin wrapper around the function of the corresponding subcommand ([`sitemap_tools`],
//! [`page_tools`], [`audit_tools`], [`submission_tools`]); its failures have the same texts, except
//! for flags and commands ([`wording`]). [`mod@serve`] uses standard input and output, [`http`]
//! HTTP.
//!
//! # Guarantees
//! - Standard output carries the protocol and nothing else.
//! - What changes something at Google is not there unless it was allowed at the start.
//! - One token is minted for all calls.

mod answer;
mod arguments;
mod audit_tools;
mod http;
mod http_limits;
mod page_tools;
mod paging;
mod params;
mod prompts;
mod resources;
mod results;
mod schema;
mod serve;
mod server;
mod server_state;
mod sitemap_tools;
mod submission_tools;
mod summary;
mod tool_failure;
mod waiting;
mod wording;

pub(crate) use serve::serve;
