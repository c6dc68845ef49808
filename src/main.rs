//! The `sitemap-submit` command.

fn main() {}
