//! Delivers announcements to one destination.

use std::time::Instant;

use rustls::ClientConfig;
use tokio::sync::mpsc::{Receiver, channel};
use tokio::sync::oneshot;
use tokio::time::sleep_until;

use super::backlog::{Attempt, Backlog};
use super::cloud_event::CloudEvent;
use super::destination::{Destination, Reach};
use super::http::HttpLink;
use super::identity::Identity;
use super::nats::NatsLink;
use crate::event::Level;
use crate::log::Log;

/// A job of a delivery worker.
pub(super) enum Job {
    /// An event to deliver.
    Event(CloudEvent),
    /// The event to send when a broker has reconnected; `None` while no server runs.
    Presence(Option<CloudEvent>),
    /// Try the remaining events once more and end.
    Finish(oneshot::Sender<()>),
}

enum Link {
    Http(HttpLink),
    Nats(NatsLink),
}

pub(super) struct DeliveryWorker {
    pub(super) destination: Destination,
    pub(super) identity: Identity,
    pub(super) tls: ClientConfig,
    pub(super) log: Log,
}

impl DeliveryWorker {
    pub(super) async fn run(self, mut jobs: Receiver<Job>) {
        // A capacity of 1 is enough: an item means that a connection was made since the last check.
        let (back, mut is_back) = channel(1);
        let link = match self.link(back).await {
            Ok(link) => link,
            Err(why) => return self.remark(Level::Error, &format!("cannot be used: {why}")),
        };
        let mut backlog = Backlog::new();
        let mut presence: Option<CloudEvent> = None;
        let mut failing = false;
        let mut finish: Option<oneshot::Sender<()>> = None;
        loop {
            let now = now();
            if let Some(event) = backlog.due(now).cloned() {
                let attempt = match self.send(&link, &event).await {
                    Ok(attempt) => {
                        self.report_success(attempt, &event, &mut failing, &mut backlog);
                        attempt
                    }
                    Err(why) => {
                        if !std::mem::replace(&mut failing, true) {
                            let why = format!("cannot be reached, retrying: {why}");
                            self.remark(Level::Warn, &why);
                        }
                        Attempt::Failed
                    }
                };
                backlog.tried(attempt, self::now());
                if attempt != Attempt::Failed {
                    continue;
                }
            }
            if finish.is_some() {
                return;
            }
            let next = backlog.next_attempt(now);
            tokio::select! {
                job = jobs.recv() => match job {
                    Some(Job::Event(event)) => backlog.push(event),
                    Some(Job::Presence(event)) => presence = event,
                    Some(Job::Finish(done)) => {
                        backlog.hurry();
                        finish = Some(done);
                    }
                    None => return,
                },
                Some(()) = is_back.recv() => {
                    // A restarted broker has lost the registration, so send it again with the
                    // backlog.
                    if let Some(event) = &presence {
                        backlog.push(event.clone());
                    }
                    backlog.hurry();
                }
                () = sleep_until(next.unwrap_or(now).into()), if next.is_some() => {}
            }
        }
    }

    async fn link(&self, back: tokio::sync::mpsc::Sender<()>) -> Result<Link, String> {
        match &self.destination.reach {
            Reach::Http(address) => {
                HttpLink::new(address.clone(), self.tls.clone()).map(Link::Http)
            }
            Reach::Nats {
                servers,
                login,
                prefix,
            } => {
                let tls = self.tls.clone();
                let name = self.identity.source();
                NatsLink::new(servers, login.as_ref(), prefix.clone(), &name, tls, back)
                    .await
                    .map(Link::Nats)
            }
        }
    }

    async fn send(&self, link: &Link, event: &CloudEvent) -> Result<Attempt, String> {
        match link {
            Link::Http(link) => link.send(event).await,
            Link::Nats(link) => link.send(event, &self.identity).await,
        }
    }

    fn report_success(
        &self,
        attempt: Attempt,
        event: &CloudEvent,
        failing: &mut bool,
        backlog: &mut Backlog,
    ) {
        if attempt == Attempt::Refused {
            let message = format!("rejects the announcement \"{}\"", event.name);
            self.remark(Level::Warn, &message);
        }
        if std::mem::take(failing) {
            let message = match backlog.take_lost() {
                0 => String::from("is reachable again"),
                lost => format!("is reachable again; {lost} announcements were lost"),
            };
            self.remark(Level::Info, &message);
        }
    }

    fn remark(&self, level: Level, what: &str) {
        let message = format!("{} {what}.", self.destination.shown());
        self.log.remark(level, &message);
    }
}

fn now() -> Instant {
    Instant::now()
}
