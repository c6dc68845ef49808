//! Audits during outages, with spent quotas, with unusable projects, and two at once.

use std::path::{Path, PathBuf};
use std::time::Duration;

use search_console_emulator::{
    Emulator, Fault, FaultRule, ForbiddenReason, InvalidGrantReason, Moment, PathMatch,
};
use serde_json::Value;

use crate::run::{BEFORE_THE_DEFAULT_DEADLINE, Done, Run, google_of, run};
use crate::site::{Page, Site};

struct Scene {
    site: Site,
    google: Emulator,
    folder: tempfile::TempDir,
}

impl Scene {
    fn new(pages: usize) -> Self {
        let site = Site::start();
        site.put_sitemap("/sitemap.xml", pages);
        Self {
            google: google_of(&site),
            site,
            folder: tempfile::tempdir().unwrap(),
        }
    }

    fn store(&self) -> PathBuf {
        self.folder.path().join("store.sqlite3")
    }

    fn audit(&self) -> Run {
        run([
            "audit",
            &self.site.url("/sitemap.xml"),
            "--quota-per-minute",
            "60000",
            "--store",
        ])
        .arg(self.store())
        .with(&self.google)
    }

    fn fail_inspections(&self, fault: Fault) {
        let rule = FaultRule::once(fault).on(PathMatch::UrlInspection);
        self.google.add_fault(rule.forever());
    }

    fn inspections(&self) -> usize {
        let ledger = self.google.ledger();
        let inspections = ledger
            .iter()
            .filter(|entry| entry.path.contains("urlInspection"));
        inspections.count()
    }

    fn spent(&self) -> u64 {
        let store = rusqlite::Connection::open(self.store()).unwrap();
        let sum = "SELECT coalesce(sum(requests), 0) FROM spent";
        store.query_row(sum, [], |row| row.get(0)).unwrap()
    }
}

fn text(done: &Done) -> String {
    done.stdout.clone() + &done.stderr
}

#[test]
fn an_audit_in_an_outage_is_never_a_success() {
    let unavailable = Fault::Unavailable { retry_after: None };
    let hang = Fault::Hang {
        moment: Moment::BeforeChange,
    };
    for fault in [unavailable, hang] {
        let scene = Scene::new(5);
        scene.fail_inspections(fault.clone());
        let (done, report) = scene.audit().arg("--deadline=4s").json();
        assert_eq!(done.code, 24, "{fault:?}: {done:?}");
        assert_eq!(report["audits"][0]["ended"], "deadline");
        assert!(report["audits"][0]["error"]["message"].is_string());
    }
}

#[test]
fn an_unreachable_sitemap_ends_with_11_with_any_deadline() {
    for deadline in ["2s", "5s"] {
        let scene = Scene::new(1);
        for page in [Page::Busy(1_000), Page::Stalled(b"<urlset".to_vec())] {
            scene.site.put("/sitemap.xml", page);
            let (done, report) = scene.audit().arg("--deadline").arg(deadline).json();
            assert_eq!(done.code, 11, "{deadline}: {done:?}");
            assert_eq!(report["outcome"], "failed");
            assert!(done.took < BEFORE_THE_DEFAULT_DEADLINE, "{:?}", done.took);
        }
    }
}

#[test]
fn a_quota_spent_elsewhere_ends_the_audit_after_the_first_refusals() {
    for fault in [
        Fault::TooManyRequests { retry_after: None },
        Fault::Forbidden {
            reason: ForbiddenReason::QuotaExceeded,
        },
    ] {
        let scene = Scene::new(200);
        scene.fail_inspections(fault.clone());
        let done = scene.audit().done();
        assert_eq!(done.code, 23, "{fault:?}: {done:?}");
        // Eight run at once; the first refusal starts no other.
        assert!(scene.inspections() <= 8, "{}", scene.inspections());
        assert!(text(&done).contains("midnight Pacific"), "{done:?}");
    }
}

