//! Fetches and validates a site's sitemap, submits it to search engines, and confirms that they
//! recorded it.
//!
//! The crate of the command; reusable parts are in `sitemap-validator` and `search-console`. Only
//! the items that the binary and the tests of the documentation need are public.
//!
//! # Layers
//! Imports go downwards only: `cli` and `mcp` → `app`, `render` → `engine`, `index`, `site` →
//! `store` → [`model`].

pub mod cli;
pub mod model;

mod app;
mod engine;
mod index;
mod mcp;
mod render;
mod site;
mod store;

use std::ffi::OsString;

use crate::app::ServeOptions;
use crate::app::runtime::with_runtime;
use crate::cli::{Next, print_failure};
use crate::model::ExitCode;

/// Runs the command line `arguments`, the first of which is the program's name.
pub fn main(arguments: impl Iterator<Item = OsString>) -> std::process::ExitCode {
    let code = match cli::run(arguments) {
        Next::Exit(code) => code,
        Next::Serve(options) => serve(options),
    };
    code.into()
}

/// Runs the MCP server. Standard output is reserved for the protocol, so failures go to standard
/// error.
fn serve(options: ServeOptions) -> ExitCode {
    let served = with_runtime(
        cli::settings::named_roots(),
        async |clients, mut shutdown| mcp::serve(options, clients, &mut shutdown).await,
    );
    served.unwrap_or_else(print_failure)
}
