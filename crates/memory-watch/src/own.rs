//! Watches the memory of the current process, for a server with its own limit.

use std::io;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread;

use rustix::process::getpid;

use crate::limits::{MemoryLimits, MemoryVerdict, MemoryWatchdog};
use crate::tree::rss;

/// A watch on this process, which ends when it is dropped.
#[derive(Debug)]
pub struct OwnMemoryWatch {
    /// Closed on drop, which ends the thread.
    _end: SyncSender<()>,
}

impl OwnMemoryWatch {
    /// Reads the resident memory of this process at each interval, on a separate thread, and
    /// passes each reading that is not [`MemoryVerdict::Fine`] to `report`, with the bytes.
    ///
    /// The caller decides how to react to [`MemoryVerdict::Restart`]. A supervised server can exit:
    /// it is started again, and its session continues.
    ///
    /// # Errors
    ///
    /// The thread could not be started.
    pub fn start(
        limits: MemoryLimits,
        report: impl FnMut(MemoryVerdict, u64) + Send + 'static,
    ) -> io::Result<Self> {
        let (end, ended) = sync_channel(0);
        thread::Builder::new()
            .name("memory".into())
            .stack_size(128 * 1024)
            .spawn(move || watch(limits, report, &ended))?;
        Ok(Self { _end: end })
    }
}

fn watch(limits: MemoryLimits, mut report: impl FnMut(MemoryVerdict, u64), ended: &Receiver<()>) {
    let mut watchdog = MemoryWatchdog::new(limits);
    while ended.recv_timeout(limits.interval) == Err(RecvTimeoutError::Timeout) {
        let Some(resident) = rss(getpid()) else {
            continue;
        };
        match watchdog.judge(resident) {
            MemoryVerdict::Fine => {}
            verdict => report(verdict, resident),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;
    use std::time::Duration;

    use super::*;

    #[test]
    fn it_reports_its_own_memory_until_it_is_dropped() {
        let interval = Duration::from_millis(1);
        let limits = MemoryLimits {
            warn: 1,
            restart: u64::MAX,
            interval,
        };
        let (sender, readings) = channel();
        let watch = OwnMemoryWatch::start(limits, move |verdict, resident| {
            let _ = sender.send((verdict, resident));
        })
        .unwrap();
        let (verdict, resident) = readings.recv_timeout(Duration::from_secs(30)).unwrap();
        assert_eq!(verdict, MemoryVerdict::Warn);
        assert!(resident > 100_000, "{resident}");
        drop(watch);
        // The thread ends and drops the sender.
        assert_eq!(
            readings.recv_timeout(Duration::from_secs(30)),
            Err(RecvTimeoutError::Disconnected)
        );
    }
}
