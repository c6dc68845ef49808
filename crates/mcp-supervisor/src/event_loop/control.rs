//! Serves the control socket and receives changes of watched files.

use std::os::fd::BorrowedFd;
use std::time::Instant;

use super::clock::now;
use super::run::EventLoop;
use crate::control::{ControlSocket, LastEvent, Report, Request, Response};
use crate::event::{Event, Level, ReloadReason};
use crate::supervisor::Supervisor;
use crate::watch::FileWatch;

/// The control socket, and data for its status reports in addition to the supervisor's state.
#[derive(Debug)]
pub(super) struct Control {
    socket: ControlSocket,
    start: Instant,
    restarts: u64,
    last: Option<(Instant, String)>,
}

impl Control {
    pub(super) fn new(socket: ControlSocket, start: Instant) -> Self {
        Self {
            socket,
            start,
            restarts: 0,
            last: None,
        }
    }

    pub(super) fn descriptors(&self) -> impl Iterator<Item = BorrowedFd<'_>> {
        self.socket.descriptors()
    }

    pub(super) fn next_deadline(&self) -> Option<Instant> {
        self.socket.next_deadline()
    }

    pub(super) fn event(&mut self, event: &Event, now: Instant) {
        self.restarts += u64::from(matches!(event, Event::Down { .. }));
        if event.level() >= Level::Info && !matches!(event, Event::Note(_)) {
            self.last = Some((now, event.to_string()));
        }
    }

    fn report(&self, supervisor: &Supervisor, now: Instant) -> Report {
        let seconds_since = |time: Instant| now.saturating_duration_since(time).as_secs();
        let session = supervisor.session();
        Report {
            name: self.socket.name().to_owned(),
            supervisor: std::process::id(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            condition: supervisor.condition().name().to_owned(),
            generation: supervisor.generation(),
            restarts: self.restarts,
            consecutive_failures: supervisor.streak().failures,
            open_requests: session.in_flight(),
            waiting_messages: session.queued(),
            uptime_seconds: seconds_since(self.start),
            last_event: self.last.as_ref().map(|(time, message)| LastEvent {
                message: message.clone(),
                seconds_ago: seconds_since(*time),
            }),
        }
    }
}

impl EventLoop {
    /// Executes requests on the control socket.
    pub(super) fn serve_control(&mut self) {
        let Some(control) = &mut self.control else {
            return;
        };
        for pending in control.socket.receive(now()) {
            let response = match pending.parse() {
                Ok(request) => self.carry_out(request),
                Err(response) => response,
            };
            pending.respond(&response);
        }
    }

    fn carry_out(&mut self, request: Request) -> Response {
        match request {
            Request::Status => {}
            Request::Restart => self.reload(ReloadReason::Command),
        }
        match &self.control {
            Some(control) => Response::Status(control.report(&self.supervisor, now())),
            None => Response::Error("the control socket is closed".to_owned()),
        }
    }

    /// Receives changes of watched files.
    pub(super) fn take_changes(&mut self) {
        let changes = self.options.watch.as_ref().map(FileWatch::take);
        for path in changes.into_iter().flatten() {
            let message = format!("Changed: {}.", path.display());
            self.observers.log.remark(Level::Debug, &message);
            self.dispatch(Supervisor::files_changed);
        }
    }

    pub(super) fn reload(&mut self, reason: ReloadReason) {
        self.dispatch(|supervisor, now, out| supervisor.reload(reason, now, out));
    }
}
