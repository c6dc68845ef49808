//! Reports that a tool is still working, to clients that requested progress.
//!
//! Many clients give up on a call after a minute without a message
//! (<https://modelcontextprotocol.io/specification/2025-11-25/basic/utilities/progress>).

use std::time::Duration;

use rmcp::RoleServer;
use rmcp::model::{ProgressNotificationParam, ProgressToken};
use rmcp::service::Peer;
use tokio::time::{Instant, MissedTickBehavior, interval_at};

/// Time after which a call reports progress, and again after each such time.
const EVERY: Duration = Duration::from_secs(2);

/// Awaits `work`, and reports the elapsed seconds to the client meanwhile.
pub(super) async fn with_progress<T>(
    peer: &Peer<RoleServer>,
    token: Option<ProgressToken>,
    work: impl Future<Output = T>,
) -> T {
    let Some(token) = token else {
        return work.await;
    };
    let start = Instant::now();
    let mut ticks = interval_at(start + EVERY, EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    tokio::pin!(work);
    loop {
        tokio::select! {
            done = &mut work => return done,
            _ = ticks.tick() => {
                let seconds = start.elapsed().as_secs_f64().floor();
                let progress = ProgressNotificationParam::new(token.clone(), seconds)
                    .with_message(format!("working for {seconds} s"));
                // A client that is gone needs no progress.
                let _ = peer.notify_progress(progress).await;
            }
        }
    }
}
