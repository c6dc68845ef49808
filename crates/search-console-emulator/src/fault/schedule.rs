//! Random series of faults from a seed.
//!
//! # Distribution
//! For each of the three requests of a submission (token, PUT, GET), the number of rules is uniformly
//! distributed from 0 to the maximum in [`Mix`]; each rule applies to one request. A fault is final
//! with a probability of [`Mix::final_percent`], else transient; within these, each kind is equally
//! likely:
//!
//! | request | transient | final |
//! |---|---|---|
//! | token | 500 JSON, 502, 503, reset before, truncated, garbage, `internal_failure` | `invalid_grant` of each reason but the clock |
//! | PUT | 401, 403 of both rate limits, 429, 500, 502, 503, 504 and reset each before and after, truncated, drip, garbage before | 400, 404, 403 `forbidden`, `quotaExceeded`, `dailyLimitExceeded`, `accessNotConfigured`, `insufficientScopes`, 302, lost |
//! | GET | those of PUT, and stale | 404, 403 `forbidden` |
//!
//! `Retry-After` is absent, 0 or 1 seconds, or a date one second ahead, with equal probability.
//! With [`Mix::hang`], the transient kinds of PUT and GET include hanging (before and after).
//!
//! # Guarantees
//! - The same seed and mix produce the same rules, in every version with the same kinds.

use crate::fault::{Fault, FaultRule, ForbiddenReason, InvalidGrantReason, Moment, RetryAfter};
use crate::random::SplitMix;

/// Pause between the bytes of a dripping response, in milliseconds.
const DRIP_MILLISECONDS: u64 = 2;

/// Distribution of the faults.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mix {
    /// Maximum number of faults of token requests.
    pub token: u32,
    /// Maximum number of faults of submissions.
    pub submit: u32,
    /// Maximum number of faults of reading back.
    pub read_back: u32,
    /// Percentage of final faults.
    pub final_percent: u8,
    /// Inclusion of hanging requests, for which a client needs a short timeout.
    pub hang: Hanging,
}

/// Inclusion of hanging requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hanging {
    /// Requests may hang.
    Included,
    /// Requests do not hang.
    Excluded,
}

impl Default for Mix {
    fn default() -> Self {
        Self {
            token: 1,
            submit: 3,
            read_back: 2,
            final_percent: 15,
            hang: Hanging::Excluded,
        }
    }
}

/// A series of rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FaultSchedule {
    /// The seed.
    pub seed: u64,
    /// The rules, in order.
    pub rules: Vec<FaultRule>,
}

impl FaultSchedule {
    /// Creates a schedule from `seed`.
    pub fn random(seed: u64, mix: &Mix) -> Self {
        let mut numbers = SplitMix::new(seed);
        let mut rules = Vec::new();
        for (target, most) in [
            (Target::Token, mix.token),
            (Target::Submit, mix.submit),
            (Target::ReadBack, mix.read_back),
        ] {
            for _ in 0..numbers.below(u64::from(most) + 1) {
                let kinds = if numbers.percent(mix.final_percent) {
                    target.final_kinds()
                } else {
                    target.transient_kinds(mix.hang, &mut numbers)
                };
                rules.extend(pick(kinds, &mut numbers).map(|fault| target.rule(fault)));
            }
        }
        Self { seed, rules }
    }

    /// True if a client can recover from every fault with retries.
    pub fn is_transient(&self) -> bool {
        self.rules.iter().all(|rule| rule.fault.is_transient())
    }
}

