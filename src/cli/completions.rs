//! `completions`: prints a completion script for a shell.

use clap_complete::Shell;

/// The script for `shell`.
pub(crate) fn completions(shell: Shell) -> Vec<u8> {
    let mut command = super::command();
    let name = command.get_name().to_owned();
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command, name, &mut script);
    script
}
