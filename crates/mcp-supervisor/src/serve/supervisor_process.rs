//! A supervisor with its server, as a process with lines on its standard input and output.

use std::ffi::OsString;
use std::io;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::sync::mpsc;
use tokio::sync::mpsc::error::SendError;
use tokio::time::timeout;

use crate::process::{TOKEN_VARIABLE, this_program};

/// Time to end after the input is closed; beyond the waits of a stop sequence.
const END_TIME: Duration = Duration::from_secs(30);

/// A supervisor. Its messages are read with [`LineSource`]; reading must go on while its input is full,
/// since a server that cannot write does not read.
#[derive(Debug)]
pub(super) struct SupervisorProcess {
    child: Child,
    /// To the task that writes.
    input: mpsc::Sender<Vec<u8>>,
}

/// Lines on the standard output of a supervisor.
pub(super) type LineSource = Lines<BufReader<ChildStdout>>;

impl SupervisorProcess {
    /// Starts this program with a command line, whose first word is its name.
    pub(super) fn start(command_line: &[OsString]) -> io::Result<(Self, LineSource)> {
        let mut child = Command::new(this_program()?)
            .args(command_line.iter().skip(1))
            .env_remove(TOKEN_VARIABLE)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // A terminal's signals are for the process that serves.
            .process_group(0)
            .spawn()?;
        let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(io::ErrorKind::BrokenPipe.into());
        };
        let (sender, lines) = mpsc::channel(1);
        tokio::spawn(write(input, lines));
        let process = Self {
            child,
            input: sender,
        };
        Ok((process, BufReader::new(output).lines()))
    }

    /// Waits for room for one message, which must be on one line. Fails if the supervisor has ended.
    pub(super) async fn room(&self) -> Result<mpsc::Permit<'_, Vec<u8>>, SendError<()>> {
        self.input.reserve().await
    }

    /// Closes the input and waits until the server has ended.
    pub(super) async fn end(mut self) {
        drop(self.input);
        if timeout(END_TIME, self.child.wait()).await.is_err() {
            // Its guards end the server.
            let _ = self.child.kill().await;
        }
    }
}

/// Writes lines until the channel is closed or the supervisor has ended.
async fn write(mut input: ChildStdin, mut lines: mpsc::Receiver<Vec<u8>>) {
    while let Some(mut line) = lines.recv().await {
        line.push(b'\n');
        if input.write_all(&line).await.is_err() || input.flush().await.is_err() {
            return;
        }
    }
}
