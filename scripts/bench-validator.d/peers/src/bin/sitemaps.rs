//! Parses a file with the crate `sitemaps`.

use std::fs::File;
use std::io::BufReader;

use sitemaps::SitemapsFile;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args_os().nth(1).ok_or("which file?")?;
    let file = SitemapsFile::read(BufReader::new(File::open(path)?));
    println!("{}", file.is_ok());
    Ok(())
}
