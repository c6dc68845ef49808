//! Internal roles in which the program starts itself.

use std::io;
use std::os::unix::process::CommandExt as _;
use std::process::Command;

use rustix::process::getpid;

/// First argument that starts this program as a guard; internal.
pub const GUARD: &str = "__guard";
/// First argument that starts it as the guard below the first one; internal.
pub const SECOND_GUARD: &str = "__second-guard";
/// First argument that makes this program replace itself with a server; internal.
pub const EXEC: &str = "__exec";

/// First argument that makes this program remove the containers of a server process; internal.
pub const REMOVE_CONTAINERS: &str = "__remove-containers";

/// First argument that makes this program the connection with a remote server; internal.
pub const CONNECT: &str = "__connect";

/// Path of this program, also where its file was replaced by a newer one since.
///
/// # Errors
///
/// The system does not know it.
pub fn this_program() -> io::Result<std::path::PathBuf> {
    if cfg!(target_os = "linux") {
        return Ok("/proc/self/exe".into());
    }
    std::env::current_exe()
}

/// `name` is the name that `ps` prints and `pkill -f` matches.
pub(super) fn this_program_as(role: &str, name: &str) -> io::Result<Command> {
    let mut command = Command::new(this_program()?);
    command
        .arg0(name)
        .arg(role)
        .arg(getpid().as_raw_nonzero().to_string());
    Ok(command)
}
