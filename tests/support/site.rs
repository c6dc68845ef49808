//! A website on loopback with configurable responses, including faulty ones.

use std::collections::HashMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Response, StatusCode, Uri, header};
use futures_util::{StreamExt, stream};

/// Response for a path.
#[derive(Debug, Clone)]
pub(crate) enum Page {
    /// Status 200 with this content type and these bytes.
    Content(&'static str, Vec<u8>),
    /// Status 200 with these headers and bytes.
    WithHeaders(Vec<(&'static str, String)>, Vec<u8>),
    /// This status with a short text.
    Status(u16),
    /// Status 503 with this number of seconds in `Retry-After`.
    Busy(u32),
    /// Redirect with this status to this location.
    Redirect(u16, String),
    /// Redirect to the same path with an increasing counter.
    EndlessRedirect,
    /// These statuses, one per request, then the page.
    After(Vec<u16>, Box<Self>),
    /// The first page once, then always the second.
    Then(Box<Self>, Box<Self>),
    /// Status 200 and these bytes, then nothing while the client waits.
    Stalled(Vec<u8>),
    /// Status 200 and these bytes, repeated this many times.
    Repeated(Vec<u8>, usize),
}

/// One received request.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) path: String,
    pub(crate) headers: HeaderMap,
}

#[derive(Default)]
struct Shelf {
    pages: HashMap<String, Page>,
    requests: Vec<Request>,
}

type Shared = Arc<Mutex<Shelf>>;

/// A running site, stopped on drop.
pub(crate) struct Site {
    address: SocketAddr,
    shelf: Shared,
    _runtime: tokio::sync::oneshot::Sender<()>,
}

impl Site {
    /// Starts a site on a free port.
    pub(crate) fn start() -> Self {
        Self::start_on(0)
    }

    /// Starts a site on `port`.
    pub(crate) fn start_on(port: u16) -> Self {
        let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, port)).unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let shelf = Shared::default();
        let (stop, stopped) = tokio::sync::oneshot::channel();
        let served = Arc::clone(&shelf);
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(async move {
                let listener = tokio::net::TcpListener::from_std(listener).unwrap();
                let router = Router::new().fallback(answer).with_state(served);
                tokio::select! {
                    result = async { axum::serve(listener, router).await } => result.unwrap(),
                    _ = stopped => {}
                }
            });
        });
        Self {
            address,
            shelf,
            _runtime: stop,
        }
    }

    /// Root URL, which is also the name of the URL-prefix property.
    pub(crate) fn root(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// URL of `path`, which begins with a slash.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Serves `page` at `path` from now on.
    pub(crate) fn put(&self, path: &str, page: Page) -> &Self {
        self.shelf
            .lock()
            .unwrap()
            .pages
            .insert(path.to_owned(), page);
        self
    }

    /// Serves a valid sitemap of `urls` pages at `path`.
    pub(crate) fn put_sitemap(&self, path: &str, urls: usize) -> &Self {
        let xml = self.sitemap(urls).into_bytes();
        self.put(path, Page::Content("application/xml", xml))
    }

    /// Valid sitemap of this site with `urls` pages.
    pub(crate) fn sitemap(&self, urls: usize) -> String {
        let root = self.root();
        let mut xml = String::from(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
        );
        for number in 1..=urls {
            let page = format!("  <url><loc>{root}page-{number}</loc></url>\n");
            xml.push_str(&page);
        }
        xml.push_str("</urlset>\n");
        xml
    }

    /// Requests received so far.
    pub(crate) fn requests(&self) -> Vec<Request> {
        self.shelf.lock().unwrap().requests.clone()
    }
}

async fn answer(State(shelf): State<Shared>, uri: Uri, headers: HeaderMap) -> Response<Body> {
    let page = {
        let mut shelf = shelf.lock().unwrap();
        let path = uri.path().to_owned();
        let page = next_page(shelf.pages.get_mut(&path));
        shelf.requests.push(Request { path, headers });
        page
    };
    respond(page, &uri)
}

fn next_page(page: Option<&mut Page>) -> Page {
    match page {
        None => Page::Status(404),
        Some(Page::After(statuses, page)) => {
            if statuses.is_empty() {
                (**page).clone()
            } else {
                Page::Status(statuses.remove(0))
            }
        }
        Some(page) => {
            let now = page.clone();
            let Page::Then(first, rest) = now else {
                return now;
            };
            *page = *rest;
            *first
        }
    }
}

fn respond(page: Page, uri: &Uri) -> Response<Body> {
    let builder = Response::builder();
    let response = match page {
        Page::Content(kind, bytes) => builder
            .header(header::CONTENT_TYPE, kind)
            .body(Body::from(bytes)),
        Page::WithHeaders(headers, bytes) => headers
            .into_iter()
            .fold(builder, |builder, (name, value)| {
                builder.header(name, value)
            })
            .body(Body::from(bytes)),
        Page::Status(status) => builder.status(status).body(Body::from("no\n")),
        Page::Busy(seconds) => builder
            .status(StatusCode::SERVICE_UNAVAILABLE)
            .header(header::RETRY_AFTER, seconds)
            .body(Body::empty()),
        Page::Redirect(status, location) => builder
            .status(status)
            .header(header::LOCATION, location)
            .body(Body::empty()),
        Page::EndlessRedirect => {
            let count: u32 = uri
                .query()
                .and_then(|query| query.parse().ok())
                .unwrap_or(0);
            builder
                .status(StatusCode::FOUND)
                .header(header::LOCATION, format!("{}?{}", uri.path(), count + 1))
                .body(Body::empty())
        }
        Page::After(..) | Page::Then(..) => builder.status(500).body(Body::empty()),
        Page::Stalled(bytes) => {
            let first = stream::once(async move { Ok::<_, std::io::Error>(Bytes::from(bytes)) });
            let silence = stream::once(async {
                tokio::time::sleep(Duration::from_secs(600)).await;
                Ok(Bytes::new())
            });
            builder.body(Body::from_stream(first.chain(silence)))
        }
        Page::Repeated(bytes, times) => {
            let bytes = Bytes::from(bytes);
            let chunks = (0..times).map(move |_| Ok::<_, std::io::Error>(bytes.clone()));
            builder.body(Body::from_stream(stream::iter(chunks)))
        }
    };
    response.unwrap()
}
