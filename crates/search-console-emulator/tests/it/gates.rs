//! Checks before a call is executed: paths, lengths, tokens, scopes, permissions, quotas.

use std::time::Duration;

use jiff::SignedDuration;
use search_console_emulator::{
    Config, Emulator, ErrorShape, Permission, Property, Quotas, ServiceState, StartError,
};
use serde_json::json;

use crate::client::{
    Client, READ, SITE, SITEMAP, WRITE, emulator, raw, request, segment, site_path, sitemap_path,
};

#[test]
fn it_listens_on_loopback_only() {
    let address = "0.0.0.0:0".parse().unwrap();
    let refused = Emulator::start_blocking(Config {
        address,
        ..Config::default()
    });
    assert!(matches!(refused, Err(StartError::NotLoopback(_))));
}

#[tokio::test]
async fn several_emulators_run_concurrently_and_stop() {
    let one = Emulator::start(Config::default()).await.unwrap();
    let two = Emulator::start(Config::default()).await.unwrap();
    assert_ne!(one.address(), two.address());
    let token = one.issue_token(READ).unwrap();
    let bearer = format!("Bearer {token}");
    let text = request(
        "GET",
        "/webmasters/v3/sites",
        &[("Authorization", &bearer)],
        "",
    );
    assert_eq!(raw(&one, &text).unwrap().status, 200);
    assert_eq!(raw(&two, &text).unwrap().status, 401);
    let address = one.address();
    one.shutdown().await;
    assert!(std::net::TcpStream::connect(address).is_err());
    assert!(std::net::TcpStream::connect(two.address()).is_ok());
}

#[test]
fn paths_are_not_normalised() {
    let emulator = emulator(Config::default());
    let client = Client::new(&emulator, WRITE);
    assert_eq!(client.put(&sitemap_path(SITE, SITEMAP)).status, 204);
    let twice = format!(
        "{}/sitemaps/{}",
        site_path(SITE),
        segment(&segment(SITEMAP))
    );
    assert_eq!(client.put(&twice).status, 400);
    let site_twice = format!("/webmasters/v3/sites/{}", segment(&segment(SITE)));
    assert_eq!(client.get(&site_twice).status, 403);
    let bare = format!("/webmasters/v3/sites/{SITE}/sitemaps/{SITEMAP}");
    let reply = client.put(&bare);
    assert_eq!(reply.status, 404);
    assert!(reply.is_html());
    let colon = sitemap_path(SITE, SITEMAP).replace("%3A", ":");
    assert_eq!(client.put(&colon).status, 404);
    assert_eq!(
        client
            .call("POST", &sitemap_path(SITE, SITEMAP))
            .unwrap()
            .status,
        404
    );
    assert!(emulator.sitemap(SITE, SITEMAP).is_some());
    assert_eq!(emulator.ledger().iter().filter(|e| e.recorded).count(), 1);
}

#[test]
fn a_put_without_a_length_is_411() {
    let emulator = emulator(Config::default());
    let client = Client::new(&emulator, WRITE);
    let text = client
        .text("PUT", &sitemap_path(SITE, SITEMAP))
        .replace("Content-Length: 0\r\n", "");
    let reply = raw(&emulator, &text).unwrap();
    assert_eq!(reply.status, 411);
    assert!(reply.is_html());
    assert!(emulator.sitemap(SITE, SITEMAP).is_none());
}

#[test]
fn without_a_valid_token_the_status_is_401() {
    let emulator = emulator(Config {
        token_lifetime: Duration::from_secs(100),
        ..Config::default()
    });
    let path = "/webmasters/v3/sites";
    let none = raw(&emulator, &request("GET", path, &[], "")).unwrap();
    assert_eq!((none.status, none.reason().as_str()), (401, "required"));
    let client = Client::new(&emulator, READ);
    assert_eq!(client.get(path).status, 200);
    emulator.set_clock_offset(SignedDuration::from_secs(101));
    let expired = client.get(path);
    assert_eq!(
        (expired.status, expired.reason().as_str()),
        (401, "authError")
    );
    assert_eq!(expired.json()["error"]["status"], "UNAUTHENTICATED");
    assert!(
        expired
            .header("www-authenticate")
            .unwrap()
            .contains("invalid_token")
    );
    emulator.set_clock_offset(SignedDuration::ZERO);
    assert_eq!(client.get(path).status, 200);
    emulator.revoke_tokens();
    assert_eq!(client.get(path).status, 401);
}

