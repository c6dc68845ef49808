//! Decides what a fault means for one request, without doing it.

use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;
use http::header::{CONTENT_TYPE, HeaderValue, LOCATION, RETRY_AFTER};
use jiff::{SignedDuration, Timestamp};

use crate::answer::Answer;
use crate::api::{GoogleError, Handling};
use crate::clock::http_date;
use crate::config::ErrorShape;
use crate::fault::{Fault, ForbiddenReason, GrantRefusal, Moment, RetryAfter};
use crate::token::Refusal;

/// A body that no client should take for an answer: it begins as JSON and does not go on as such.
const GARBAGE: &[u8] = b"{\"\x00\xff\xfe not what you asked for";

/// How a request is dealt with.
#[derive(Debug)]
pub(crate) struct Effect {
    /// Whether and how it is done.
    pub(crate) processing: Processing,
    /// What is answered in place of the true answer.
    pub(crate) replacement: Option<Answer>,
    /// How the answer goes out.
    pub(crate) delivery: Delivery,
}

/// Whether and how a request is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Processing {
    Done(Handling),
    Skipped,
}

/// How an answer goes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Delivery {
    Whole,
    /// Whole, but nothing that a client could use.
    Unusable,
    Drip(Duration),
    Truncated,
    Reset,
    Never,
}

/// What an effect may depend on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Circumstances<'a> {
    pub(crate) now: Timestamp,
    pub(crate) shape: ErrorShape,
    pub(crate) site: Option<&'a str>,
    pub(crate) rpc_name: &'a str,
    pub(crate) project: &'a str,
}

/// What `fault`, if any, makes of a request.
pub(crate) fn effect(fault: Option<&Fault>, circumstances: Circumstances<'_>) -> Effect {
    let shape = circumstances.shape;
    let Some(fault) = fault else {
        return Effect::spoiled(Delivery::Whole);
    };
    match fault {
        Fault::Unauthorized => Effect::instead(GoogleError::bad_token().answer(shape)),
        Fault::Forbidden { reason } => Effect::instead(forbidden(*reason, circumstances)),
        Fault::BadRequest => Effect::instead(
            GoogleError::invalid("Request contains an invalid argument.").answer(shape),
        ),
        Fault::NotFound => Effect::instead(GoogleError::not_found().answer(shape)),
        Fault::TooManyRequests { retry_after } => Effect::instead(later(
            GoogleError::quota(circumstances.site).answer(shape),
            *retry_after,
            circumstances.now,
        )),
        Fault::InternalError => Effect::instead(GoogleError::internal().answer(shape)),
        Fault::BadGateway => Effect::instead(Answer::html(StatusCode::BAD_GATEWAY)),
        Fault::Unavailable { retry_after } => Effect::instead(later(
            GoogleError::unavailable().answer(shape),
            *retry_after,
            circumstances.now,
        )),
        Fault::GatewayTimeout { moment } => Effect {
            processing: (*moment).into(),
            ..Effect::instead(Answer::html(StatusCode::GATEWAY_TIMEOUT))
        },
        Fault::Reset { moment } => Effect::lost_on_the_way(*moment, Delivery::Reset),
        Fault::Hang { moment } => Effect::lost_on_the_way(*moment, Delivery::Never),
        Fault::Drip { byte_delay_ms } => {
            Effect::spoiled(Delivery::Drip(Duration::from_millis(*byte_delay_ms)))
        }
        Fault::Truncated => Effect::spoiled(Delivery::Truncated),
        Fault::Garbage { moment } => Effect {
            processing: (*moment).into(),
            delivery: Delivery::Unusable,
            ..Effect::instead(garbage())
        },
        Fault::Redirect { location } => Effect::instead(redirect(location)),
        Fault::Lost => Effect::handled(Handling::Forget),
        Fault::Stale => Effect::handled(Handling::Stale),
        Fault::Processing => Effect::handled(Handling::Processing),
        Fault::InvalidGrant { reason } => Effect::instead(refusal(*reason).answer()),
        Fault::InternalFailure => Effect::instead(Refusal::InternalFailure.answer()),
    }
}

