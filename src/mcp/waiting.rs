//! Sends progress notifications of a running tool to clients that requested them.
//!
//! Many clients abandon a call after a minute without a message
//! (<https://modelcontextprotocol.io/specification/2025-11-25/basic/utilities/progress>).

use std::time::Duration;

use rmcp::RoleServer;
use rmcp::model::{ProgressNotificationParam, ProgressToken};
use rmcp::service::Peer;
use tokio::time::{Instant, MissedTickBehavior, interval_at};

/// Interval at which a call reports progress.
const EVERY: Duration = Duration::from_secs(2);

/// Awaits `work`, and meanwhile reports the elapsed seconds to the client.
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
    // Both are polled, so that a client that does not read its messages cannot hold up the work.
    let reports = async {
        loop {
            ticks.tick().await;
            let seconds = start.elapsed().as_secs_f64().floor();
            let progress = ProgressNotificationParam::new(token.clone(), seconds)
                .with_message(format!("working for {seconds} s"));
            // A client that is gone needs no progress.
            let _ = peer.notify_progress(progress).await;
        }
    };
    tokio::select! {
        done = work => done,
        never = reports => never,
    }
}
