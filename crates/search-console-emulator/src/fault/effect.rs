//! Effect of a fault on a request, as a plan that is carried out elsewhere.

use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;
use http::header::{CONTENT_TYPE, HeaderValue, LOCATION, RETRY_AFTER};
use jiff::{SignedDuration, Timestamp};

use crate::api::{GoogleError, Handling};
use crate::clock::http_date;
use crate::config::ErrorShape;
use crate::fault::{Fault, ForbiddenReason, InvalidGrantReason, Moment, RetryAfter};
use crate::response::Response;
use crate::token::GrantError;

/// A body that clients must reject: it starts like JSON but is not.
const GARBAGE: &[u8] = b"{\"\x00\xff\xfe not the requested content";

/// Plan for a request.
#[derive(Debug)]
pub(crate) struct Effect {
    /// Execution of the request.
    pub(crate) processing: Processing,
    /// Response that replaces the real one.
    pub(crate) replacement: Option<Response>,
    /// Delivery of the response.
    pub(crate) delivery: Delivery,
}

/// Execution of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Processing {
    Done(Handling),
    Skipped,
}

/// Delivery of a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Delivery {
    Whole,
    /// Complete, but useless for a client.
    Unusable,
    Drip(Duration),
    Truncated,
    Reset,
    Never,
}

/// Input for the content of error responses.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RequestContext<'a> {
    pub(crate) now: Timestamp,
    pub(crate) shape: ErrorShape,
    pub(crate) site: Option<&'a str>,
    pub(crate) rpc_name: &'a str,
    pub(crate) project: &'a str,
}

/// Determines the effect of `fault`, if any.
pub(crate) fn effect(fault: Option<&Fault>, context: RequestContext<'_>) -> Effect {
    let shape = context.shape;
    let Some(fault) = fault else {
        return Effect::delivered_as(Delivery::Whole);
    };
    match fault {
        Fault::Unauthorized => Effect::replaced_by(GoogleError::bad_token().into_response(shape)),
        Fault::Forbidden { reason } => Effect::replaced_by(forbidden(*reason, context)),
        Fault::BadRequest => Effect::replaced_by(
            GoogleError::invalid("Request contains an invalid argument.").into_response(shape),
        ),
        Fault::NotFound => Effect::replaced_by(GoogleError::not_found().into_response(shape)),
        Fault::TooManyRequests { retry_after } => Effect::replaced_by(later(
            GoogleError::quota(context.site).into_response(shape),
            *retry_after,
            context.now,
        )),
        Fault::InternalError => Effect::replaced_by(GoogleError::internal().into_response(shape)),
        Fault::BadGateway => Effect::replaced_by(Response::html(StatusCode::BAD_GATEWAY)),
        Fault::Unavailable { retry_after } => Effect::replaced_by(later(
            GoogleError::unavailable().into_response(shape),
            *retry_after,
            context.now,
        )),
        Fault::GatewayTimeout { moment } => Effect {
            processing: (*moment).into(),
            ..Effect::replaced_by(Response::html(StatusCode::GATEWAY_TIMEOUT))
        },
        Fault::Reset { moment } => Effect::without_response(*moment, Delivery::Reset),
        Fault::Hang { moment } => Effect::without_response(*moment, Delivery::Never),
        Fault::Drip { byte_delay_ms } => {
            Effect::delivered_as(Delivery::Drip(Duration::from_millis(*byte_delay_ms)))
        }
        Fault::Truncated => Effect::delivered_as(Delivery::Truncated),
        Fault::Garbage { moment } => Effect {
            processing: (*moment).into(),
            delivery: Delivery::Unusable,
            ..Effect::replaced_by(garbage())
        },
        Fault::Redirect { location } => Effect::replaced_by(redirect(location)),
        Fault::Lost => Effect::handled(Handling::Discard),
        Fault::Stale => Effect::handled(Handling::Stale),
        Fault::Processing => Effect::handled(Handling::Processing),
        Fault::InvalidGrant { reason } => Effect::replaced_by(grant_error(*reason).response()),
        Fault::InternalFailure => Effect::replaced_by(GrantError::InternalFailure.response()),
    }
}