impl Effect {
    /// `answer` in place of doing anything.
    fn instead(answer: Answer) -> Self {
        Self {
            processing: Processing::Skipped,
            replacement: Some(answer),
            delivery: Delivery::Whole,
        }
    }

    /// Done, and the true answer delivered so.
    fn spoiled(delivery: Delivery) -> Self {
        Self {
            delivery,
            ..Self::handled(Handling::Usual)
        }
    }

    fn handled(handling: Handling) -> Self {
        Self {
            processing: Processing::Done(handling),
            replacement: None,
            delivery: Delivery::Whole,
        }
    }

    fn lost_on_the_way(moment: Moment, delivery: Delivery) -> Self {
        Self {
            processing: moment.into(),
            replacement: None,
            delivery,
        }
    }
}

impl From<Moment> for Processing {
    fn from(moment: Moment) -> Self {
        match moment {
            Moment::BeforeChange => Self::Skipped,
            Moment::AfterChange => Self::Done(Handling::Usual),
        }
    }
}

fn forbidden(reason: ForbiddenReason, circumstances: Circumstances<'_>) -> Answer {
    GoogleError::forbidden(
        reason,
        circumstances.site,
        circumstances.rpc_name,
        circumstances.project,
    )
    .answer(circumstances.shape)
}

fn refusal(reason: GrantRefusal) -> Refusal {
    match reason {
        GrantRefusal::Clock => Refusal::Clock,
        GrantRefusal::Signature => Refusal::Signature,
        GrantRefusal::AccountNotFound => Refusal::AccountNotFound,
    }
}

fn later(answer: Answer, retry_after: Option<RetryAfter>, now: Timestamp) -> Answer {
    match retry_after {
        None => answer,
        Some(RetryAfter::Seconds(seconds)) => answer.with(RETRY_AFTER, HeaderValue::from(seconds)),
        Some(RetryAfter::DateIn(seconds)) => {
            let ahead = SignedDuration::from_secs(i64::try_from(seconds).unwrap_or(i64::MAX));
            let date = now.checked_add(ahead).unwrap_or(Timestamp::MAX);
            answer.with(RETRY_AFTER, http_date(date))
        }
    }
}

fn garbage() -> Answer {
    Answer {
        body: Bytes::from_static(GARBAGE),
        ..Answer::empty(StatusCode::OK)
    }
    .with(
        CONTENT_TYPE,
        HeaderValue::from_static("application/json; charset=UTF-8"),
    )
}

/// A location that no header can hold is left out.
fn redirect(location: &str) -> Answer {
    let answer = Answer::html(StatusCode::FOUND);
    match HeaderValue::from_str(location) {
        Ok(location) => answer.with(LOCATION, location),
        Err(_) => answer,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strike(fault: &Fault) -> Effect {
        effect(
            Some(fault),
            Circumstances {
                now: "2026-11-23T06:00:00Z".parse().unwrap(),
                shape: ErrorShape::Full,
                site: Some("https://a/"),
                rpc_name: "x",
                project: "p",
            },
        )
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let header = |retry_after| {
            let effect = strike(&Fault::Unavailable { retry_after });
            let answer = effect.replacement.unwrap();
            answer.headers.get(RETRY_AFTER).cloned()
        };
        assert_eq!(header(None), None);
        assert_eq!(header(Some(RetryAfter::Seconds(7))).unwrap(), "7");
        assert_eq!(
            header(Some(RetryAfter::DateIn(61))).unwrap(),
            "Mon, 23 Nov 2026 06:01:01 GMT"
        );
    }

    #[test]
    fn the_moment_decides_whether_it_is_done() {
        for (moment, processing) in [
            (Moment::BeforeChange, Processing::Skipped),
            (Moment::AfterChange, Processing::Done(Handling::Usual)),
        ] {
            for fault in [
                Fault::Reset { moment },
                Fault::Hang { moment },
                Fault::Garbage { moment },
                Fault::GatewayTimeout { moment },
            ] {
                assert_eq!(strike(&fault).processing, processing, "{fault:?}");
            }
        }
    }

    #[test]
    fn garbage_is_not_json() {
        assert!(serde_json::from_slice::<serde_json::Value>(GARBAGE).is_err());
    }
}
