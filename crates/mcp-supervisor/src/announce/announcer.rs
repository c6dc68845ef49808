//! Hands every event to those who bring it to its destinations.

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

/// Events that may wait for the background to take them.
const MOST_EVENTS: usize = 256;

enum Told {
    Event { event: Event, time: SystemTime },
    Finish(std::sync::mpsc::SyncSender<()>),
}

/// Takes events off the hands of those who serve messages. Nothing here waits or fails.
#[derive(Debug)]
pub struct Announcer {
    queue: Sender<Told>,
    clock: fn() -> SystemTime,
    log: Log,
}

/// The part that works in the background.
pub struct Announcements {
    events: Receiver<Told>,
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

    /// Announces an event, if it is one that is announced.
    pub fn event(&self, event: &Event) {
        if !is_announced(event) {
            return;
        }
        let told = Told::Event {
            event: event.clone(),
            time: (self.clock)(),
        };
        if self.queue.try_send(told).is_err() {
            let message = format!("The announcement \"{}\" is lost.", event.name());
            self.log.remark(Level::Warn, &message);
        }
    }

    /// Lets everything that waits be tried once more, at most so long.
    pub fn finish(&self, longest: Duration) {
        let (done, wait) = std::sync::mpsc::sync_channel(1);
        if self.queue.try_send(Told::Finish(done)).is_ok() {
            let _ = wait.recv_timeout(longest);
        }
    }
}

/// Jobs of a worker, and the kinds of events its destination wants.
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
            let told = tokio::select! {
                told = self.events.recv() => told,
                () = tick(&mut again) => {
                    if generation > 0 {
                        self.register(&lines, generation, (self.clock)());
                    }
                    continue;
                }
            };
            match told {
                Some(Told::Event { event, time }) => {
                    let happened = self.wording.event(&event, time);
                    self.tell(&lines, Wants::Events, &happened);
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
                            self.tell(&lines, Wants::Registration, &gone);
                            generation = 0;
                            self.forget(&lines);
                        }
                        // Nobody is told of a server that is not there.
                        Event::Down { standby: false, .. } => {
                            generation = 0;
                            self.forget(&lines);
                        }
                        _ => {}
                    }
                }
                Some(Told::Finish(done)) => {
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

    /// Registrations go to all, events to those who want them.
    fn tell(&self, lines: &[Line], wants: Wants, event: &CloudEvent) {
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

    /// A worker that takes no more is busy with an attempt, and has a full backlog to come.
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
    // It is registered when it starts in any case.
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
