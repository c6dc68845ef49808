//! Runs metrics and announcements on one background thread, which exists only if they are enabled.

use std::io;
use std::net::SocketAddr;
use std::thread;

use net::tls::{Remark, TlsSetup};

use crate::announce::Announcements;
use crate::event::Level;
use crate::log::Log;
use crate::metrics::{self, Exposition};

/// Reads the trusted TLS roots, or returns the reason why it cannot.
pub type ReadTlsSetup = fn() -> Result<TlsSetup, String>;

/// Work of the background thread.
pub struct Background {
    /// Address of the metrics endpoint, and the metrics.
    pub metrics: Option<(SocketAddr, Exposition)>,
    /// Announcements, and the function that reads the trusted TLS roots when they are needed.
    pub announcements: Option<(Announcements, ReadTlsSetup)>,
    /// Log for problems.
    pub log: Log,
}

impl Background {
    /// Starts the thread. It ends with the program.
    ///
    /// # Errors
    ///
    /// The system refuses the thread, or what it waits with.
    pub fn start(self) -> io::Result<()> {
        if self.metrics.is_none() && self.announcements.is_none() {
            return Ok(());
        }
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_io()
            .enable_time()
            .build()?;
        thread::Builder::new()
            .name("background".into())
            .spawn(move || runtime.block_on(self.run()))?;
        Ok(())
    }

    async fn run(self) {
        if let Some((address, exposition)) = self.metrics {
            tokio::spawn(metrics::serve(address, exposition, self.log.clone()));
        }
        if let Some((announcements, tls)) = self.announcements {
            match tls() {
                Ok(trust) => {
                    for remark in &trust.remarks {
                        let level = match remark {
                            Remark::Unreadable(_) => Level::Warn,
                            Remark::Embedded => Level::Info,
                        };
                        let message = format!("TLS of announcements: {remark}.");
                        self.log.remark(level, &message);
                    }
                    announcements.run(trust.config).await;
                }
                Err(why) => {
                    let message = format!("Nothing is announced: {why}.");
                    self.log.remark(Level::Error, &message);
                }
            }
        }
        std::future::pending::<()>().await;
    }
}
