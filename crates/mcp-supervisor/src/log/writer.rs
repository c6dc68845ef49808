//! Logs on a separate thread, without blocking the event loop.

use std::io::{self, Write as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;
use std::time::{Duration, SystemTime};

use super::file::LogFile;
use super::line::LogFormat;
use crate::event::{Event, Level};

/// Maximum number of queued entries.
const MOST_ENTRIES: usize = 1_024;
/// Maximum number of queued bytes.
const MOST_BYTES: usize = 4 * 1024 * 1024;
/// Maximum bytes of a line of a server's standard error; the rest is cut.
const LONGEST_LINE: usize = 8 * 1024;

/// Options of the log.
#[derive(Debug)]
pub struct LogOptions {
    /// Minimum level.
    pub level: Level,
    /// Format of a line.
    pub format: LogFormat,
    /// The file; standard error if `None`.
    pub file: Option<LogFile>,
    /// Clock.
    pub clock: fn() -> SystemTime,
}

enum Entry {
    Line(Vec<u8>),
    /// Standard error of the server, unchanged.
    ServerStderr {
        generation: u64,
        bytes: Vec<u8>,
    },
    Finish(SyncSender<()>),
}

/// The log. Its methods neither block nor fail.
#[derive(Debug, Clone)]
pub struct Log {
    queue: SyncSender<Entry>,
    waiting: Arc<AtomicUsize>,
    lost: Arc<AtomicU64>,
    level: Level,
    format: LogFormat,
    clock: fn() -> SystemTime,
}

impl Log {
    /// Starts the writer thread.
    ///
    /// # Errors
    ///
    /// The system refuses the thread.
    pub fn start(options: LogOptions) -> io::Result<Self> {
        let (queue, entries) = sync_channel(MOST_ENTRIES);
        let log = Self {
            queue,
            waiting: Arc::default(),
            lost: Arc::default(),
            level: options.level,
            format: options.format,
            clock: options.clock,
        };
        let mut writer = Writer {
            options,
            waiting: Arc::clone(&log.waiting),
            lost: Arc::clone(&log.lost),
            unwritten: 0,
            partial: None,
        };
        // The default of 2 MiB is address space only, but this is enough.
        thread::Builder::new()
            .name("log".into())
            .stack_size(128 * 1024)
            .spawn(move || writer.run(&entries))?;
        Ok(log)
    }

    /// Logs an event.
    pub fn event(&self, event: &Event) {
        if event.level() >= self.level {
            let line = self.format.event((self.clock)(), event);
            self.put(line.len(), Entry::Line(line.into_bytes()));
        }
    }

    /// Logs a message about the supervisor itself.
    pub fn remark(&self, level: Level, message: &str) {
        if level >= self.level {
            let line = self.format.remark((self.clock)(), level, message);
            self.put(line.len(), Entry::Line(line.into_bytes()));
        }
    }

    /// Logs output from the server's standard error, in chunks of any size.
    pub fn server_stderr(&self, generation: u64, bytes: &[u8]) {
        self.put(
            bytes.len(),
            Entry::ServerStderr {
                generation,
                bytes: bytes.to_vec(),
            },
        );
    }

    fn put(&self, bytes: usize, entry: Entry) {
        let room = self.waiting.fetch_add(bytes, Ordering::AcqRel) + bytes <= MOST_BYTES;
        if !room || self.queue.try_send(entry).is_err() {
            self.waiting.fetch_sub(bytes, Ordering::AcqRel);
            self.lost.fetch_add(1, Ordering::AcqRel);
        }
    }

    /// Waits until everything is written, up to a limit: standard error may be a blocked pipe.
    pub fn finish(&self, longest: Duration) {
        let (done, wait) = sync_channel(1);
        if self.queue.try_send(Entry::Finish(done)).is_ok() {
            let _ = wait.recv_timeout(longest);
        }
    }
}

struct Writer {
    options: LogOptions,
    waiting: Arc<AtomicUsize>,
    lost: Arc<AtomicU64>,
    /// Number of lines that could not be written to the file.
    unwritten: u64,
    /// Incomplete line of a process.
    partial: Option<(u64, Vec<u8>)>,
}

impl Writer {
    fn run(&mut self, entries: &Receiver<Entry>) {
        while let Ok(entry) = entries.recv() {
            match entry {
                Entry::Line(line) => {
                    self.waiting.fetch_sub(line.len(), Ordering::AcqRel);
                    self.end_half_line();
                    self.report_loss();
                    self.write(&line);
                }
                Entry::ServerStderr { generation, bytes } => {
                    self.waiting.fetch_sub(bytes.len(), Ordering::AcqRel);
                    self.server_stderr(generation, &bytes);
                }
                Entry::Finish(done) => {
                    self.end_half_line();
                    self.report_loss();
                    let _ = done.send(());
                }
            }
        }
    }

    fn report_loss(&mut self) {
        let lost = self.lost.swap(0, Ordering::AcqRel);
        if lost > 0 {
            let message = format!(
                "{lost} log entries were lost, since they came faster than they could be written."
            );
            let line = self
                .options
                .format
                .remark((self.options.clock)(), Level::Warn, &message);
            self.write(line.as_bytes());
        }
    }

    fn write(&mut self, line: &[u8]) {
        let Some(file) = &mut self.options.file else {
            return to_standard_error(line);
        };
        let path = file.path().display().to_string();
        let remark = |level, message: &str| {
            self.options
                .format
                .remark((self.options.clock)(), level, message)
        };
        match file.append(line) {
            Ok(()) if self.unwritten > 0 => {
                let message = format!(
                    "The log {path} can be written again; {} lines are missing.",
                    self.unwritten
                );
                let _ = file.append(remark(Level::Warn, &message).as_bytes());
                self.unwritten = 0;
            }
            Ok(()) => {}
            Err(error) => {
                if self.unwritten == 0 {
                    let message = format!(
                        "The log {path} cannot be written: {error}. Its lines are lost until it can."
                    );
                    to_standard_error(remark(Level::Error, &message).as_bytes());
                }
                self.unwritten += 1;
            }
        }
    }

    /// Passes on the server's standard error: unchanged to the supervisor's own, and line by line
    /// to the log.
    fn server_stderr(&mut self, generation: u64, bytes: &[u8]) {
        let raw = self.options.format == LogFormat::Text || self.options.file.is_some();
        if raw {
            to_standard_error(bytes);
        }
        if raw && self.options.file.is_none() {
            return;
        }
        if self
            .partial
            .as_ref()
            .is_some_and(|(of, _)| *of != generation)
        {
            self.end_half_line();
        }
        let (_, mut text) = self.partial.take().unwrap_or_default();
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            text.extend_from_slice(&piece[..piece.len().min(LONGEST_LINE)]);
            if text.ends_with(b"\n") {
                text.pop();
                self.server_line(generation, &text);
                text.clear();
            } else if text.len() >= LONGEST_LINE {
                self.server_line(generation, &text);
                text.clear();
            }
        }
        self.partial = (!text.is_empty()).then_some((generation, text));
    }

    fn end_half_line(&mut self) {
        if let Some((generation, text)) = self.partial.take() {
            self.server_line(generation, &text);
        }
    }

    fn server_line(&mut self, generation: u64, text: &[u8]) {
        let partial = String::from_utf8_lossy(text);
        let line = self
            .options
            .format
            .server((self.options.clock)(), generation, &partial);
        self.write(line.as_bytes());
    }
}

