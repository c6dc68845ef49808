//! Runtime directories, in which the control sockets are.
//!
//! A directory is used only if it belongs to the user, is not a symbolic link, and is closed to
//! everyone else: in `/tmp`, another user could have created it first.

use std::ffi::OsString;
use std::fs::{self, DirBuilder};
use std::io::{self, ErrorKind};
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _};
use std::path::{Path, PathBuf};

use rustix::process::getuid;

/// Reason why a runtime directory cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DirectoryError {
    /// It cannot be created or read.
    #[error("failed to use {}", .0.display())]
    Io(PathBuf, #[source] io::Error),
    /// It belongs to another user, is open to others, or is a symbolic link or a file.
    #[error("{} is not a directory that only the current user can enter; remove it", .0.display())]
    NotPrivate(PathBuf),
}

/// Directories of control sockets, the preferred one first; `xdg` is the value of
/// `XDG_RUNTIME_DIR`. All have to be searched, since a supervisor may have been started without
/// that variable.
#[must_use]
pub fn runtime_directories(xdg: Option<OsString>) -> Vec<PathBuf> {
    let xdg = xdg.map(PathBuf::from).filter(|path| path.is_absolute());
    let fallback = format!("/tmp/mcp-supervisor-{}", getuid().as_raw());
    xdg.map(|path| path.join("mcp-supervisor"))
        .into_iter()
        .chain([PathBuf::from(fallback)])
        .collect()
}

/// Creates the directory if it does not exist, and checks it.
pub(super) fn prepare(path: &Path) -> Result<(), DirectoryError> {
    match DirBuilder::new().mode(0o700).create(path) {
        Ok(()) => {}
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
        Err(error) => return Err(DirectoryError::Io(path.to_owned(), error)),
    }
    check(path)
}

/// Checks that only the current user can enter the directory.
pub(super) fn check(path: &Path) -> Result<(), DirectoryError> {
    let metadata =
        fs::symlink_metadata(path).map_err(|error| DirectoryError::Io(path.to_owned(), error))?;
    let is_private =
        metadata.is_dir() && metadata.uid() == getuid().as_raw() && metadata.mode() & 0o077 == 0;
    if is_private {
        Ok(())
    } else {
        Err(DirectoryError::NotPrivate(path.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn a_directory_that_others_can_enter_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sockets");
        prepare(&path).unwrap();
        prepare(&path).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o711)).unwrap();
        assert!(matches!(prepare(&path), Err(DirectoryError::NotPrivate(_))));
        let link = folder.path().join("link");
        std::os::unix::fs::symlink(folder.path(), &link).unwrap();
        assert!(matches!(prepare(&link), Err(DirectoryError::NotPrivate(_))));
        let file = folder.path().join("file");
        fs::write(&file, "").unwrap();
        assert!(matches!(prepare(&file), Err(DirectoryError::NotPrivate(_))));
    }

    #[test]
    fn a_relative_xdg_directory_is_ignored() {
        let fallback = format!("/tmp/mcp-supervisor-{}", getuid().as_raw());
        assert_eq!(
            runtime_directories(Some("run".into())),
            [Path::new(&fallback)]
        );
        assert_eq!(
            runtime_directories(Some("/run/user/1".into())),
            [
                Path::new("/run/user/1/mcp-supervisor"),
                Path::new(&fallback)
            ]
        );
    }
}
