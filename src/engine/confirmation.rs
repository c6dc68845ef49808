//! Decides the steps from a submission to its confirmation.
//!
//! A state machine without I/O and clock: it receives events and the time left, and returns the
//! next step.
//!
//! # Guarantees
//! - [`Verdict::Confirmed`] is reached only through [`Event::Shown`].
//! - A submission with an unknown result (its response was lost) is looked up before it counts as
//!   failed.
//! - No wait exceeds the remaining time.
//! - It terminates: the number of rounds, each with one submission, is limited.

use std::time::Duration;

/// Waits before the read-backs of one round. The API may show an accepted submission with a delay.
const READ_BACK_WAITS: [Duration; 5] = [
    Duration::ZERO,
    Duration::from_millis(500),
    Duration::from_secs(1),
    Duration::from_secs(2),
    Duration::from_secs(4),
];

/// Maximum number of submissions if the read-back does not show them.
const MOST_ROUNDS: u32 = 8;

/// Next step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// Submit the sitemap.
    Submit,
    /// Wait, then read the sitemap's record.
    ReadBack {
        /// Time to wait before it.
        after: Duration,
    },
    /// End of the submission.
    Finish(Verdict),
}

/// Result of a submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// The record shows the submission.
    Confirmed,
    /// It was rejected, and the record does not show it.
    Refused,
    /// It was accepted, but the record does not show it.
    NotShown,
    /// It was accepted, but the record could not be read.
    Unreadable,
}

/// Event of a submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Event {
    /// The API accepted the submission.
    Accepted,
    /// The submission failed, and cannot have had an effect.
    Refused,
    /// The submission failed, but may have had an effect.
    Doubtful,
    /// The record shows our submission.
    Shown,
    /// The record does not show it, or there is none.
    NotShown,
    /// The record could not be read, even after retries.
    Unreadable,
}

/// State of one submission.
#[derive(Debug, Default)]
pub(super) struct Confirmation {
    /// True if any submission was accepted.
    accepted: bool,
    /// True if the last submission failed, so that only the lookup remains.
    last_chance: bool,
    rounds: u32,
    read_backs: usize,
}

impl Confirmation {
    /// The first step.
    pub(super) fn start(&mut self) -> Step {
        self.rounds = 1;
        Step::Submit
    }

    /// The step after `event`, with `remaining` time to the deadline.
    pub(super) fn after(&mut self, event: Event, remaining: Duration) -> Step {
        match event {
            Event::Accepted => {
                self.accepted = true;
                self.read_backs = 0;
                self.read_back(remaining)
            }
            Event::Refused if !self.accepted => Step::Finish(Verdict::Refused),
            // An earlier attempt was accepted, so read the record again: it may show that
            // submission now.
            Event::Refused | Event::Doubtful => {
                self.last_chance = true;
                self.read_backs = 0;
                self.read_back(remaining)
            }
            Event::Shown => Step::Finish(Verdict::Confirmed),
            Event::NotShown => self.read_back(remaining),
            Event::Unreadable => self.read_again(remaining),
        }
    }

    fn read_back(&mut self, remaining: Duration) -> Step {
        match READ_BACK_WAITS.get(self.read_backs) {
            Some(&after) if after < remaining => {
                self.read_backs += 1;
                Step::ReadBack { after }
            }
            None if !self.last_chance && self.rounds < MOST_ROUNDS && !remaining.is_zero() => {
                self.rounds += 1;
                Step::Submit
            }
            Some(_) | None => Step::Finish(self.when_not_shown()),
        }
    }

    /// A rejected lookup right after an accepted submission may be temporary. Submitting again
    /// would not help: nothing shows that the submission is missing.
    fn read_again(&mut self, remaining: Duration) -> Step {
        match READ_BACK_WAITS.get(self.read_backs) {
            Some(&after) if after < remaining => {
                self.read_backs += 1;
                Step::ReadBack { after }
            }
            _ => Step::Finish(self.when_unreadable()),
        }
    }

    const fn when_not_shown(&self) -> Verdict {
        if self.accepted {
            Verdict::NotShown
        } else {
            Verdict::Refused
        }
    }

