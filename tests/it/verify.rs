//! `verify`: an account proves that it owns a property.

use search_console_emulator::{Config, Emulator, ServiceState};
use serde_json::Value;

use crate::run::{BEFORE_THE_DEFAULT_DEADLINE, Run, config_of, run};
use crate::site::{Page, Site};

/// A site whose property the account does not see.
fn stranger() -> (Site, Emulator) {
    let site = Site::start();
    let config = Config {
        properties: Vec::new(),
        ..config_of(&site)
    };
    (site, Emulator::start_blocking(config).unwrap())
}

fn verify(property: &str, google: &Emulator) -> Run {
    run(["verify", property]).with(google)
}

fn verification(report: &Value) -> &Value {
    &report["verifications"][0]
}

#[test]
fn the_token_is_waited_for_and_the_account_becomes_an_owner() {
    let (site, google) = stranger();
    let root = site.root();
    google.place_verification_token(&root);
    let (done, report) = std::thread::scope(|scope| {
        let run = scope.spawn(|| {
            verify(&root, &google)
                .arg("--owner=anna@example.com")
                .json()
        });
        // The second look means that the first one found no token.
        let path = loop {
            let requests = site.requests();
            let mut looks = requests
                .iter()
                .filter(|one| one.path.starts_with("/google"));
            if let Some(second) = looks.nth(1) {
                break second.path.clone();
            }
            assert!(!run.is_finished(), "{:?}", run.join());
            std::thread::sleep(std::time::Duration::from_millis(5));
        };
        let text = format!("google-site-verification: {}", &path[1..]);
        site.put(&path, Page::Content("text/html", text.into()));
        run.join().unwrap()
    });
    assert_eq!(done.code, 0, "{done:?}");
    let verified = verification(&report);
    assert_eq!(verified["permission"], "owner");
    let owners = serde_json::json!([google.account_email(), "anna@example.com"]);
    assert_eq!(verified["owners"], owners);
    assert!(
        done.stderr.contains("serve `google-site-verification: "),
        "{done:?}"
    );
    let (done, report) = run(["sites"]).with(&google).json();
    assert_eq!(
        (done.code, &report["sites"][0]["property"]),
        (0, &root.into())
    );
}

#[test]
fn a_meta_tag_and_dns_records_are_accepted() {
    let (site, google) = stranger();
    let root = site.root();
    google.place_verification_token(&root);
    let meta = || verify(&root, &google).arg("--method=meta");
    let (done, report) = meta().arg("--deadline=1s").json();
    assert_eq!(done.code, 25, "{done:?}");
    let tag = verification(&report)["token"].as_str().unwrap();
    let other_way = tag.replace(" />", ">").replace("name=", "id=x name=");
    let page = format!("<html><head>{other_way}</head></html>");
    site.put("/", Page::Content("text/html", page.into()));
    let human = meta().done();
    assert_eq!(human.code, 0, "{human:?}");
    let line = format!("verified {root} (meta, owner)\n");
    assert!(human.stdout.starts_with(&line), "{human:?}");

    for method in ["dns-txt", "dns-cname"] {
        let domain = format!("sc-domain:{method}.example");
        google.place_verification_token(&domain);
        let done = verify(&domain, &google).arg("--method").arg(method).done();
        assert_eq!(done.code, 0, "{done:?}");
        assert!(done.stderr.contains("record"), "{done:?}");
    }
}

#[test]
fn a_token_that_google_does_not_find_is_named_with_its_place() {
    let (_site, google) = stranger();
    let run = verify("sc-domain:example.com", &google).arg("--deadline=2s");
    let (done, report) = run.json();
    assert_eq!((done.code, &report["outcome"]), (25, &"failed".into()));
    let verified = verification(&report);
    let instruction = verified["instruction"].as_str().unwrap();
    assert!(
        instruction.contains("TXT record of example.com"),
        "{instruction}"
    );
    assert_eq!(verified["permission"], Value::Null);
    assert!(done.took < BEFORE_THE_DEFAULT_DEADLINE, "{:?}", done.took);
}

#[test]
fn several_properties_are_verified_independently() {
    let (_site, google) = stranger();
    google.place_verification_token("sc-domain:good.example");
    let run = verify("sc-domain:bad.example", &google).arg("sc-domain:good.example");
    let (done, report) = run.arg("--deadline=1s").json();
    assert_eq!((done.code, &report["outcome"]), (25, &"partial".into()));
    assert_eq!(report["verifications"][1]["permission"], "owner");
}

#[test]
fn a_method_that_does_not_suit_and_a_disabled_api_are_reported() {
    let (site, google) = stranger();
    let done = verify(&site.root(), &google).arg("--method=dns-txt").done();
    assert_eq!(done.code, 2, "{done:?}");
    assert!(done.stderr.contains("--method file"), "{done:?}");
    assert!(
        google
            .ledger()
            .iter()
            .all(|one| !one.path.contains("siteVerification"))
    );

    google.set_service(ServiceState::Disabled);
    let done = verify(&site.root(), &google).done();
    assert_eq!(done.code, 21, "{done:?}");
    for secret in google.secrets() {
        assert!(!done.stderr.contains(&secret), "{done:?}");
    }
}
