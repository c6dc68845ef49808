//! Commands that the guard runs after a server process has ended.

use std::ffi::OsString;
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// Maximum duration of all exit commands of one process together.
pub(super) const EXIT_COMMANDS_TIME: Duration = Duration::from_secs(10);

/// A command with its arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExitCommand(Vec<OsString>);

impl ExitCommand {
    /// A command of these words.
    #[must_use]
    pub fn new(words: Vec<OsString>) -> Self {
        Self(words)
    }

    /// A line for the shell.
    #[must_use]
    pub fn shell(line: impl Into<OsString>) -> Self {
        Self(vec!["sh".into(), "-c".into(), line.into()])
    }

    /// Starts the command in a process group of its own, so that signals for the server do not reach
    /// it. What it prints goes to `stderr`.
    pub(super) fn start(&self, stderr: Option<&OwnedFd>) -> io::Result<Child> {
        let output = || {
            let copy = stderr.and_then(|stderr| stderr.try_clone().ok());
            copy.map_or_else(Stdio::null, Stdio::from)
        };
        let Some((program, arguments)) = self.0.split_first() else {
            return Err(io::ErrorKind::InvalidInput.into());
        };
        Command::new(program)
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(output())
            .stderr(output())
            .process_group(0)
            .spawn()
    }
}

/// Arguments that pass the commands to a guard: their number, then each with its length before it.
pub(super) fn encode(commands: &[ExitCommand]) -> Vec<OsString> {
    let mut words: Vec<OsString> = vec![commands.len().to_string().into()];
    for ExitCommand(command) in commands {
        words.push(command.len().to_string().into());
        words.extend_from_slice(command);
    }
    words
}

/// Takes the commands from the arguments of a guard; `None` if they are not well-formed.
pub(super) fn decode(arguments: &mut impl Iterator<Item = OsString>) -> Option<Vec<ExitCommand>> {
    let mut commands = Vec::new();
    for _ in 0..number(arguments)? {
        let length = number(arguments)?;
        let words: Vec<_> = arguments.by_ref().take(length).collect();
        (words.len() == length).then(|| commands.push(ExitCommand(words)))?;
    }
    Some(commands)
}

fn number(arguments: &mut impl Iterator<Item = OsString>) -> Option<usize> {
    arguments.next()?.to_str()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_pass_through_arguments() {
        let commands = [
            ExitCommand::shell("echo a b"),
            ExitCommand::new(vec!["3".into(), "".into()]),
        ];
        for commands in [&commands[..], &[]] {
            let mut words = encode(commands);
            words.push("server".into());
            let mut words = words.into_iter();
            assert_eq!(decode(&mut words).as_deref(), Some(commands));
            assert_eq!(words.next(), Some("server".into()));
        }
        let broken = ["1", "3", "a"].map(OsString::from);
        assert_eq!(decode(&mut broken.into_iter()), None);
    }
}