    const fn when_unreadable(&self) -> Verdict {
        if self.accepted {
            Verdict::Unreadable
        } else {
            Verdict::Refused
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const LONG: Duration = Duration::from_secs(3600);
    const NOW: Step = Step::ReadBack {
        after: Duration::ZERO,
    };

    fn started() -> Confirmation {
        let mut confirmation = Confirmation::default();
        assert_eq!(confirmation.start(), Step::Submit);
        confirmation
    }

    #[test]
    fn accepted_and_shown_is_confirmed() {
        let mut confirmation = started();
        assert_eq!(confirmation.after(Event::Accepted, LONG), NOW);
        assert_eq!(
            confirmation.after(Event::Shown, LONG),
            Step::Finish(Verdict::Confirmed)
        );
    }

    #[test]
    fn a_refusal_is_final_unless_in_doubt() {
        assert_eq!(
            started().after(Event::Refused, LONG),
            Step::Finish(Verdict::Refused)
        );
        let mut doubtful = started();
        assert_eq!(doubtful.after(Event::Doubtful, LONG), NOW);
        assert_eq!(
            doubtful.after(Event::Shown, LONG),
            Step::Finish(Verdict::Confirmed)
        );
    }

    #[test]
    fn a_doubtful_submission_without_record_counts_as_rejected() {
        let mut confirmation = started();
        let mut step = confirmation.after(Event::Doubtful, LONG);
        while matches!(step, Step::ReadBack { .. }) {
            step = confirmation.after(Event::NotShown, LONG);
        }
        assert_eq!(step, Step::Finish(Verdict::Refused));
    }

    #[test]
    fn a_submission_without_record_is_repeated() {
        let mut confirmation = started();
        confirmation.after(Event::Accepted, LONG);
        for &after in &READ_BACK_WAITS[1..] {
            assert_eq!(
                confirmation.after(Event::NotShown, LONG),
                Step::ReadBack { after }
            );
        }
        assert_eq!(confirmation.after(Event::NotShown, LONG), Step::Submit);
        assert_eq!(confirmation.after(Event::Accepted, LONG), NOW);
    }

    #[test]
    fn accepted_once_and_refused_later_is_looked_up_once_more() {
        let mut confirmation = started();
        confirmation.after(Event::Accepted, LONG);
        while confirmation.after(Event::NotShown, LONG) != Step::Submit {}
        assert_eq!(confirmation.after(Event::Refused, LONG), NOW);
        for &after in &READ_BACK_WAITS[1..] {
            assert_eq!(
                confirmation.after(Event::Unreadable, LONG),
                Step::ReadBack { after }
            );
        }
        assert_eq!(
            confirmation.after(Event::Unreadable, LONG),
            Step::Finish(Verdict::Unreadable)
        );
    }

    fn event() -> impl Strategy<Value = Event> {
        prop_oneof![
            Just(Event::Accepted),
            Just(Event::Refused),
            Just(Event::Doubtful),
            Just(Event::Shown),
            Just(Event::NotShown),
            Just(Event::Unreadable),
        ]
    }

    proptest! {
        #[test]
        fn it_ends_and_confirms_only_what_was_shown(
            events in prop::collection::vec(event(), 200),
            mut remaining_ms in 0_u64..200_000,
        ) {
            let mut confirmation = started();
            let mut step = Step::Submit;
            let mut submissions = 0;
            for event in events {
                // Replace events that cannot follow the step.
                let event = match (step, event) {
                    (Step::Submit, Event::Accepted | Event::Refused | Event::Doubtful) => event,
                    (Step::Submit, _) => Event::Accepted,
                    (_, Event::Accepted | Event::Refused | Event::Doubtful) => Event::NotShown,
                    (_, event) => event,
                };
                submissions += u32::from(step == Step::Submit);
                let remaining = Duration::from_millis(remaining_ms);
                step = confirmation.after(event, remaining);
                match step {
                    Step::ReadBack { after } => {
                        prop_assert!(after < remaining);
                        remaining_ms = (remaining - after).as_millis() as u64;
                    }
                    Step::Submit => {}
                    Step::Finish(verdict) => {
                        prop_assert_eq!(verdict == Verdict::Confirmed, event == Event::Shown);
                        prop_assert!(submissions <= MOST_ROUNDS);
                        return Ok(());
                    }
                }
            }
            prop_assert!(false, "it did not end");
        }
    }
}
