//! The listening side of the control socket; never blocks.

use std::io::{self, Read as _, Write as _};
use std::os::fd::{AsFd as _, BorrowedFd};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::directory::{DirectoryError, prepare};
use super::protocol::{Request, Response};

/// Maximum number of concurrent connections; others wait.
const MOST_CONNECTIONS: usize = 8;
/// Maximum length of a request, in bytes.
const LONGEST: usize = 4_096;
/// Time limit for a request to arrive.
const REQUEST_TIME: Duration = Duration::from_secs(5);
/// Maximum number of characters of the server's name in the socket's name, since the path of a
/// socket is limited.
const NAME_LENGTH: usize = 32;
/// Extension of sockets.
pub(super) const EXTENSION: &str = "sock";
/// Extension of a socket that does not listen yet.
const UNREADY_EXTENSION: &str = "new";

/// Error of creating the control socket.
#[derive(Debug, thiserror::Error)]
pub enum ControlError {
    /// No directory can be used.
    #[error(transparent)]
    Directory(#[from] DirectoryError),
    /// The socket cannot be created.
    #[error("failed to create the socket {}", .0.display())]
    Socket(PathBuf, #[source] io::Error),
    /// No directory was given.
    #[error("no runtime directory is available")]
    NoDirectory,
}

/// Control socket of this process; its file is removed with it.
#[derive(Debug)]
pub struct ControlSocket {
    name: String,
    path: PathBuf,
    listener: UnixListener,
    connections: Vec<Connection>,
}

#[derive(Debug)]
struct Connection {
    stream: UnixStream,
    bytes: Vec<u8>,
    deadline: Instant,
}

/// State of a connection after reading.
enum Progress {
    Waits,
    Line,
    Over,
}

impl ControlSocket {
    /// Listens in the first of these directories that can be used, for the server `name`.
    ///
    /// # Errors
    ///
    /// None of them can be used; the error is that of the last one.
    pub fn listen(directories: &[PathBuf], name: &str) -> Result<Self, ControlError> {
        let mut failure = ControlError::NoDirectory;
        for directory in directories {
            match Self::listen_in(directory, name) {
                Ok(socket) => return Ok(socket),
                Err(error) => failure = error,
            }
        }
        Err(failure)
    }

    fn listen_in(directory: &Path, name: &str) -> Result<Self, ControlError> {
        prepare(directory)?;
        let path = directory.join(file_name(name, std::process::id()));
        let failed = |error| ControlError::Socket(path.clone(), error);
        // An earlier process with the same id may have left its socket.
        let _ = std::fs::remove_file(&path);
        // Under its final name, a socket that refuses connections counts as stale and is removed.
        let unready = path.with_extension(UNREADY_EXTENSION);
        let _ = std::fs::remove_file(&unready);
        let listener = UnixListener::bind(&unready).map_err(failed)?;
        listener.set_nonblocking(true).map_err(failed)?;
        std::fs::rename(&unready, &path).map_err(failed)?;
        Ok(Self {
            name: name.to_owned(),
            path,
            listener,
            connections: Vec::new(),
        })
    }

    /// Name of the server.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Descriptors that are readable when there is something to do.
    pub fn descriptors(&self) -> impl Iterator<Item = BorrowedFd<'_>> {
        let has_room = self.connections.len() < MOST_CONNECTIONS;
        let listener = has_room.then(|| self.listener.as_fd());
        let streams = self.connections.iter().map(|known| known.stream.as_fd());
        listener.into_iter().chain(streams)
    }

    /// Time at which a slow connection is closed.
    #[must_use]
    pub fn next_deadline(&self) -> Option<Instant> {
        self.connections.iter().map(|known| known.deadline).min()
    }

    /// Accepts connections and reads requests. Returns the connections whose request is complete.
    pub fn receive(&mut self, now: Instant) -> Vec<PendingRequest> {
        while self.connections.len() < MOST_CONNECTIONS
            && let Ok((stream, _)) = self.listener.accept()
        {
            if stream.set_nonblocking(true).is_ok() {
                self.connections.push(Connection {
                    stream,
                    bytes: Vec::new(),
                    deadline: now + REQUEST_TIME,
                });
            }
        }
        let mut complete = Vec::new();
        for mut connection in std::mem::take(&mut self.connections) {
            match connection.read(now) {
                Progress::Waits => self.connections.push(connection),
                Progress::Line => complete.push(PendingRequest(connection)),
                Progress::Over => {}
            }
        }
        complete
    }
}

/// A request that waits for its response.
#[derive(Debug)]
pub struct PendingRequest(Connection);

impl PendingRequest {
    /// The request.
    ///
    /// # Errors
    ///
    /// The line is not a request; the error is the response.
    pub fn parse(&self) -> Result<Request, Response> {
        serde_json::from_slice(&self.0.bytes).map_err(|error| Response::Error(error.to_string()))
    }

