//! Parses a file with the crate `sitemapo`.

use std::fs::File;
use std::io::BufReader;

use sitemapo::Parser;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args_os().nth(1).ok_or("which file?")?;
    let parser = Parser::new(BufReader::with_capacity(64 << 10, File::open(path)?));
    println!("{}", parser.filter(Result::is_ok).count());
    Ok(())
}