#[test]
fn the_scope_that_reads_does_not_write() {
    let emulator = emulator(Config::default());
    let client = Client::new(&emulator, READ);
    for method in ["PUT", "DELETE"] {
        let reply = client.call(method, &sitemap_path(SITE, SITEMAP)).unwrap();
        let body = reply.json();
        assert_eq!(reply.status, 403);
        assert_eq!(
            body["error"]["message"],
            "Request had insufficient authentication scopes."
        );
        assert_eq!(
            body["error"]["details"][0]["reason"],
            "ACCESS_TOKEN_SCOPE_INSUFFICIENT"
        );
    }
    assert_eq!(client.get(&site_path(SITE)).status, 200);
}

#[test]
fn submission_requires_permission() {
    let emulator = emulator(Config {
        properties: vec![Property::new(SITE, Permission::Owner)],
        ..Config::default()
    });
    let client = Client::new(&emulator, WRITE);
    for (permission, submit, read) in [
        (Permission::Owner, 204, 200),
        (Permission::FullUser, 204, 200),
        (Permission::RestrictedUser, 403, 200),
        (Permission::UnverifiedUser, 403, 403),
    ] {
        emulator.set_permission(SITE, permission);
        let path = sitemap_path(SITE, SITEMAP);
        assert_eq!(client.put(&path).status, submit, "{permission:?}");
        assert_eq!(client.get(&path).status, read, "{permission:?}");
    }
}

#[test]
fn property_names_are_compared_exactly() {
    let emulator = emulator(Config::default());
    let client = Client::new(&emulator, WRITE);
    for site in [
        "https://example.com",
        "http://example.com/",
        "https://other.example/",
    ] {
        let reply = client.get(&site_path(site));
        assert_eq!((reply.status, reply.reason().as_str()), (403, "forbidden"));
        assert_eq!(
            reply.json()["error"]["message"],
            format!(
                "User does not have sufficient permission for site '{site}'. See also: \
                 https://support.google.com/webmasters/answer/2451999."
            )
        );
    }
}

#[test]
fn a_disabled_service_is_reported() {
    let emulator = emulator(Config {
        service: ServiceState::Disabled,
        ..Config::default()
    });
    let client = Client::new(&emulator, WRITE);
    let reply = client.put(&sitemap_path(SITE, SITEMAP));
    assert_eq!(
        (reply.status, reply.reason().as_str()),
        (403, "accessNotConfigured")
    );
    let details = &reply.json()["error"]["details"];
    assert_eq!(details[1]["reason"], "SERVICE_DISABLED");
    emulator.set_service(ServiceState::Enabled);
    assert_eq!(client.put(&sitemap_path(SITE, SITEMAP)).status, 204);
}

#[test]
fn unknown_names_in_bodies_and_queries_are_rejected() {
    let emulator = emulator(Config::default());
    let client = Client::new(&emulator, WRITE);
    let path = "/v1/urlInspection/index:inspect";
    let reply = client.post(path, &json!({"siteUrl": SITE, "url": SITE}));
    assert_eq!(reply.status, 400);
    assert_eq!(reply.json()["error"]["status"], "INVALID_ARGUMENT");
    assert_eq!(
        reply.json()["error"]["message"],
        "Invalid JSON payload received. Unknown name \"url\": Cannot find field."
    );
    assert_eq!(client.get("/webmasters/v3/sites?alt=json").status, 200);
    assert_eq!(client.get("/webmasters/v3/sites?site=x").status, 400);
}

#[test]
fn all_quotas_have_the_same_response() {
    let emulator = emulator(Config {
        quotas: Quotas {
            inspections_per_day: Some(1),
            others_per_minute: Some(2),
            ..Quotas::default()
        },
        ..Config::default()
    });
    let client = Client::new(&emulator, WRITE);
    let inspect = || {
        let body = json!({"siteUrl": "sc-domain:example.com", "inspectionUrl": SITE});
        client.post("/v1/urlInspection/index:inspect", &body)
    };
    assert_eq!(inspect().status, 200);
    let exhausted = inspect();
    assert_eq!(exhausted.status, 429);
    let error = &exhausted.json()["error"];
    assert_eq!(error["status"], "RESOURCE_EXHAUSTED");
    assert_eq!(
        error["message"],
        "Quota exceeded for sc-domain:example.com."
    );

    let statuses: Vec<_> = (0..3)
        .map(|_| client.get(&site_path(SITE)).status)
        .collect();
    assert_eq!(statuses, [200, 200, 429]);
}

#[test]
fn a_bare_error_has_neither_errors_nor_details() {
    let emulator = emulator(Config {
        error_shape: ErrorShape::Bare,
        ..Config::default()
    });
    let client = Client::new(&emulator, READ);
    let body = client.put(&sitemap_path(SITE, SITEMAP)).json();
    let keys: Vec<_> = body["error"].as_object().unwrap().keys().cloned().collect();
    assert_eq!(keys, ["code", "message", "status"]);
}