    /// Sends the response and closes the connection. A response fits into the buffer of a socket.
    pub fn respond(mut self, response: &Response) {
        if let Ok(mut line) = serde_json::to_vec(response) {
            line.push(b'\n');
            let _ = self.0.stream.write_all(&line);
        }
    }
}

impl Connection {
    fn read(&mut self, now: Instant) -> Progress {
        let mut chunk = [0; 1_024];
        loop {
            match self.stream.read(&mut chunk) {
                Ok(0) => return Progress::Over,
                Ok(count) => {
                    let end = chunk[..count].iter().position(|byte| *byte == b'\n');
                    self.bytes.extend_from_slice(&chunk[..end.unwrap_or(count)]);
                    if end.is_some() {
                        return Progress::Line;
                    }
                    if self.bytes.len() > LONGEST {
                        return Progress::Over;
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                Err(_) => return Progress::Over,
            }
        }
        if self.deadline <= now {
            Progress::Over
        } else {
            Progress::Waits
        }
    }
}

impl Drop for ControlSocket {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.path);
    }
}

/// File name of a socket: `NAME-PID.sock`.
fn file_name(name: &str, process: u32) -> String {
    let is_plain = |letter: &char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_');
    let plain: String = name.chars().filter(is_plain).take(NAME_LENGTH).collect();
    let name = if plain.is_empty() { "server" } else { &plain };
    format!("{name}-{process}.{EXTENSION}")
}

/// Name and process id in the file name of a socket.
pub(super) fn parse_file_name(path: &Path) -> Option<(&str, u32)> {
    let stem = path
        .extension()
        .is_some_and(|extension| extension == EXTENSION)
        .then(|| path.file_stem()?.to_str())??;
    let (name, process) = stem.rsplit_once('-')?;
    Some((name, process.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_name_holds_name_and_process() {
        let name = file_name("@scope/my-server é", 12);
        assert_eq!(name, "scopemy-server-12.sock");
        assert_eq!(
            parse_file_name(Path::new(&name)),
            Some(("scopemy-server", 12))
        );
        assert_eq!(file_name("/", 1), "server-1.sock");
        assert_eq!(parse_file_name(Path::new("notes.txt")), None);
    }

    #[test]
    fn a_slow_connection_is_closed_and_a_request_in_pieces_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let directory = folder.path().join("sockets");
        let now = Instant::now();
        let mut socket = ControlSocket::listen(std::slice::from_ref(&directory), "s").unwrap();
        let path = socket.path.clone();
        let _idle = UnixStream::connect(&path).unwrap();
        let mut stream = UnixStream::connect(&path).unwrap();
        stream.write_all(b"{\"command\":").unwrap();
        assert!(socket.receive(now).is_empty());
        stream.write_all(b"\"status\"}\n").unwrap();
        let pending = socket.receive(now).pop().unwrap();
        assert_eq!(pending.parse(), Ok(Request::Status));
        pending.respond(&Response::Error("no".into()));
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        assert_eq!(text, "{\"error\":\"no\"}\n");
        assert_eq!(socket.next_deadline(), Some(now + REQUEST_TIME));
        assert!(socket.receive(now + REQUEST_TIME).is_empty());
        assert_eq!(socket.next_deadline(), None);
        drop(socket);
        assert!(!path.exists());
    }
}