/// Errors are ignored: standard error may be closed or full.
fn to_standard_error(bytes: &[u8]) {
    let mut stderr = io::stderr().lock();
    let _ = stderr.write_all(bytes);
    let _ = stderr.flush();
}

#[cfg(test)]
mod tests {
    use super::*;

    fn log(folder: &std::path::Path) -> Log {
        Log::start(LogOptions {
            level: Level::Info,
            format: LogFormat::Text,
            file: Some(LogFile::new(folder.join("log"), 1_000_000, 1)),
            clock: || SystemTime::UNIX_EPOCH,
        })
        .unwrap()
    }

    #[test]
    fn half_lines_are_joined_and_ended_with_their_process() {
        let folder = tempfile::tempdir().unwrap();
        let log = log(folder.path());
        log.server_stderr(1, b"one\ntw");
        log.server_stderr(1, b"o\nhalf");
        log.server_stderr(2, b"three\n");
        log.event(&Event::Started {
            generation: 2,
            process: 1,
        });
        log.remark(Level::Info, "done");
        log.finish(Duration::from_secs(10));
        let text = std::fs::read_to_string(folder.path().join("log")).unwrap();
        let lines: Vec<&str> = text
            .lines()
            .map(|line| line.split_once(' ').unwrap().1)
            .collect();
        assert_eq!(
            lines,
            [
                "[SERVER 1] one",
                "[SERVER 1] two",
                "[SERVER 1] half",
                "[SERVER 2] three",
                "[INFO] done"
            ]
        );
    }
}
