//! `man`: the manual, a page for the command and one for each subcommand.

use std::io;

use clap::CommandFactory;
use clap_mangen::Man;

use crate::cli::Cli;

/// The pages, one after the other, as `man` reads them.
///
/// # Errors
/// Never in practice: it writes to memory.
pub(crate) fn man() -> io::Result<Vec<u8>> {
    let mut command = Cli::command().disable_help_subcommand(true);
    command.build();
    let mut pages = Vec::new();
    Man::new(command.clone()).render(&mut pages)?;
    for subcommand in command.get_subcommands() {
        let title = format!("{}-{}", command.get_name(), subcommand.get_name());
        Man::new(subcommand.clone())
            .title(title)
            .render(&mut pages)?;
    }
    Ok(pages)
}
