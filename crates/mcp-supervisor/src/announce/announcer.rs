//! Queues events for delivery to their destinations.

use std::time::{Duration, SystemTime};

use rustls::ClientConfig;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::sync::oneshot;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at};

use super::cloud_event::{CloudEvent, DEREGISTERED, REGISTERED, Wording, is_announced};
use super::delivery::{DeliveryWorker, Job};
use super::destination::{Destination, Wants};
use super::identity::Identity;
use crate::event::{Event, Level};
use crate::log::Log;

/// Maximum number of events queued for the background thread.
const MOST_EVENTS: usize = 256;

enum Queued {
    Event { event: Event, time: SystemTime },
    Finish(std::sync::mpsc::SyncSender<()>),
}

/// Queues events without blocking the event loop. Its methods neither block nor fail.
#[derive(Debug)]
pub struct Announcer {
    queue: Sender<Queued>,
    clock: fn() -> SystemTime,
    log: Log,
}

/// The part that runs on the background thread.
pub struct Announcements {
    events: Receiver<Queued>,
    wording: Wording,
    destinations: Vec<Destination>,
    every: Duration,
    clock: fn() -> SystemTime,
    log: Log,
}

impl Announcer {
    /// Creates both parts. The server is registered again at the interval `every`.
    #[must_use]
    pub fn new(
        identity: Identity,
        destinations: Vec<Destination>,
        every: Duration,
        log: Log,
        clock: fn() -> SystemTime,
    ) -> (Self, Announcements) {
        let (queue, events) = channel(MOST_EVENTS);
        let announcements = Announcements {
            events,
            wording: Wording::new(identity),
            destinations,
            every,
            clock,
            log: log.clone(),
        };
        let announcer = Self { queue, clock, log };
        (announcer, announcements)
    }

    /// Announces an event, if its kind is announced.
    pub fn event(&self, event: &Event) {
        if !is_announced(event) {
            return;
        }
        let queued = Queued::Event {
            event: event.clone(),
            time: (self.clock)(),
        };
        if self.queue.try_send(queued).is_err() {
            let message = format!("The announcement \"{}\" is lost.", event.name());
            self.log.remark(Level::Warn, &message);
        }
    }

    /// Retries everything in the queue once, for up to `longest`.
    pub fn finish(&self, longest: Duration) {
        let (done, wait) = std::sync::mpsc::sync_channel(1);
        if self.queue.try_send(Queued::Finish(done)).is_ok() {
            let _ = wait.recv_timeout(longest);
        }
    }
}

/// Queue of a worker, and the kinds of events for its destination.
struct Line {
    shown: String,
    jobs: Sender<Job>,
    wants: Wants,
}

impl Announcements {
    /// Delivers announcements to their destinations until it gets the finish job.
    pub async fn run(mut self, tls: ClientConfig) {
        let lines: Vec<Line> = std::mem::take(&mut self.destinations)
            .into_iter()
            .map(|destination| self.line(destination, &tls))
            .collect();
        let mut generation = 0;
        let mut again = again(self.every);
        loop {
            let queued = tokio::select! {
                queued = self.events.recv() => queued,
                () = tick(&mut again) => {
                    if generation > 0 {
                        self.register(&lines, generation, (self.clock)());
                    }
                    continue;
                }
            };
            match queued {
                Some(Queued::Event { event, time }) => {
                    let happened = self.wording.event(&event, time);
                    self.send(&lines, Wants::Events, &happened);
                    match event {
                        Event::Started {
                            generation: now, ..
                        }
                        | Event::Recovered {
                            generation: now, ..
                        } => {
                            generation = now;
                            self.register(&lines, now, time);
                        }
                        Event::Stopping { .. } | Event::GaveUp { .. } | Event::Incompatible(_) => {
                            let gone = self.wording.presence(DEREGISTERED, generation, time);
                            self.send(&lines, Wants::Registration, &gone);
                            generation = 0;
                            self.forget(&lines);
                        }
                        // A server that is down is not registered, so it is not deregistered.
                        Event::Down { standby: false, .. } => {
                            generation = 0;
                            self.forget(&lines);
                        }
                        _ => {}
                    }
                }
                Some(Queued::Finish(done)) => {
                    finish(&lines).await;
                    let _ = done.send(());
                }
                None => return,
            }
        }
    }

    fn line(&self, destination: Destination, tls: &ClientConfig) -> Line {
        let (jobs, received) = channel(MOST_EVENTS);
        let (wants, shown) = (destination.wants, destination.shown().to_owned());
        let worker = DeliveryWorker {
            destination,
            identity: self.wording.identity().clone(),
            tls: tls.clone(),
            log: self.log.clone(),
        };
        tokio::spawn(worker.run(received));
        Line { shown, jobs, wants }
    }

    /// Sends registrations to all destinations, and events to those that receive them.
    fn send(&self, lines: &[Line], wants: Wants, event: &CloudEvent) {
        for line in lines {
            if wants == Wants::Registration || line.wants == Wants::Events {
                self.hand(line, Job::Event(event.clone()));
            }
        }
    }

    fn forget(&self, lines: &[Line]) {
        for line in lines {
            self.hand(line, Job::Presence(None));
        }
    }

    /// The queue of a worker is full only while it is busy with an attempt and has a full backlog.
    fn hand(&self, line: &Line, job: Job) {
        if line.jobs.try_send(job).is_err() {
            let message = format!("An announcement to {} is lost.", line.shown);
            self.log.remark(Level::Warn, &message);
        }
    }

    fn register(&mut self, lines: &[Line], generation: u64, time: SystemTime) {
        let here = self.wording.presence(REGISTERED, generation, time);
        for line in lines {
            self.hand(line, Job::Presence(Some(here.clone())));
            self.hand(line, Job::Event(here.clone()));
        }
    }
}

async fn finish(lines: &[Line]) {
    let mut waits = Vec::new();
    for line in lines {
        let (done, wait) = oneshot::channel();
        if line.jobs.try_send(Job::Finish(done)).is_ok() {
            waits.push(wait);
        }
    }
    for wait in waits {
        let _ = wait.await;
    }
}

fn again(every: Duration) -> Option<Interval> {
    if every.is_zero() {
        return None;
    }
    // The start already sends a registration.
    let mut again = interval_at(Instant::now() + every, every);
    again.set_missed_tick_behavior(MissedTickBehavior::Delay);
    Some(again)
}

async fn tick(again: &mut Option<Interval>) {
    match again {
        Some(again) => {
            again.tick().await;
        }
        None => std::future::pending().await,
    }
}
