//! The client of a container engine, for tests: passes its command line to the engine behind the
//! socket in `DOCKER_STUB`, and connects its own standard input and output with the container.
//!
//! Like the real client it is not the parent of the container: killing it does not end the container.
#![expect(clippy::print_stderr, reason = "errors of the client")]

use std::io::{self, Read as _, Write as _};
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::process::ExitCode;

use serde_json::json;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("docker: {error}");
            ExitCode::from(125)
        }
    }
}

fn run() -> io::Result<()> {
    #[expect(clippy::disallowed_methods, reason = "a program of the tests")]
    let socket = std::env::var_os("DOCKER_STUB").unwrap_or_default();
    let mut engine = UnixStream::connect(socket)?;
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    engine.write_all(format!("{}\n", json!(arguments)).as_bytes())?;
    // The engine rejects with a single byte, so that everything else is the container's output.
    let mut is_refused = [0];
    engine.read_exact(&mut is_refused)?;
    if is_refused[0] != 0 {
        let mut reason = String::new();
        engine.read_to_string(&mut reason)?;
        return Err(io::Error::other(reason));
    }
    let mut input = engine.try_clone()?;
    if arguments.first().is_some_and(|command| command == "run") {
        std::thread::spawn(move || {
            let _ = copy(&mut io::stdin(), &mut input);
            let _ = input.shutdown(Shutdown::Write);
        });
    }
    copy(&mut engine, &mut io::stdout())
}

/// Copies available data without waiting for more.
fn copy(from: &mut impl io::Read, to: &mut impl io::Write) -> io::Result<()> {
    let mut bytes = [0; 4_096];
    loop {
        let count = from.read(&mut bytes)?;
        if count == 0 {
            return Ok(());
        }
        to.write_all(&bytes[..count])?;
        to.flush()?;
    }
}
