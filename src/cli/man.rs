//! `man`: prints the manual, with a page for the command and for each subcommand.

use std::io::{self, Write};

use clap_mangen::Man;

use crate::model::ExitCode;

/// The pages, one after the other, as `man` reads them.
///
/// # Errors
/// Never in practice, since it writes to memory.
pub(crate) fn man() -> io::Result<Vec<u8>> {
    let mut command = super::command().disable_help_subcommand(true);
    command.build();
    let mut pages = Vec::new();
    let whole = Man::new(command.clone());
    whole.render_title(&mut pages)?;
    whole.render_name_section(&mut pages)?;
    whole.render_synopsis_section(&mut pages)?;
    whole.render_description_section(&mut pages)?;
    whole.render_options_section(&mut pages)?;
    whole.render_subcommands_section(&mut pages)?;
    write_exit_status(&mut pages)?;
    for subcommand in command.get_subcommands() {
        let title = format!("{}-{}", command.get_name(), subcommand.get_name());
        Man::new(subcommand.clone())
            .title(title)
            .render(&mut pages)?;
    }
    Ok(pages)
}

fn write_exit_status(page: &mut Vec<u8>) -> io::Result<()> {
    writeln!(page, ".SH \"EXIT STATUS\"")?;
    for code in ExitCode::ALL {
        let meaning = code.meaning().replace('`', "").replace('-', "\\-");
        writeln!(page, ".TP\n\\fB{}\\fR\n{meaning}", code.code())?;
    }
    Ok(())
}
