//! Checks that the README documents every fault as spelled in a file.

use search_console_emulator::{
    Fault, ForbiddenReason, InvalidGrantReason, Moment, PathMatch, RetryAfter,
};
use serde::Serialize;
use serde_json::Value;

const README: &str = include_str!("../../README.md");

fn spelled(value: impl Serialize) -> String {
    match serde_json::to_value(value).unwrap() {
        Value::String(text) => text,
        Value::Object(fields) => fields.keys().next().unwrap().clone(),
        other => panic!("{other}"),
    }
}

fn kinds() -> Vec<String> {
    let moment = Moment::BeforeChange;
    let retry_after = None;
    [
        Fault::Unauthorized,
        Fault::Forbidden {
            reason: ForbiddenReason::Forbidden,
        },
        Fault::BadRequest,
        Fault::NotFound,
        Fault::TooManyRequests { retry_after },
        Fault::InternalError,
        Fault::BadGateway,
        Fault::Unavailable { retry_after },
        Fault::GatewayTimeout { moment },
        Fault::Reset { moment },
        Fault::Drip { byte_delay_ms: 1 },
        Fault::Truncated,
        Fault::Hang { moment },
        Fault::Garbage { moment },
        Fault::Redirect {
            location: String::new(),
        },
        Fault::Lost,
        Fault::Stale,
        Fault::Processing,
        Fault::InvalidGrant {
            reason: InvalidGrantReason::Clock,
        },
        Fault::InternalFailure,
    ]
    .iter()
    .map(|fault| {
        let value = serde_json::to_value(fault).unwrap();
        value["kind"].as_str().unwrap().to_owned()
    })
    .collect()
}

/// A property with a `*` is not listed, so a client that lists properties would not find it.
#[test]
fn the_property_of_the_example_is_listed() {
    let (_, example) = README.split_once("$ search-console-emulator ").unwrap();
    let property = example.lines().next().unwrap();
    assert!(property.starts_with("--property "), "{property}");
    assert!(!property.contains('*'), "{property}");
}

#[test]
fn every_word_of_a_fault_file_is_documented() {
    let mut words = kinds();
    words.extend([
        spelled(ForbiddenReason::RateLimitExceeded),
        spelled(ForbiddenReason::UserRateLimitExceeded),
        spelled(ForbiddenReason::QuotaExceeded),
        spelled(ForbiddenReason::DailyLimitExceeded),
        spelled(ForbiddenReason::AccessNotConfigured),
        spelled(ForbiddenReason::InsufficientScopes),
        spelled(InvalidGrantReason::Clock),
        spelled(InvalidGrantReason::Signature),
        spelled(InvalidGrantReason::AccountNotFound),
        spelled(Moment::BeforeChange),
        spelled(Moment::AfterChange),
        spelled(RetryAfter::Seconds(1)),
        spelled(RetryAfter::DateIn(1)),
        spelled(PathMatch::Any),
        spelled(PathMatch::Token),
        spelled(PathMatch::Sites),
        spelled(PathMatch::Sitemaps),
        spelled(PathMatch::SearchAnalytics),
        spelled(PathMatch::UrlInspection),
        spelled(PathMatch::Contains(String::new())),
    ]);
    for word in words {
        assert!(README.contains(&word), "{word}");
    }
}
