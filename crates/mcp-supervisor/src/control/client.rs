//! Finds running supervisors and sends them requests.

use std::io::{self, BufRead as _, BufReader, ErrorKind, Read as _, Write as _};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::directory::check;
use super::protocol::{Report, Request, Response};
use super::socket::parse_file_name;

/// Time limit for the response of a supervisor.
const RESPONSE_TIME: Duration = Duration::from_secs(2);
/// Maximum length of a response, in bytes.
const LONGEST: u64 = 64 * 1024;

/// A supervisor that has a control socket.
#[derive(Debug)]
pub struct Found {
    /// Process id of the supervisor.
    pub supervisor: u32,
    /// Name of the server; without a report, an abbreviation of it.
    pub name: String,
    /// The status; `None` if it did not respond in time.
    pub report: Option<Report>,
    path: PathBuf,
}

impl Found {
    /// True if `wanted` is the server's name or the supervisor's process id.
    #[must_use]
    pub fn is_named(&self, wanted: &str) -> bool {
        self.name == wanted || self.supervisor.to_string() == wanted
    }
}

/// Supervisors with a socket in these directories, by name. Sockets without a listening process are
/// removed.
#[must_use]
pub fn find(directories: &[PathBuf]) -> Vec<Found> {
    let mut found = Vec::new();
    // Sockets of other users are not trusted.
    for directory in directories.iter().filter(|path| check(path).is_ok()) {
        let Ok(entries) = std::fs::read_dir(directory) else {
            continue;
        };
        for path in entries.flatten().map(|entry| entry.path()) {
            found.extend(query(&path));
        }
    }
    found.sort_by(|one, other| (&one.name, one.supervisor).cmp(&(&other.name, other.supervisor)));
    found
}

fn query(path: &Path) -> Option<Found> {
    let (name, supervisor) = parse_file_name(path)?;
    let report = match exchange(path, Request::Status) {
        Ok(Response::Status(report)) => Some(report),
        Err(error) if error.kind() == ErrorKind::ConnectionRefused => {
            let _ = std::fs::remove_file(path);
            return None;
        }
        Err(error) if error.kind() == ErrorKind::NotFound => return None,
        Ok(Response::Error(_)) | Err(_) => None,
    };
    let known = report.as_ref().map(|report| report.name.clone());
    Some(Found {
        supervisor,
        name: known.unwrap_or_else(|| name.to_owned()),
        report,
        path: path.to_owned(),
    })
}

/// Sends a request to a supervisor.
///
/// # Errors
///
/// It does not respond in time, or not with a response.
pub fn request(to: &Found, request: Request) -> io::Result<Response> {
    exchange(&to.path, request)
}

fn exchange(path: &Path, request: Request) -> io::Result<Response> {
    let mut stream = UnixStream::connect(path)?;
    stream.set_read_timeout(Some(RESPONSE_TIME))?;
    stream.set_write_timeout(Some(RESPONSE_TIME))?;
    let mut line = serde_json::to_vec(&request)?;
    line.push(b'\n');
    stream.write_all(&line)?;
    let mut response = Vec::new();
    BufReader::new(stream.take(LONGEST)).read_until(b'\n', &mut response)?;
    Ok(serde_json::from_slice(&response)?)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::DirBuilderExt as _;
    use std::os::unix::net::UnixListener;

    use super::*;

    #[test]
    fn a_stale_socket_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        let directory = folder.path().join("sockets");
        std::fs::DirBuilder::new()
            .mode(0o700)
            .create(&directory)
            .unwrap();
        let (stale, other) = (directory.join("old-1.sock"), directory.join("notes"));
        drop(UnixListener::bind(&stale).unwrap());
        std::fs::write(&other, "").unwrap();
        assert!(find(&[directory, "/nowhere".into()]).is_empty());
        assert!(!stale.exists() && other.exists());
    }
}