#[test]
fn token_errors_do_not_use_up_the_inspection_quota() {
    let scene = Scene::new(5);
    assert_eq!(scene.audit().arg("--budget=1").done().code, 0);
    let before = scene.spent();
    let fault = Fault::InvalidGrant {
        reason: InvalidGrantReason::AccountNotFound,
    };
    // A property that is named needs no token to be found.
    scene.google.add_fault(FaultRule::token(fault).forever());
    let named = scene.audit().arg("--site").arg(scene.site.root());
    let done = named.done();
    assert_eq!(done.code, 20, "{done:?}");
    assert_eq!(scene.spent(), before);
}

#[test]
fn two_audits_at_once_inspect_each_page_once() {
    let scene = Scene::new(100);
    let slow = Fault::Drip { byte_delay_ms: 1 };
    scene.fail_inspections(slow);
    let reports = std::thread::scope(|scope| {
        let other = scope.spawn(|| scene.audit().json());
        [scene.audit().json(), other.join().unwrap()]
    });
    let inspected = reports.map(|(done, report): (Done, Value)| {
        assert_eq!(done.code, 0, "{done:?}");
        let audit = &report["audits"][0];
        assert_eq!(audit["totals"]["not_inspected"], 0);
        audit["inspected"].as_u64().unwrap()
    });
    assert_eq!(inspected.iter().sum::<u64>(), 100);
    assert_eq!(scene.inspections(), 100);
}

#[test]
fn causes_in_the_project_are_not_reported_as_missing_permission() {
    for (reason, cause, remedy) in [
        (
            ForbiddenReason::ConsumerSuspended,
            "project is suspended",
            "its owner was notified",
        ),
        (
            ForbiddenReason::ConsumerInvalid,
            "project is deleted",
            "within 30 days",
        ),
        (
            ForbiddenReason::BillingDisabled,
            "billing is disabled",
            "billing account",
        ),
        (
            ForbiddenReason::OrganizationRestriction,
            "policy of the organization",
            "administrator",
        ),
        (
            ForbiddenReason::UserProjectDenied,
            "may not use the project",
            "Service Usage Consumer",
        ),
    ] {
        let scene = Scene::new(1);
        let fault = FaultRule::once(Fault::Forbidden { reason });
        scene.google.add_fault(fault.on(PathMatch::Sites).forever());
        let done = run(["sites"]).with(&scene.google).done();
        assert_eq!(done.code, 21, "{reason:?}: {done:?}");
        for word in [cause, remedy] {
            assert!(done.stderr.contains(word), "no `{word}` in {done:?}");
        }
        assert!(!done.stderr.contains("full user"), "{done:?}");
        for secret in scene.google.secrets() {
            assert!(!text(&done).contains(&secret), "{reason:?}");
        }
    }
}

#[test]
fn the_load_quota_of_search_analytics_recovers_in_minutes() {
    let scene = Scene::new(1);
    let reason = ForbiddenReason::LoadQuotaExceeded;
    let fault = FaultRule::once(Fault::Forbidden { reason });
    scene
        .google
        .add_fault(fault.on(PathMatch::SearchAnalytics).forever());
    let site = scene.site.root();
    let done = run(["search-analytics", "--site", &site])
        .with(&scene.google)
        .done();
    assert_eq!(done.code, 23, "{done:?}");
    assert!(done.stderr.contains("wait 15 minutes"), "{done:?}");
    assert!(done.took < Duration::from_secs(60), "{:?}", done.took);
}

#[test]
fn the_store_of_an_interrupted_audit_holds_no_claims() {
    let scene = Scene::new(50);
    let hang = Fault::Hang {
        moment: Moment::BeforeChange,
    };
    scene.fail_inspections(hang);
    assert_eq!(scene.audit().arg("--deadline=3s").done().code, 24);
    let claims = |store: &Path| {
        let store = rusqlite::Connection::open(store).unwrap();
        let count = "SELECT count(*) FROM page WHERE claimed_at IS NOT NULL";
        store.query_row(count, [], |row| row.get::<_, i64>(0))
    };
    assert_eq!(claims(&scene.store()), Ok(0));
}
