//! The `sitemap-submit` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    sitemap_submit::main(std::env::args_os())
}
