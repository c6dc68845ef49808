//! Effects of every fault on the client and on the emulator's state.

use std::io;
use std::time::{Duration, Instant};

use search_console_emulator::{
    Config, DownloadMode, Emulator, Fault, FaultRule, ForbiddenReason, InvalidGrantReason, Moment,
    RetryAfter,
};

use crate::client::{
    Client, Reply, SITE, SITEMAP, TIMEOUT, WRITE, claims, emulator, exchange_claims, send,
    sitemap_path, wait_until_handled,
};

const BEFORE: Moment = Moment::BeforeChange;
const AFTER: Moment = Moment::AfterChange;

fn quiet() -> Emulator {
    emulator(Config {
        download_mode: DownloadMode::Never,
        ..Config::default()
    })
}

/// Submits once with `fault`. Returns the response, `recorded` (after checking that the ledger and
/// the state agree), and `delivered_intact`.
fn submit_under(fault: Fault) -> (io::Result<Reply>, bool, bool) {
    let emulator = quiet();
    emulator.add_fault(FaultRule::submit(fault.clone()));
    let client = Client::new(&emulator, WRITE);
    let reply = client.call("PUT", &sitemap_path(SITE, SITEMAP));
    let ledger = emulator.ledger();
    assert_eq!(ledger.len(), 1);
    let entry = &ledger[0];
    assert!(entry.is_submission());
    assert_eq!(entry.fault, Some(fault));
    assert_eq!(entry.recorded, emulator.sitemap(SITE, SITEMAP).is_some());
    let received = reply.as_ref().ok().map(|reply| reply.status);
    assert_eq!(entry.status.map(|status| status.as_u16()), received);
    assert_eq!(
        client.put(&sitemap_path(SITE, SITEMAP)).status,
        204,
        "used up"
    );
    (reply, entry.recorded, entry.delivered_intact)
}

#[test]
fn error_responses_record_nothing() {
    let forbidden = |reason| Fault::Forbidden { reason };
    for (fault, status, reason) in [
        (Fault::Unauthorized, 401, "authError"),
        (Fault::BadRequest, 400, "badRequest"),
        (Fault::NotFound, 404, "notFound"),
        (forbidden(ForbiddenReason::Forbidden), 403, "forbidden"),
        (
            forbidden(ForbiddenReason::RateLimitExceeded),
            403,
            "rateLimitExceeded",
        ),
        (
            forbidden(ForbiddenReason::UserRateLimitExceeded),
            403,
            "userRateLimitExceeded",
        ),
        (
            forbidden(ForbiddenReason::QuotaExceeded),
            403,
            "quotaExceeded",
        ),
        (
            forbidden(ForbiddenReason::DailyLimitExceeded),
            403,
            "dailyLimitExceeded",
        ),
        (
            forbidden(ForbiddenReason::AccessNotConfigured),
            403,
            "accessNotConfigured",
        ),
        (
            forbidden(ForbiddenReason::InsufficientScopes),
            403,
            "insufficientPermissions",
        ),
        (
            Fault::TooManyRequests { retry_after: None },
            429,
            "rateLimitExceeded",
        ),
        (Fault::InternalError, 500, "backendError"),
        (
            Fault::Unavailable { retry_after: None },
            503,
            "backendError",
        ),
    ] {
        let (reply, recorded, intact) = submit_under(fault.clone());
        let reply = reply.unwrap();
        assert_eq!((reply.status, reply.reason().as_str()), (status, reason));
        assert!(!recorded && intact, "{fault:?}");
    }
}

#[test]
fn gateway_errors_are_html() {
    let gateway = |moment| Fault::GatewayTimeout { moment };
    for (fault, status, done) in [
        (Fault::BadGateway, 502, false),
        (gateway(BEFORE), 504, false),
        (gateway(AFTER), 504, true),
    ] {
        let (reply, recorded, intact) = submit_under(fault);
        let reply = reply.unwrap();
        assert_eq!(reply.status, status);
        assert!(reply.is_html() && intact);
        assert_eq!(recorded, done);
    }
}

#[test]
fn retry_after_is_sent_as_configured() {
    let (reply, ..) = submit_under(Fault::TooManyRequests {
        retry_after: Some(RetryAfter::Seconds(3)),
    });
    assert_eq!(reply.unwrap().header("retry-after"), Some("3"));
    let (reply, ..) = submit_under(Fault::Unavailable {
        retry_after: Some(RetryAfter::DateIn(60)),
    });
    let reply = reply.unwrap();
    let time = |name| {
        let text = reply.header(name).unwrap();
        jiff::fmt::rfc2822::parse(text)
            .unwrap()
            .timestamp()
            .as_second()
    };
    let ahead = time("retry-after") - time("date");
    assert!((59..=60).contains(&ahead), "{ahead}");
}

#[test]
fn a_reset_sends_nothing_and_the_moment_decides() {
    for (moment, done) in [(BEFORE, false), (AFTER, true)] {
        let (reply, recorded, intact) = submit_under(Fault::Reset { moment });
        assert_eq!(reply.unwrap_err().kind(), io::ErrorKind::ConnectionReset);
        assert_eq!(recorded, done);
        assert!(!intact);
    }
}

