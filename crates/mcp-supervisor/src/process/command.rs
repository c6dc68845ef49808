//! Command line of a server, with a check if it can be started.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use rustix::fs::{Access, access};

/// A program and its arguments; the environment and the working directory are inherited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerCommand {
    /// A path, or a name to look up in `PATH`.
    pub program: OsString,
    /// Arguments.
    pub arguments: Vec<OsString>,
}

/// Reason why a command cannot be started.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CommandError {
    /// No such file.
    #[error("{} does not exist", .0.display())]
    Missing(PathBuf),
    /// It is not in `PATH`.
    #[error("{} was not found in PATH", .0.display())]
    NotInPath(PathBuf),
    /// It is a directory.
    #[error("{} is a folder", .0.display())]
    Folder(PathBuf),
    /// No permission to run it.
    #[error("{} is not executable (use chmod +x)", .0.display())]
    NotExecutable(PathBuf),
    /// The program that a script names in its first line is missing.
    #[error("{} needs {}, which does not exist", .script.display(), .interpreter.display())]
    NoInterpreter {
        /// The script.
        script: PathBuf,
        /// The interpreter named in its first line.
        interpreter: PathBuf,
    },
}

impl ServerCommand {
    /// Looks up the program as the system does; `path` is the value of `PATH`.
    ///
    /// # Errors
    ///
    /// The program is missing or cannot be executed.
    pub fn check(&self, path: Option<&OsStr>) -> Result<PathBuf, CommandError> {
        let program = Path::new(&self.program);
        if program.components().count() > 1 || program.is_absolute() {
            return runnable(program).map(|()| program.to_owned());
        }
        let mut refused = None;
        for folder in path.map(std::env::split_paths).into_iter().flatten() {
            let candidate = folder.join(program);
            match runnable(&candidate) {
                Ok(()) => return Ok(candidate),
                Err(CommandError::Missing(_) | CommandError::Folder(_)) => {}
                Err(other) => refused = refused.or(Some(other)),
            }
        }
        Err(refused.unwrap_or_else(|| CommandError::NotInPath(program.to_owned())))
    }
}

fn runnable(path: &Path) -> Result<(), CommandError> {
    let Ok(metadata) = fs::metadata(path) else {
        return Err(CommandError::Missing(path.to_owned()));
    };
    if metadata.is_dir() {
        return Err(CommandError::Folder(path.to_owned()));
    }
    if access(path, Access::EXEC_OK).is_err() {
        return Err(CommandError::NotExecutable(path.to_owned()));
    }
    match interpreter(path) {
        Some(interpreter) if !interpreter.exists() => Err(CommandError::NoInterpreter {
            script: path.to_owned(),
            interpreter,
        }),
        _ => Ok(()),
    }
}

/// The interpreter named in the first line, if the file is a script.
fn interpreter(path: &Path) -> Option<PathBuf> {
    let mut start = Vec::new();
    fs::File::open(path)
        .ok()?
        .take(256)
        .read_to_end(&mut start)
        .ok()?;
    let line = start
        .strip_prefix(b"#!")?
        .split(|byte| *byte == b'\n')
        .next()?;
    let line = std::str::from_utf8(line).ok()?;
    line.split_whitespace().next().map(PathBuf::from)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn check(program: &Path) -> Result<PathBuf, CommandError> {
        ServerCommand {
            program: program.into(),
            arguments: Vec::new(),
        }
        .check(None)
    }

    #[test]
    fn reasons_why_a_command_cannot_run_are_distinguished() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("server");
        assert_eq!(check(&file), Err(CommandError::Missing(file.clone())));
        fs::write(&file, "#!/no/such/shell -e\n").unwrap();
        assert_eq!(check(&file), Err(CommandError::NotExecutable(file.clone())));
        fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
        assert_eq!(
            check(&file),
            Err(CommandError::NoInterpreter {
                script: file.clone(),
                interpreter: "/no/such/shell".into()
            })
        );
        fs::write(&file, "#! /bin/sh\n").unwrap();
        assert_eq!(check(&file), Ok(file));
        assert_eq!(
            check(folder.path()),
            Err(CommandError::Folder(folder.path().to_owned()))
        );
    }

    #[test]
    fn a_name_is_looked_for_in_the_path() {
        let command = ServerCommand {
            program: "sh".into(),
            arguments: Vec::new(),
        };
        let found = command
            .check(Some(OsStr::new("/nowhere:/bin:/usr/bin")))
            .unwrap();
        assert_eq!(found, Path::new("/bin/sh"));
        let error = command.check(Some(OsStr::new("/nowhere"))).unwrap_err();
        assert_eq!(error.to_string(), "sh was not found in PATH");
    }
}
