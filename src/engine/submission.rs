//! Executes the steps of [`Confirmation`]: one submission to Google, until its record shows it.

use std::time::Duration;

use jiff::{Timestamp, Unit};
use net::Deadline;
use search_console::sitemaps::Sitemap;
use search_console::{CallError, Client, Property};
use tokio::time::Instant;
use url::Url;

use super::confirmation::{Confirmation, Event, Step, Verdict};
use super::google_error::GoogleError;
use super::record;
use crate::model::{EngineOutcome, EngineReport};

/// Share of the remaining time that is reserved for the read-back of the last submission,
const RESERVE_PART: u32 = 5;
/// and its maximum.
const LONGEST_RESERVE: Duration = Duration::from_secs(10);

/// A running submission, which executes the steps of [`Confirmation`].
pub(super) struct Submission<'a> {
    client: &'a Client,
    property: &'a Property,
    sitemap: &'a Url,
    deadline: Deadline,
    /// Time before the first attempt: later records are from this submission.
    started: Instant,
    refusal: Option<CallError>,
    read_error: Option<CallError>,
    record: Option<Sitemap>,
}

impl<'a> Submission<'a> {
    /// Starts a submission.
    pub(super) fn new(
        client: &'a Client,
        property: &'a Property,
        sitemap: &'a Url,
        deadline: Deadline,
    ) -> Self {
        Self {
            client,
            property,
            sitemap,
            deadline,
            started: Instant::now(),
            refusal: None,
            read_error: None,
            record: None,
        }
    }

    /// Runs until the submission has ended; counts the submissions sent.
    pub(super) async fn travel(&mut self, attempts: &mut u32) -> Verdict {
        let mut confirmation = Confirmation::default();
        let mut step = confirmation.start();
        loop {
            let event = match step {
                Step::Submit => self.submit(attempts).await,
                Step::ReadBack { after } => {
                    // A timer of zero would be rounded up to 1 ms.
                    if !after.is_zero() {
                        tokio::time::sleep(after).await;
                    }
                    self.read_back().await
                }
                Step::Finish(verdict) => return verdict,
            };
            tracing::debug!(?event, "submission");
            step = confirmation.after(event, self.deadline.remaining());
        }
    }

    async fn submit(&mut self, attempts: &mut u32) -> Event {
        let reserve = (self.deadline.remaining() / RESERVE_PART).min(LONGEST_RESERVE);
        let until = self.deadline.earlier_by(reserve);
        match self
            .client
            .submit_sitemap(self.property, self.sitemap, until)
            .await
        {
            Ok(called) => {
                *attempts += called.attempts;
                Event::Accepted
            }
            Err(error) => {
                *attempts += error.attempts;
                let event = if error.maybe_applied {
                    Event::Doubtful
                } else {
                    Event::Refused
                };
                self.refusal = Some(error);
                event
            }
        }
    }

    async fn read_back(&mut self) -> Event {
        let read = record::look_up(self.client, self.property, self.sitemap, self.deadline).await;
        match read {
            Ok(record) => {
                let shown = record
                    .as_ref()
                    .and_then(|record| record.last_submitted)
                    .is_some_and(|time| time >= self.earliest());
                self.record = record;
                if shown { Event::Shown } else { Event::NotShown }
            }
            Err(error) => {
                self.read_error = Some(error);
                Event::Unreadable
            }
        }
    }

    /// Earliest possible time in the record of this submission, on Google's clock, bounded by its
    /// `Date` headers. Rounded down to seconds, since records may be truncated.
    fn earliest(&self) -> Timestamp {
        let bound = self.client.server_clock().at_least(self.started);
        bound
            .and_then(|time| {
                let whole = jiff::TimestampRound::new()
                    .smallest(Unit::Second)
                    .mode(jiff::RoundMode::Floor);
                time.round(whole).ok()
            })
            // Every response of the API has a Date header; one without it proves nothing.
            .unwrap_or(Timestamp::MAX)
    }

    /// Adds the result to `report`.
    pub(super) fn conclude(self, verdict: Verdict, mut report: EngineReport) -> EngineReport {
        if let Some(record) = &self.record {
            report.take_record(record);
        }
        let sitemap = self.sitemap.clone();
        let property = self.property.clone();
        match (verdict, self.refusal, self.read_error) {
            (Verdict::Confirmed, ..) => {
                report.outcome = EngineOutcome::Confirmed;
                report
            }
            (Verdict::Refused, Some(source), _) => {
                let refused = GoogleError::Submit {
                    sitemap,
                    property,
                    account: self.client.account().to_owned(),
                    source,
                };
                report.failed(refused)
            }
            (Verdict::Unreadable, _, Some(source)) => {
                let unreadable = GoogleError::Unreadable {
                    sitemap,
                    property,
                    source,
                };
                report.submitted(unreadable)
            }
            // A rejection and a read error always have a cause; without one, the record did not
            // show the submission.
            (Verdict::Refused | Verdict::Unreadable | Verdict::NotShown, ..) => {
                let last_submitted = self.record.and_then(|record| record.last_submitted);
                let not_shown = GoogleError::NotShown {
                    sitemap,
                    property,
                    last_submitted,
                };
                report.submitted(not_shown)
            }
        }
    }
}
