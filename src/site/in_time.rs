//! Reads that end at a deadline.

use std::io::{self, Read};

use net::Deadline;

/// Reads until the deadline, so that no thread continues after the report.
pub(super) struct InTime<Source> {
    source: Source,
    deadline: Deadline,
}

impl<Source> InTime<Source> {
    pub(super) const fn new(source: Source, deadline: Deadline) -> Self {
        Self { source, deadline }
    }
}

impl<Source: Read> Read for InTime<Source> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.deadline.has_passed() {
            return Err(too_late());
        }
        self.source.read(buffer)
    }
}

fn too_late() -> io::Error {
    io::Error::new(
        io::ErrorKind::TimedOut,
        "the deadline passed before it was read",
    )
}

/// Waits for `work` until the deadline. A blocked read, such as from an idle pipe, is abandoned; it
/// ends with the process.
pub(super) async fn in_time<T>(
    deadline: Deadline,
    work: impl Future<Output = io::Result<T>>,
) -> io::Result<T> {
    tokio::time::timeout_at(deadline.at(), work)
        .await
        .unwrap_or_else(|_| Err(too_late()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn nothing_is_read_after_the_deadline() {
        let deadline = Deadline::after(Duration::from_secs(600));
        let mut source = InTime::new(io::repeat(0), deadline);
        assert_eq!(source.read(&mut [0; 2]).unwrap(), 2);
        source.deadline = Deadline::after(Duration::ZERO);
        let error = source.read(&mut [0; 2]).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
    }
}
