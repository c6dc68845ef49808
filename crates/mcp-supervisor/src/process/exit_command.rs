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
    /// A command of these arguments.
    #[must_use]
    pub fn new(argv: Vec<OsString>) -> Self {
        Self(argv)
    }

    /// A shell command line.
    #[must_use]
    pub fn shell(line: impl Into<OsString>) -> Self {
        Self(vec!["sh".into(), "-c".into(), line.into()])
    }

    /// Starts the command in its own process group, so that signals for the server do not reach it.
    /// Its output goes to `stderr`.
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

/// Arguments that pass the commands to a guard: their number, then the length and the arguments of
/// each.
pub(super) fn encode(commands: &[ExitCommand]) -> Vec<OsString> {
    let mut argv: Vec<OsString> = vec![commands.len().to_string().into()];
    for ExitCommand(command) in commands {
        argv.push(command.len().to_string().into());
        argv.extend_from_slice(command);
    }
    argv
}

/// Takes the commands from the arguments of a guard; `None` if they are not well-formed.
pub(super) fn decode(arguments: &mut impl Iterator<Item = OsString>) -> Option<Vec<ExitCommand>> {
    let mut commands = Vec::new();
    for _ in 0..number(arguments)? {
        let length = number(arguments)?;
        let argv: Vec<_> = arguments.by_ref().take(length).collect();
        (argv.len() == length).then(|| commands.push(ExitCommand(argv)))?;
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
            let mut argv = encode(commands);
            argv.push("server".into());
            let mut argv = argv.into_iter();
            assert_eq!(decode(&mut argv).as_deref(), Some(commands));
            assert_eq!(argv.next(), Some("server".into()));
        }
        let broken = ["1", "3", "a"].map(OsString::from);
        assert_eq!(decode(&mut broken.into_iter()), None);
    }
}
