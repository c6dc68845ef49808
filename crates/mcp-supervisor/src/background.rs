//! Runs metrics and announcements on one background thread, which exists only if they are enabled.

use std::io;
use std::net::SocketAddr;
use std::thread;

use net::tls::{Remark, TlsSetup};
use rustls::ClientConfig;

use crate::announce::Announcements;
use crate::event::Level;
use crate::log::Log;
use crate::metrics::{self, Exposition};
use crate::telemetry::Exports;

/// Reads the trusted TLS roots, or returns the reason why it cannot.
pub type ReadTlsSetup = fn() -> Result<TlsSetup, String>;

/// Work of the background thread.
pub struct Background {
    /// Address of the metrics endpoint, and the metrics.
    pub metrics: Option<(SocketAddr, Exposition)>,
    /// Announcements, and the function that reads the trusted TLS roots when they are needed.
    pub announcements: Option<(Announcements, ReadTlsSetup)>,
    /// Exports over OTLP, and the function that reads the trusted TLS roots.
    pub exports: Option<(Exports, ReadTlsSetup)>,
    /// Log for problems.
    pub log: Log,
}

impl Background {
    /// Starts the thread. It ends with the program.
    ///
    /// # Errors
    ///
    /// The system refuses the thread or its resources.
    pub fn start(self) -> io::Result<()> {
        if self.metrics.is_none() && self.announcements.is_none() && self.exports.is_none() {
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
        if let Some((exports, tls)) = self.exports
            && let Some(config) = tls_config(tls, "telemetry", &self.log)
        {
            tokio::spawn(exports.run(config));
        }
        if let Some((announcements, tls)) = self.announcements
            && let Some(config) = tls_config(tls, "announcements", &self.log)
        {
            announcements.run(config).await;
        }
        std::future::pending::<()>().await;
    }
}

/// Configuration of TLS for `purpose`; problems are logged.
fn tls_config(read: ReadTlsSetup, purpose: &str, log: &Log) -> Option<ClientConfig> {
    match read() {
        Ok(trust) => {
            for remark in &trust.remarks {
                let level = match remark {
                    Remark::Unreadable(_) => Level::Warn,
                    Remark::Embedded => Level::Info,
                };
                log.remark(level, &format!("TLS of {purpose}: {remark}."));
            }
            Some(trust.config)
        }
        Err(why) => {
            log.remark(Level::Error, &format!("No {purpose}: {why}."));
            None
        }
    }
}