fn pick(mut kinds: Vec<Fault>, numbers: &mut SplitMix) -> Option<Fault> {
    let index = numbers.below(u64::try_from(kinds.len()).ok()?);
    let index = usize::try_from(index).ok()?;
    (index < kinds.len()).then(|| kinds.swap_remove(index))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Target {
    Token,
    Submit,
    ReadBack,
}

impl Target {
    fn rule(self, fault: Fault) -> FaultRule {
        match self {
            Self::Token => FaultRule::token(fault),
            Self::Submit => FaultRule::submit(fault),
            Self::ReadBack => FaultRule::read_back(fault),
        }
    }

    fn transient_kinds(self, hang: Hanging, numbers: &mut SplitMix) -> Vec<Fault> {
        let before = Moment::BeforeChange;
        let after = Moment::AfterChange;
        let retry_after = retry_after(numbers);
        let mut kinds = vec![
            Fault::InternalError,
            Fault::BadGateway,
            Fault::Unavailable { retry_after },
            Fault::Reset { moment: before },
            Fault::Truncated,
        ];
        if self == Self::Token {
            kinds.push(Fault::Garbage { moment: before });
            kinds.push(Fault::InternalFailure);
            return kinds;
        }
        kinds.extend([
            Fault::Unauthorized,
            Fault::Forbidden {
                reason: ForbiddenReason::RateLimitExceeded,
            },
            Fault::Forbidden {
                reason: ForbiddenReason::UserRateLimitExceeded,
            },
            Fault::TooManyRequests { retry_after },
            Fault::GatewayTimeout { moment: before },
            Fault::GatewayTimeout { moment: after },
            Fault::Reset { moment: after },
            Fault::Drip {
                byte_delay_ms: DRIP_MILLISECONDS,
            },
            Fault::Garbage { moment: before },
        ]);
        if self == Self::ReadBack {
            kinds.push(Fault::Stale);
        }
        if hang == Hanging::Included {
            kinds.push(Fault::Hang { moment: before });
            kinds.push(Fault::Hang { moment: after });
        }
        kinds
    }

    fn final_kinds(self) -> Vec<Fault> {
        let forbidden = |reason| Fault::Forbidden { reason };
        match self {
            Self::Token => vec![
                Fault::InvalidGrant {
                    reason: InvalidGrantReason::Signature,
                },
                Fault::InvalidGrant {
                    reason: InvalidGrantReason::AccountNotFound,
                },
            ],
            Self::Submit => vec![
                Fault::BadRequest,
                Fault::NotFound,
                forbidden(ForbiddenReason::Forbidden),
                forbidden(ForbiddenReason::QuotaExceeded),
                forbidden(ForbiddenReason::DailyLimitExceeded),
                forbidden(ForbiddenReason::AccessNotConfigured),
                forbidden(ForbiddenReason::InsufficientScopes),
                Fault::Redirect {
                    location: "http://127.0.0.1:9/elsewhere".to_owned(),
                },
                Fault::Lost,
            ],
            Self::ReadBack => vec![Fault::NotFound, forbidden(ForbiddenReason::Forbidden)],
        }
    }
}

fn retry_after(numbers: &mut SplitMix) -> Option<RetryAfter> {
    match numbers.below(4) {
        0 => None,
        1 => Some(RetryAfter::Seconds(0)),
        2 => Some(RetryAfter::Seconds(1)),
        _ => Some(RetryAfter::DateIn(1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rules_depend_on_the_seed_alone() {
        let mix = Mix::default();
        let draw = |seed| FaultSchedule::random(seed, &mix).rules;
        assert_eq!(draw(7), draw(7));
        assert!((0..20).any(|seed| draw(seed) != draw(seed + 1)));
    }

    #[test]
    fn a_final_percent_of_zero_excludes_final_faults() {
        let mix = Mix {
            final_percent: 0,
            ..Mix::default()
        };
        assert!((0..500).all(|seed| FaultSchedule::random(seed, &mix).is_transient()));
    }

    #[test]
    fn the_kinds_are_classified_correctly() {
        let mut numbers = SplitMix::new(1);
        for target in [Target::Token, Target::Submit, Target::ReadBack] {
            let transient = target.transient_kinds(Hanging::Included, &mut numbers);
            assert!(transient.iter().all(Fault::is_transient), "{target:?}");
            assert!(
                !target.final_kinds().iter().any(Fault::is_transient),
                "{target:?}"
            );
        }
    }

    #[test]
    fn every_kind_occurs() {
        let mix = Mix {
            hang: Hanging::Included,
            ..Mix::default()
        };
        let drawn: Vec<_> = (0..2_000)
            .flat_map(|seed| FaultSchedule::random(seed, &mix).rules)
            .map(|rule| rule.fault)
            .collect();
        for wanted in [
            Fault::Lost,
            Fault::Stale,
            Fault::Reset {
                moment: Moment::AfterChange,
            },
            Fault::Hang {
                moment: Moment::BeforeChange,
            },
            Fault::InternalFailure,
        ] {
            assert!(drawn.contains(&wanted), "{wanted:?}");
        }
    }
}
