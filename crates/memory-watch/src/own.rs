//! Watches the memory of the process that it runs in: for a server that keeps its own limit.

use std::io;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread;

use rustix::process::getpid;

use crate::limits::{MemoryLimits, MemoryVerdict, MemoryWatchdog};
use crate::tree::rss;

/// A watch on this process, which ends when it is dropped.
#[derive(Debug)]
pub struct OwnMemoryWatch {
    /// Never used; the watching thread sees it go.
    _end: SyncSender<()>,
}

impl OwnMemoryWatch {
    /// Reads the resident memory of this process at each interval, on a separate thread, and
    /// reports each reading that is not fine: the verdict, and the bytes.
    ///
    /// The caller decides how to react to [`MemoryVerdict::Restart`]. A supervised server can exit:
    /// it is started again, and its session continues.
    ///
    /// # Errors
    ///
    /// The system refuses the thread.
    pub fn start(
        limits: MemoryLimits,
        tell: impl FnMut(MemoryVerdict, u64) + Send + 'static,
    ) -> io::Result<Self> {
        let (end, ended) = sync_channel(0);
        thread::Builder::new()
            .name("memory".into())
            .stack_size(128 * 1024)
            .spawn(move || watch(limits, tell, &ended))?;
        Ok(Self { _end: end })
    }
}

fn watch(limits: MemoryLimits, mut tell: impl FnMut(MemoryVerdict, u64), ended: &Receiver<()>) {
    let mut watchdog = MemoryWatchdog::new(limits);
    while ended.recv_timeout(limits.interval) == Err(RecvTimeoutError::Timeout) {
        let Some(resident) = rss(getpid()) else {
            continue;
        };
        match watchdog.judge(resident) {
            MemoryVerdict::Fine => {}
            verdict => tell(verdict, resident),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;
    use std::time::Duration;

    use super::*;

    #[test]
    fn it_tells_of_its_own_memory_until_it_is_dropped() {
        let interval = Duration::from_millis(1);
        let limits = MemoryLimits {
            warn: 1,
            restart: u64::MAX,
            interval,
        };
        let (sender, told) = channel();
        let watch = OwnMemoryWatch::start(limits, move |verdict, resident| {
            let _ = sender.send((verdict, resident));
        })
        .unwrap();
        let (verdict, resident) = told.recv_timeout(Duration::from_secs(30)).unwrap();
        assert_eq!(verdict, MemoryVerdict::Warn);
        assert!(resident > 100_000, "{resident}");
        drop(watch);
        // The thread ends, and with it what it would tell by.
        assert_eq!(
            told.recv_timeout(Duration::from_secs(30)),
            Err(RecvTimeoutError::Disconnected)
        );
    }
}
