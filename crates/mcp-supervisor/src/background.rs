//! Runs what is not on the way of messages: one thread, and only where something asks for it.

use std::io;
use std::net::SocketAddr;
use std::thread;

use tls_trust::{Remark, Trust};

use crate::announce::Announcements;
use crate::event::Level;
use crate::log::Log;
use crate::metrics::{self, Exposition};

/// Reads whom TLS trusts, or says why it cannot.
pub type ReadTrust = fn() -> Result<Trust, String>;

/// What is to run in the background.
pub struct Background {
    /// Where metrics are served, and which.
    pub metrics: Option<(SocketAddr, Exposition)>,
    /// What is announced, and whom TLS trusts meanwhile; read when it is needed.
    pub announcements: Option<(Announcements, ReadTrust)>,
    /// Where it tells of its troubles.
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
