//! Appends to a rotated log file, which other processes may also append to.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

/// A log file with its older parts: `log`, `log.1` and so on.
#[derive(Debug)]
pub struct LogFile {
    path: PathBuf,
    most_bytes: u64,
    keep: u32,
    open: Option<File>,
}

impl LogFile {
    /// A log file of at most `most_bytes`, with up to `keep` older files. Opens nothing yet.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>, most_bytes: u64, keep: u32) -> Self {
        Self {
            path: path.into(),
            most_bytes,
            keep,
            open: None,
        }
    }

    /// Path of the file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Appends whole lines, in one write.
    ///
    /// # Errors
    ///
    /// The file cannot be opened or written; the next call tries again.
    pub fn append(&mut self, lines: &[u8]) -> io::Result<()> {
        let written = self.try_append(lines);
        if written.is_err() {
            self.open = None;
        }
        written
    }

    fn try_append(&mut self, lines: &[u8]) -> io::Result<()> {
        let mut file = self.current()?;
        let size = file.metadata()?.len();
        if size > 0 && size + lines.len() as u64 > self.most_bytes {
            self.rotate()?;
            file = self.current()?;
        }
        let written = file.write_all(lines);
        self.open = Some(file);
        written
    }

    /// The file at this path, which may have been replaced since the last write.
    fn current(&mut self) -> io::Result<File> {
        if let Some(file) = self.open.take()
            && let (Ok(here), Ok(there)) = (file.metadata(), fs::metadata(&self.path))
            && (here.dev(), here.ino()) == (there.dev(), there.ino())
        {
            return Ok(file);
        }
        if let Some(folder) = self.path.parent() {
            fs::create_dir_all(folder)?;
        }
        OpenOptions::new()
            .append(true)
            .create(true)
            .mode(0o600)
            .open(&self.path)
    }

    fn rotate(&self) -> io::Result<()> {
        if self.keep == 0 {
            return fs::remove_file(&self.path);
        }
        for number in (1..self.keep).rev() {
            match fs::rename(self.numbered(number), self.numbered(number + 1)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        fs::rename(&self.path, self.numbered(1))
    }

    fn numbered(&self, number: u32) -> PathBuf {
        let mut name = self.path.clone().into_os_string();
        name.push(format!(".{number}"));
        name.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_file_makes_room_and_the_oldest_goes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/log");
        let mut log = LogFile::new(&path, 10, 2);
        for line in ["first\n", "second\n", "third\n", "fourth\n"] {
            log.append(line.as_bytes()).unwrap();
        }
        let read = |name: &str| fs::read_to_string(folder.path().join("deep").join(name)).unwrap();
        assert_eq!(read("log"), "fourth\n");
        assert_eq!(read("log.1"), "third\n");
        assert_eq!(read("log.2"), "second\n");
        assert!(!folder.path().join("deep/log.3").exists());
    }

    #[test]
    fn two_writers_share_a_file_that_one_of_them_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        let (mut one, mut other) = (LogFile::new(&path, 8, 3), LogFile::new(&path, 8, 3));
        one.append(b"one 1\n").unwrap();
        other.append(b"other 1\n").unwrap();
        one.append(b"one 2\n").unwrap();
        let all: String = ["log.2", "log.1", "log"]
            .map(|name| fs::read_to_string(folder.path().join(name)).unwrap())
            .concat();
        assert_eq!(all, "one 1\nother 1\none 2\n");
    }

    #[test]
    fn a_folder_that_comes_back_is_written_to_again() {
        let folder = tempfile::tempdir().unwrap();
        let deep = folder.path().join("deep");
        let mut log = LogFile::new(deep.join("log"), 1_000, 1);
        log.append(b"1\n").unwrap();
        fs::remove_dir_all(&deep).unwrap();
        fs::write(&deep, "in the way").unwrap();
        assert!(log.append(b"2\n").is_err());
        fs::remove_file(&deep).unwrap();
        log.append(b"3\n").unwrap();
        assert_eq!(fs::read_to_string(deep.join("log")).unwrap(), "3\n");
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_full_disk_is_an_error_and_no_more() {
        let mut log = LogFile::new("/dev/full", 1_000, 0);
        assert!(log.append(b"1\n").is_err());
    }
}
