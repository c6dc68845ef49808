//! Selects the files and directories to watch.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;
use ignore::gitignore::Gitignore;

/// Names of files with patterns to ignore.
const IGNORE_FILES: [&str; 2] = [".ignore", ".gitignore"];
/// Directory of Git itself.
const GIT: &str = ".git";

/// A path to watch.
#[derive(Debug, Clone)]
pub(super) enum Root {
    /// Everything below a directory.
    Directory(PathBuf),
    /// One file.
    File(PathBuf),
}

impl Root {
    /// The path itself.
    pub(super) fn path(&self) -> &Path {
        let (Self::Directory(path) | Self::File(path)) = self;
        path
    }

    /// Directories whose entries have to be watched. Many editors replace files instead of changing
    /// them, so the directory of a file is watched.
    pub(super) fn directories(&self) -> Vec<PathBuf> {
        match self {
            Self::File(file) => file.parent().map(Path::to_owned).into_iter().collect(),
            Self::Directory(root) => directories_below(root),
        }
    }

    /// True if a change of the file at `path` counts.
    pub(super) fn covers(&self, path: &Path) -> bool {
        match self {
            Self::File(file) => file == path,
            Self::Directory(root) => path.starts_with(root) && !is_ignored(root, path),
        }
    }
}

/// The directory and those below it that are not ignored.
pub(super) fn directories_below(root: &Path) -> Vec<PathBuf> {
    let walk = WalkBuilder::new(root)
        .hidden(false)
        .require_git(false)
        .filter_entry(|entry| entry.file_name() != GIT)
        .build();
    walk.flatten()
        .filter(|entry| entry.file_type().is_some_and(|kind| kind.is_dir()))
        .map(ignore::DirEntry::into_path)
        .collect()
}

fn is_ignored(root: &Path, path: &Path) -> bool {
    let below = path.strip_prefix(root).unwrap_or(path);
    if below
        .components()
        .any(|part| part.as_os_str() == OsStr::new(GIT))
    {
        return true;
    }
    // The patterns in the directory nearest to the file take precedence.
    let is_directory = path.is_dir();
    let directories = path.ancestors().skip(1);
    for directory in directories {
        for name in IGNORE_FILES {
            let file = directory.join(name);
            if !file.is_file() {
                continue;
            }
            let (patterns, _) = Gitignore::new(&file);
            let verdict = patterns.matched_path_or_any_parents(path, is_directory);
            if !verdict.is_none() {
                return verdict.is_ignore();
            }
        }
        if directory.join(GIT).exists() {
            break;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn ignored_files_and_directories_do_not_count() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        for directory in ["src/deep", "node_modules/x", ".git", "src/out"] {
            fs::create_dir_all(root.join(directory)).unwrap();
        }
        fs::write(root.join(".gitignore"), "node_modules/\n*.log\n").unwrap();
        fs::write(root.join("src/.gitignore"), "/out\n!keep.log\n").unwrap();
        let watched = Root::Directory(root.to_owned());
        let mut directories = watched.directories();
        directories.sort();
        assert_eq!(
            directories,
            [root.to_owned(), root.join("src"), root.join("src/deep")]
        );
        for file in ["server.py", "src/deep/a.ts", ".env", "src/keep.log"] {
            assert!(watched.covers(&root.join(file)), "{file}");
        }
        for file in [
            "a.log",
            "src/b.log",
            ".git/index",
            "node_modules/x/i.js",
            "src/out/a",
        ] {
            assert!(!watched.covers(&root.join(file)), "{file}");
        }
    }

    #[test]
    fn a_single_file_is_watched_through_its_directory() {
        let file = PathBuf::from("/srv/mcp/server.py");
        let root = Root::File(file.clone());
        assert_eq!(root.directories(), [Path::new("/srv/mcp")]);
        assert!(root.covers(&file) && !root.covers(Path::new("/srv/mcp/other.py")));
    }
}
