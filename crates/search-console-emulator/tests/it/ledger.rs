//! Completeness, order and correctness of the ledger.

use std::time::Duration;

use search_console_emulator::{
    Config, DownloadMode, Emulator, Fault, FaultSchedule, Hanging, Mix, Quotas, WaitError,
};

use crate::client::{
    Client, READ, Reply, SITE, SITEMAP, TIMEOUT, WRITE, claims, emulator, exchange_claims, receive,
    send, sitemap_path, wait_until_handled,
};

#[test]
fn every_request_is_entered_as_received() {
    let emulator = emulator(Config::default());
    let claims = claims(&emulator, WRITE);
    exchange_claims(&emulator, &claims);
    let client = Client::new(&emulator, WRITE);
    client.put(&sitemap_path(SITE, SITEMAP));
    client.get("/webmasters/v3/sites?alt=json");
    let ledger = emulator.ledger();
    let seen: Vec<_> = ledger
        .iter()
        .map(|entry| (entry.sequence, entry.method.as_str(), entry.path.as_str()))
        .collect();
    assert_eq!(
        seen,
        [
            (0, "POST", "/token"),
            (1, "PUT", sitemap_path(SITE, SITEMAP).as_str()),
            (2, "GET", "/webmasters/v3/sites"),
        ]
    );
    assert!(ledger[0].is_token() && ledger[0].body.starts_with(b"grant_type="));
    assert_eq!(ledger[1].site.as_deref(), Some(SITE));
    assert_eq!(ledger[1].sitemap.as_deref(), Some(SITEMAP));
    assert!(ledger[1].recorded && !ledger[2].recorded);
    assert_eq!(ledger[1].headers["content-length"], "0");
    assert_eq!(ledger[2].query.as_deref(), Some("alt=json"));
    assert!(ledger.iter().all(|entry| entry.delivered_intact));
    let fingerprint = ledger[1].token_fingerprint.as_deref().unwrap();
    assert_eq!(ledger[2].token_fingerprint.as_deref(), Some(fingerprint));
    let printed = format!("{:?}", ledger[1]);
    assert!(
        !emulator
            .secrets()
            .iter()
            .any(|secret| printed.contains(secret))
    );
}

#[tokio::test]
async fn waiting_ends_with_the_event_or_the_timeout() {
    let emulator = Emulator::start(Config::default()).await.unwrap();
    let too_late = emulator
        .wait_for(|ledger| !ledger.is_empty(), Duration::from_millis(10))
        .await;
    assert_eq!(too_late.unwrap_err(), WaitError);
    let client = Client::new(&emulator, READ);
    let text = client.text("GET", "/webmasters/v3/sites");
    let _stream = send(&emulator, &text);
    let ledger = emulator
        .wait_for(
            |ledger| ledger.iter().any(|entry| entry.delivered_intact),
            TIMEOUT,
        )
        .await
        .unwrap();
    assert_eq!(ledger.len(), 1);
}

/// Compares the client's view and the emulator's state with the ledger, for many schedules.
#[test]
fn the_ledger_and_the_state_agree_for_any_schedule() {
    let mix = Mix {
        submit: 5,
        hang: Hanging::Included,
        ..Mix::default()
    };
    for seed in 0..60 {
        let emulator = emulator(Config {
            download_mode: DownloadMode::Never,
            quotas: Quotas::UNLIMITED,
            faults: FaultSchedule::random(seed, &mix).rules,
            ..Config::default()
        });
        let client = Client::new(&emulator, WRITE);
        let text = client.text("PUT", &sitemap_path(SITE, SITEMAP));
        for round in 1..=6 {
            let stream = send(&emulator, &text);
            let entry = wait_until_handled(&emulator, round - 1);
            let reply = match entry.fault {
                Some(Fault::Hang { .. }) => None,
                _ => receive(stream).ok(),
            };
            let ledger = emulator.ledger();
            assert_eq!(ledger.len(), round, "seed {seed}");
            let recorded = ledger.iter().filter(|entry| entry.recorded).count();
            let submissions = emulator
                .sitemap(SITE, SITEMAP)
                .map_or(0, |state| state.submissions);
            assert_eq!(u64::try_from(recorded).unwrap(), submissions, "seed {seed}");
            let entry = &ledger[round - 1];
            let is_usable =
                |reply: &Reply| reply.whole && !matches!(entry.fault, Some(Fault::Garbage { .. }));
            let whole = reply.as_ref().is_some_and(is_usable);
            assert_eq!(whole, entry.delivered_intact, "seed {seed}: {entry:?}");
        }
    }
}