#[test]
fn a_truncated_response_is_shorter_than_its_length() {
    let (reply, recorded, intact) = submit_under(Fault::Truncated);
    let reply = reply.unwrap();
    assert!(!reply.whole && !reply.body.is_empty(), "{reply:?}");
    assert!(recorded && !intact);
}

#[test]
fn garbage_is_200_and_the_moment_decides() {
    for (moment, done) in [(BEFORE, false), (AFTER, true)] {
        let (reply, recorded, intact) = submit_under(Fault::Garbage { moment });
        let reply = reply.unwrap();
        assert_eq!(reply.status, 200);
        assert!(serde_json::from_slice::<serde_json::Value>(&reply.body).is_err());
        assert_eq!(recorded, done);
        assert!(!intact);
    }
}

#[test]
fn a_redirect_has_the_location() {
    let location = "http://127.0.0.1:9/x".to_owned();
    let (reply, recorded, _) = submit_under(Fault::Redirect {
        location: location.clone(),
    });
    let reply = reply.unwrap();
    assert_eq!(reply.status, 302);
    assert_eq!(reply.header("location"), Some(location.as_str()));
    assert!(!recorded);
}

#[test]
fn a_lost_submission_looks_like_a_success() {
    let (reply, recorded, intact) = submit_under(Fault::Lost);
    assert_eq!(reply.unwrap().status, 204);
    assert!(!recorded && intact);
}

#[test]
fn a_stale_read_returns_the_previous_state() {
    let emulator = quiet();
    let client = Client::new(&emulator, WRITE);
    let path = sitemap_path(SITE, SITEMAP);
    let stale = || emulator.add_fault(FaultRule::read_back(Fault::Stale));
    assert_eq!(client.put(&path).status, 204);
    stale();
    assert_eq!(client.get(&path).status, 404);
    let first = client.get(&path).json()["lastSubmitted"].take();
    emulator.set_clock_offset(jiff::SignedDuration::from_secs(5));
    assert_eq!(client.put(&path).status, 204);
    stale();
    assert_eq!(client.get(&path).json()["lastSubmitted"], first);
    assert_ne!(client.get(&path).json()["lastSubmitted"], first);
}

#[test]
fn a_drip_is_slow_and_complete() {
    let emulator = quiet();
    let client = Client::new(&emulator, WRITE);
    let path = "/webmasters/v3/sites";
    let length = client.get(path).body.len();
    emulator.add_fault(FaultRule::once(Fault::Drip { byte_delay_ms: 1 }));
    let start = Instant::now();
    let reply = client.get(path);
    assert!(reply.whole);
    assert!(start.elapsed() >= Duration::from_millis(u64::try_from(length).unwrap()));
    assert!(emulator.ledger()[1].delivered_intact);
}

#[test]
fn a_hang_ends_with_the_emulator() {
    for (moment, done) in [(BEFORE, false), (AFTER, true)] {
        let emulator = quiet();
        emulator.add_fault(FaultRule::submit(Fault::Hang { moment }));
        let client = Client::new(&emulator, WRITE);
        let text = client.text("PUT", &sitemap_path(SITE, SITEMAP));
        let mut open = send(&emulator, &text);
        let entry = wait_until_handled(&emulator, 0);
        assert_eq!(entry.recorded, done);
        assert_eq!((entry.status, entry.delivered_intact), (None, false));
        let start = Instant::now();
        drop(emulator);
        let mut rest = Vec::new();
        let _ = io::Read::read_to_end(&mut open, &mut rest);
        assert!(rest.is_empty() && start.elapsed() < TIMEOUT);
    }
}

#[test]
fn the_token_endpoint_has_its_own_faults() {
    let emulator = quiet();
    let claims = claims(&emulator, WRITE);
    for (fault, status, error) in [
        (
            Fault::InvalidGrant {
                reason: InvalidGrantReason::Clock,
            },
            400,
            "invalid_grant",
        ),
        (Fault::InternalFailure, 500, "internal_failure"),
    ] {
        emulator.add_fault(FaultRule::token(fault));
        let reply = exchange_claims(&emulator, &claims);
        assert_eq!(reply.status, status);
        assert_eq!(reply.json()["error"], error);
    }
    emulator.add_fault(FaultRule::token(Fault::Garbage { moment: BEFORE }));
    let before = emulator.secrets().len();
    assert_eq!(exchange_claims(&emulator, &claims).status, 200);
    let assertions = emulator.ledger().len();
    assert_eq!(assertions, 3);
    assert_eq!(
        emulator.secrets().len(),
        before,
        "the same assertion, and no token"
    );
    assert_eq!(exchange_claims(&emulator, &claims).status, 200);
}

#[test]
fn cleared_faults_have_no_effect() {
    let emulator = quiet();
    emulator.add_fault(FaultRule::once(Fault::BadGateway).forever());
    let client = Client::new(&emulator, WRITE);
    assert_eq!(client.get("/webmasters/v3/sites").status, 502);
    assert_eq!(emulator.remaining_faults().len(), 1);
    emulator.clear_faults();
    assert_eq!(client.get("/webmasters/v3/sites").status, 200);
}
