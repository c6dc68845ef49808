//! TLS: trusted certificate authorities, and the errors for untrusted ones.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use crate::run::{BEFORE_THE_DEFAULT_DEADLINE, Done, run};
use crate::site::{Page, Site};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures/tls")
        .join(name)
}

/// An HTTPS server that sends `answer` to every request until the test ends.
fn https_server(answer: impl Into<String>) -> SocketAddr {
    counting_https_server(answer, Arc::default())
}

/// An [`https_server`] that counts its connections.
fn counting_https_server(answer: impl Into<String>, connections: Arc<AtomicUsize>) -> SocketAddr {
    let certificate = CertificateDer::from_pem_file(fixture("server.pem")).unwrap();
    let key = PrivateKeyDer::from_pem_file(fixture("server.key")).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let answer = answer.into();
    std::thread::spawn(move || {
        for connection in listener.incoming() {
            connections.fetch_add(1, Ordering::SeqCst);
            // A client that does not trust the certificate closes the connection, as the tests expect.
            let _ = serve(connection.unwrap(), Arc::clone(&config), &answer);
        }
    });
    address
}

fn serve(
    connection: TcpStream,
    config: Arc<ServerConfig>,
    answer: &str,
) -> Result<(), Box<dyn std::error::Error>> {
    let session = ServerConnection::new(config)?;
    let mut stream = BufReader::new(StreamOwned::new(session, connection));
    let mut line = String::new();
    while stream.read_line(&mut line)? > 2 {
        line.clear();
    }
    let stream = stream.get_mut();
    stream.write_all(answer.as_bytes())?;
    stream.conn.send_close_notify();
    stream.flush()?;
    Ok(())
}

fn sitemap_answer() -> String {
    let body = "https://127.0.0.1/\n";
    format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

fn dry_run(url: &str, roots: &Path) -> Done {
    run(["submit", "--dry-run", "--deadline", "60s", url])
        .env("SSL_CERT_FILE", roots)
        .done()
}

#[test]
fn a_configured_authority_is_trusted() {
    let server = https_server(sitemap_answer());
    let url = format!("https://{server}/sitemap.txt");
    let done = dry_run(&url, &fixture("authority.pem"));
    // The sitemap was fetched and validated: it lists a URL on another port.
    assert_eq!(done.code, 10, "{done:?}");
    assert!(done.stdout.contains("loc-host-mismatch"), "{done:?}");
}

#[test]
fn an_untrusted_server_is_rejected_immediately() {
    let connections = Arc::new(AtomicUsize::new(0));
    let server = counting_https_server(sitemap_answer(), Arc::clone(&connections));
    // A certificate other than the authority's.
    let done = dry_run(
        &format!("https://{server}/sitemap.txt"),
        &fixture("server.pem"),
    );
    assert_eq!(done.code, 11, "{done:?}");
    assert!(
        done.stderr.contains("certificate is not trusted"),
        "{done:?}"
    );
    assert!(done.stderr.contains("SSL_CERT_FILE"), "{done:?}");
    assert_eq!(
        connections.load(Ordering::SeqCst),
        2,
        "one for robots.txt, one for the sitemap: {done:?}"
    );
}

#[test]
fn unreadable_roots_are_reported_immediately() {
    let folder = tempfile::tempdir().unwrap();
    let empty = folder.path().join("empty.pem");
    std::fs::write(&empty, "").unwrap();
    for roots in [Path::new("/nonexistent/roots.pem"), &empty] {
        let done = dry_run("https://127.0.0.1:9/sitemap.xml", roots);
        assert_eq!(done.code, 3, "{done:?}");
        assert!(
            done.stderr.contains("no certificate could be read"),
            "{done:?}"
        );
        assert!(
            done.stderr.contains("name a file of PEM certificates"),
            "{done:?}"
        );
    }
}

#[test]
fn a_server_without_tls_is_reported() {
    let site = Site::start();
    let url = site.url("/sitemap.xml").replace("http:", "https:");
    let done = run(["submit", "--dry-run", "--deadline", "2s", &url]).done();
    assert_eq!(done.code, 11, "{done:?}");
    assert!(done.stderr.contains("TLS connection failed"), "{done:?}");
    assert!(done.stderr.contains("speaks TLS"), "{done:?}");
    assert!(done.took < BEFORE_THE_DEFAULT_DEADLINE, "{done:?}");
}

#[test]
fn redirects_may_lead_to_https_but_not_away_from_it() {
    let site = Site::start();
    site.put_sitemap("/sitemap.xml", 1);
    let secure = https_server(sitemap_answer());
    let up = Page::Redirect(301, format!("https://{secure}/sitemap.txt"));
    site.put("/up.txt", up);
    let done = dry_run(&site.url("/up.txt"), &fixture("authority.pem"));
    assert!(done.stdout.contains("1 URL"), "it was read: {done:?}");

    let location = site.url("/sitemap.xml");
    let down = https_server(format!(
        "HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n"
    ));
    let done = dry_run(
        &format!("https://{down}/sitemap.txt"),
        &fixture("authority.pem"),
    );
    assert_eq!(done.code, 11, "{done:?}");
    assert!(done.stderr.contains("which is not https"), "{done:?}");
}
