//! The bare event loop of the XML reader: reads a file in pieces and counts what it holds.

use std::fs::File;
use std::io::BufReader;

use quick_xml::events::Event;
use quick_xml::reader::Reader;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args_os().nth(1).ok_or("which file?")?;
    let mut reader = Reader::from_reader(BufReader::with_capacity(64 << 10, File::open(path)?));
    let (mut buffer, mut events) = (Vec::new(), 0_u64);
    while reader.read_event_into(&mut buffer)? != Event::Eof {
        buffer.clear();
        events += 1;
    }
    println!("{events}");
    Ok(())
}
