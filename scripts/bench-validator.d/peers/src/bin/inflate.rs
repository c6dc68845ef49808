//! Decompresses a gzip file in pieces and counts the bytes.

use std::fs::File;
use std::io::{BufReader, Read};

use flate2::bufread::GzDecoder;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args_os().nth(1).ok_or("which file?")?;
    let mut decoder = GzDecoder::new(BufReader::with_capacity(32 << 10, File::open(path)?));
    let (mut piece, mut bytes) = (vec![0; 64 << 10], 0_u64);
    loop {
        match decoder.read(&mut piece)? {
            0 => break,
            count => bytes += count as u64,
        }
    }
    println!("{bytes}");
    Ok(())
}