impl Effect {
    /// Sends `response` without executing the request.
    fn replaced_by(response: Response) -> Self {
        Self {
            processing: Processing::Skipped,
            replacement: Some(response),
            delivery: Delivery::Whole,
        }
    }

    /// Executes the request and delivers the real response in this way.
    fn delivered_as(delivery: Delivery) -> Self {
        Self {
            delivery,
            ..Self::handled(Handling::Normal)
        }
    }

    fn handled(handling: Handling) -> Self {
        Self {
            processing: Processing::Done(handling),
            replacement: None,
            delivery: Delivery::Whole,
        }
    }

    fn without_response(moment: Moment, delivery: Delivery) -> Self {
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
            Moment::AfterChange => Self::Done(Handling::Normal),
        }
    }
}

fn forbidden(reason: ForbiddenReason, context: RequestContext<'_>) -> Response {
    GoogleError::forbidden(reason, context.site, context.rpc_name, context.project)
        .into_response(context.shape)
}

fn grant_error(reason: InvalidGrantReason) -> GrantError {
    match reason {
        InvalidGrantReason::Clock => GrantError::Clock,
        InvalidGrantReason::Signature => GrantError::Signature,
        InvalidGrantReason::AccountNotFound => GrantError::AccountNotFound,
    }
}

fn later(response: Response, retry_after: Option<RetryAfter>, now: Timestamp) -> Response {
    match retry_after {
        None => response,
        Some(RetryAfter::Seconds(seconds)) => {
            response.with(RETRY_AFTER, HeaderValue::from(seconds))
        }
        Some(RetryAfter::DateIn(seconds)) => {
            let ahead = SignedDuration::from_secs(i64::try_from(seconds).unwrap_or(i64::MAX));
            let date = now.checked_add(ahead).unwrap_or(Timestamp::MAX);
            response.with(RETRY_AFTER, http_date(date))
        }
    }
}

fn garbage() -> Response {
    Response {
        body: Bytes::from_static(GARBAGE),
        ..Response::empty(StatusCode::OK)
    }
    .with(
        CONTENT_TYPE,
        HeaderValue::from_static("application/json; charset=UTF-8"),
    )
}

/// Omits a location that is not a valid header value.
fn redirect(location: &str) -> Response {
    let response = Response::html(StatusCode::FOUND);
    match HeaderValue::from_str(location) {
        Ok(location) => response.with(LOCATION, location),
        Err(_) => response,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn effect_of(fault: &Fault) -> Effect {
        effect(
            Some(fault),
            RequestContext {
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
            let effect = effect_of(&Fault::Unavailable { retry_after });
            let response = effect.replacement.unwrap();
            response.headers.get(RETRY_AFTER).cloned()
        };
        assert_eq!(header(None), None);
        assert_eq!(header(Some(RetryAfter::Seconds(7))).unwrap(), "7");
        assert_eq!(
            header(Some(RetryAfter::DateIn(61))).unwrap(),
            "Mon, 23 Nov 2026 06:01:01 GMT"
        );
    }

    #[test]
    fn the_moment_decides_if_the_request_is_executed() {
        for (moment, processing) in [
            (Moment::BeforeChange, Processing::Skipped),
            (Moment::AfterChange, Processing::Done(Handling::Normal)),
        ] {
            for fault in [
                Fault::Reset { moment },
                Fault::Hang { moment },
                Fault::Garbage { moment },
                Fault::GatewayTimeout { moment },
            ] {
                assert_eq!(effect_of(&fault).processing, processing, "{fault:?}");
            }
        }
    }

    #[test]
    fn garbage_is_not_json() {
        assert!(serde_json::from_slice::<serde_json::Value>(GARBAGE).is_err());
    }
}
