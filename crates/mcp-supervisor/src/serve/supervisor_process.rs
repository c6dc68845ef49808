//! A supervisor with its server, as a process with lines on its standard input and output.

use std::ffi::OsString;
use std::io;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::time::timeout;

use crate::process::this_program;

/// Variable with the token of HTTP, which is not for servers.
const TOKEN: &str = "MCP_SUPERVISOR_TOKEN";

/// Time to end after the input is closed; beyond the waits of a stop sequence.
const END_TIME: Duration = Duration::from_secs(30);

/// A supervisor. Its messages are read with [`LineSource`].
#[derive(Debug)]
pub(super) struct SupervisorProcess {
    child: Child,
    input: Option<ChildStdin>,
}

/// Lines on the standard output of a supervisor.
pub(super) type LineSource = Lines<BufReader<ChildStdout>>;

impl SupervisorProcess {
    /// Starts this program with a command line, whose first word is its name.
    pub(super) fn start(command_line: &[OsString]) -> io::Result<(Self, LineSource)> {
        let mut child = Command::new(this_program()?)
            .args(command_line.iter().skip(1))
            .env_remove(TOKEN)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // A terminal's signals are for the process that serves.
            .process_group(0)
            .spawn()?;
        let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(io::ErrorKind::BrokenPipe.into());
        };
        let process = Self {
            child,
            input: Some(input),
        };
        Ok((process, BufReader::new(output).lines()))
    }

    /// Writes a message, which must be on one line.
    pub(super) async fn write(&mut self, line: &[u8]) -> io::Result<()> {
        let Some(input) = &mut self.input else {
            return Err(io::ErrorKind::BrokenPipe.into());
        };
        input.write_all(line).await?;
        input.write_all(b"\n").await?;
        input.flush().await
    }

    /// Closes the input and waits until the server has ended.
    pub(super) async fn end(mut self) {
        drop(self.input.take());
        if timeout(END_TIME, self.child.wait()).await.is_err() {
            // Its guards end the server.
            let _ = self.child.kill().await;
        }
    }
}
