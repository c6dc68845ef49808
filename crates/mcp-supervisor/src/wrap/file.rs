//! Reads and replaces config files.

use std::ffi::OsString;
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::entry::{Change, Outcome};
use super::{json, toml_file};

/// Extension of the copy of a file from before the first change.
const BACKUP: &str = ".before-mcp-supervisor";

/// The changed text and the servers in it.
type EditResult = Result<(String, Vec<Outcome>), WrapError>;

/// Reason why a file was not changed.
#[derive(Debug, thiserror::Error)]
pub enum WrapError {
    /// It cannot be read.
    #[error("failed to read {}", .0.display())]
    Read(PathBuf, #[source] io::Error),
    /// It cannot be written.
    #[error("failed to write {}", .0.display())]
    Write(PathBuf, #[source] io::Error),
    /// It is not JSON or TOML.
    #[error("failed to parse {}: {why}", path.display())]
    Parse {
        /// The file.
        path: PathBuf,
        /// Reason.
        why: String,
    },
}

/// Result of a change.
#[derive(Debug)]
pub struct Edited {
    /// The new content.
    pub text: String,
    /// True if it differs from the old one.
    pub is_changed: bool,
    /// The servers.
    pub servers: Vec<Outcome>,
    /// Copy of the file from before the first change, if one was made or used.
    pub backup: Option<PathBuf>,
}

/// Changes the servers of a file for which `is_selected` is true. With `dry_run`, the file stays as
/// it is.
///
/// # Errors
///
/// The file cannot be read, parsed or written.
pub fn edit_file(
    path: &Path,
    change: &Change,
    is_selected: &dyn Fn(&str) -> bool,
    dry_run: bool,
) -> Result<Edited, WrapError> {
    // The target of a symbolic link is changed, not the link.
    let path = &fs::canonicalize(path).map_err(|error| WrapError::Read(path.to_owned(), error))?;
    let before =
        fs::read_to_string(path).map_err(|error| WrapError::Read(path.to_owned(), error))?;
    let edit = |text: &str, change: &Change| {
        let edited = match path.extension() {
            Some(extension) if extension == "toml" => toml_file::edit(text, change, is_selected),
            _ => json::edit(text, change, is_selected),
        };
        edited.map_err(|why| WrapError::Parse {
            path: path.to_owned(),
            why,
        })
    };
    let (mut text, servers) = edit(&before, change)?;
    let backup = with_suffix(path, BACKUP);
    if *change == Change::Unwrap
        && let Ok(original) = fs::read_to_string(&backup)
        && is_wrapped_from(&original, &before, &edit)
    {
        // Nothing else has changed since, so that even the layout can be restored.
        text = original;
    }
    let is_changed = text != before;
    let mut kept = None;
    if is_changed && !dry_run {
        if matches!(change, Change::Wrap { .. }) {
            // Keep the copy from before an earlier, partial change: it is the original.
            let is_first = edit(&before, &Change::Unwrap)?.0 == before;
            if is_first || !backup.exists() {
                fs::copy(path, &backup).map_err(|error| WrapError::Write(backup.clone(), error))?;
            }
            kept = Some(backup);
        }
        replace(path, &text).map_err(|error| WrapError::Write(path.to_owned(), error))?;
    }
    Ok(Edited {
        text,
        is_changed,
        servers,
        backup: kept,
    })
}

/// True if `wrapped` is `original` with wrapped servers and without other changes.
fn is_wrapped_from(
    original: &str,
    wrapped: &str,
    edit: &dyn Fn(&str, &Change) -> EditResult,
) -> bool {
    let unwrapped = |text: &str| edit(text, &Change::Unwrap).map(|(text, _)| text).ok();
    // A different supervisor program may have been used, so compare both unwrapped.
    let program = "mcp-supervisor".to_owned();
    if unwrapped(original).as_deref() != Some(original) {
        // Some servers in the original were already supervised.
        return false;
    }
    let again = edit(original, &Change::Wrap { program });
    let again = again.ok().and_then(|(text, _)| unwrapped(&text));
    again.is_some() && again == unwrapped(wrapped)
}

/// Replaces the content atomically and keeps the permissions.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    let temporary = with_suffix(path, &format!(".{}.tmp", std::process::id()));
    let written = (|| {
        let mut file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&temporary)?;
        file.set_permissions(fs::metadata(path)?.permissions())?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&temporary, path)
    })();
    if written.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    written
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(suffix);
    name.into()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn wrap() -> Change {
        Change::Wrap {
            program: "/bin/mcp-supervisor".into(),
        }
    }

    #[test]
    fn a_file_is_restored_byte_for_byte() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("mcp.json");
        let original = "{ \"mcpServers\": {\n\t\"a\": { \"command\":\"a\" } // one\n} }";
        fs::write(&path, original).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        let link = folder.path().join("link.json");
        std::os::unix::fs::symlink(&path, &link).unwrap();
        let edited = edit_file(&link, &wrap(), &|_| true, true).unwrap();
        assert!(edited.is_changed && fs::read_to_string(&path).unwrap() == original);
        let edited = edit_file(&link, &wrap(), &|_| true, false).unwrap();
        let backup = edited.backup.unwrap();
        assert_eq!(fs::read_to_string(&backup).unwrap(), original);
        assert_eq!(fs::read_to_string(&path).unwrap(), edited.text);
        assert_eq!(
            fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o600
        );
        assert!(link.is_symlink());
        edit_file(&link, &Change::Unwrap, &|_| true, false).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), original);
    }

    #[test]
    fn a_server_that_was_added_later_is_unwrapped_as_well() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("mcp.json");
        fs::write(
            &path,
            r#"{"mcpServers": {"a": {"command": "a"}, "b": {"command": "b"}}}"#,
        )
        .unwrap();
        let original = fs::read_to_string(&path).unwrap();
        edit_file(&path, &wrap(), &|name| name == "a", false).unwrap();
        let edited = edit_file(&path, &wrap(), &|_| true, false).unwrap();
        let backup = fs::read_to_string(edited.backup.unwrap()).unwrap();
        assert_eq!(backup, original);
        edit_file(&path, &Change::Unwrap, &|_| true, false).unwrap();
        let text = fs::read_to_string(&path).unwrap();
        assert!(!text.contains("supervisor"), "{text}");
    }

    #[test]
    fn changes_since_the_backup_are_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("mcp.json");
        fs::write(
            &path,
            r#"{"mcpServers": {"a": {"command": "a", "args": ["1"]}}}"#,
        )
        .unwrap();
        let edited = edit_file(&path, &wrap(), &|_| true, false).unwrap();
        fs::write(&path, edited.text.replace("\"1\"", "\"2\"")).unwrap();
        edit_file(&path, &Change::Unwrap, &|_| true, false).unwrap();
        let text = fs::read_to_string(&path).unwrap();
        assert!(
            text.contains("\"2\"") && !text.contains("supervisor"),
            "{text}"
        );
    }
}
