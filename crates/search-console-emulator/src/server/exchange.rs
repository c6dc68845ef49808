//! Handles a request: executes it, updates the ledger and sends the response.
//!
//! # Guarantees
//! - A request's execution and the update of its entry are one step without an `await`.
//! - Only a request that has arrived completely counts for a fault rule.

use std::sync::Arc;

use axum::Extension;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::Response as HttpResponse;
use bytes::Bytes;
use http::header::{
    AUTHORIZATION, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, DATE, HeaderValue, VARY,
};
use http::request::Parts;
use http::{HeaderMap, StatusCode};

use crate::api::{self, Call, Handling, Received};
use crate::clock::http_date;
use crate::config::DownloadMode;
use crate::download;
use crate::fault::{Delivery, Effect, Fault, Processing, RequestContext, effect};
use crate::ledger::{Entry, fingerprint};
use crate::response::Response;
use crate::server::body::{Mark, TruncatedBody, WholeBody};
use crate::server::connection::Connection;
use crate::server::request_body;
use crate::shared::Shared;
use crate::token::{self, TOKEN_PATH};

/// Bytes that a truncated response announces but does not send.
const MISSING_BYTES: usize = 64;

/// Handles one request on `connection`.
pub(super) async fn exchange(
    State(shared): State<Arc<Shared>>,
    Extension(connection): Extension<Connection>,
    request: Request,
) -> HttpResponse {
    let (head, body) = request.into_parts();
    let sequence = shared.ledger.arrive(entry(&shared, &head));
    connection.responding(sequence);
    let content = if request_body::lacks_length(&head.method, &head.headers) {
        Err(StatusCode::LENGTH_REQUIRED)
    } else {
        request_body::read(body).await
    };
    let (response, delivery) = match content {
        Ok(content) => handle(&shared, sequence, &head, &content),
        Err(status) => {
            shared
                .ledger
                .update(sequence, |entry| entry.status = Some(status));
            (Response::html(status), Delivery::Whole)
        }
    };
    deliver(&shared, &connection, sequence, response, delivery).await
}

/// Creates the entry of a request whose head has arrived.
fn entry(shared: &Shared, head: &Parts) -> Entry {
    let path = head.uri.path();
    let (site, sitemap) = api::target(path);
    let mut headers = head.headers.clone();
    if let Some(value) = headers.get_mut(AUTHORIZATION) {
        value.set_sensitive(true);
    }
    Entry {
        sequence: 0,
        at: shared.clock.now(),
        method: head.method.clone(),
        path: path.to_owned(),
        query: head.uri.query().map(str::to_owned),
        token_fingerprint: api::bearer(&head.headers).map(fingerprint),
        headers,
        body: Bytes::new(),
        site,
        sitemap,
        fault: None,
        status: None,
        recorded: false,
        delivered_intact: false,
    }
}

/// Selects the fault, executes the request, and updates the entry.
fn handle(
    shared: &Arc<Shared>,
    sequence: usize,
    head: &Parts,
    content: &Bytes,
) -> (Response, Delivery) {
    let path = head.uri.path();
    let fault = shared.faults.take(&head.method, path);
    let request = Received {
        method: &head.method,
        path,
        query: head.uri.query(),
        headers: &head.headers,
        body: content,
    };
    record_secrets(shared, request);
    let effect = effect_of(shared, fault.as_ref(), request);
    let done = match effect.processing {
        Processing::Skipped => Response::empty(StatusCode::INTERNAL_SERVER_ERROR),
        Processing::Done(handling) => perform(shared, request, handling),
    };
    let recorded = done.recorded;
    let mut response = effect.replacement.unwrap_or(done);
    if effect.delivery == Delivery::Truncated {
        response.status = with_body(response.status);
    }
    let status = match effect.delivery {
        Delivery::Reset | Delivery::Never => None,
        _ => Some(response.status),
    };
    shared.ledger.update(sequence, |entry| {
        entry.body = content.clone();
        entry.fault = fault;
        entry.status = status;
        entry.recorded = recorded;
    });
    if recorded {
        after_change(shared, request);
    }
    (response, effect.delivery)
}

/// Records the secrets of a request, even if it is not executed.
fn record_secrets(shared: &Shared, request: Received<'_>) {
    if let Some(token) = api::bearer(request.headers) {
        shared.secrets.add(token);
    }
    if request.path == TOKEN_PATH
        && let Some(assertion) = token::assertion_in(request.body)
    {
        shared.secrets.add_assertion(&assertion);
    }
}

fn effect_of(shared: &Shared, fault: Option<&Fault>, request: Received<'_>) -> Effect {
    let call = api::parse_call(request.method, request.path);
    effect(
        fault,
        RequestContext {
            now: shared.clock.now(),
            shape: shared.error_shape,
            site: call.as_ref().and_then(Call::site),
            rpc_name: call.as_ref().map_or("", Call::rpc_name),
            project: &shared.account.project_id,
        },
    )
}

fn perform(shared: &Shared, request: Received<'_>, handling: Handling) -> Response {
    if request.path == TOKEN_PATH {
        token::respond(shared, request.method, request.headers, request.body)
    } else {
        api::respond(shared, request, handling)
    }
}

/// Starts the download of a submitted sitemap.
fn after_change(shared: &Arc<Shared>, request: Received<'_>) {
    if let Some(Call::SitemapsSubmit { site, sitemap }) =
        api::parse_call(request.method, request.path)
        && shared.download_mode == DownloadMode::AfterDelay
    {
        tokio::spawn(download::after_delay(Arc::clone(shared), site, sitemap));
    }
}

async fn deliver(
    shared: &Arc<Shared>,
    connection: &Connection,
    sequence: usize,
    response: Response,
    delivery: Delivery,
) -> HttpResponse {
    let mark = || {
        Some(Mark {
            shared: Arc::clone(shared),
            sequence,
        })
    };
    let Response {
        status,
        mut headers,
        body: content,
        ..
    } = response;
    let body = match delivery {
        Delivery::Whole => Body::new(WholeBody::new(content, mark())),
        Delivery::Unusable => Body::new(WholeBody::new(content, None)),
        Delivery::Drip(pause) => Body::new(WholeBody::dripping(content, pause, mark())),
        Delivery::Truncated => {
            let body = truncated(&mut headers, &content);
            return finish(shared, status, body, headers);
        }
        Delivery::Reset => {
            connection.reset();
            return std::future::pending().await;
        }
        Delivery::Never => return std::future::pending().await,
    };
    finish(shared, status, body, headers)
}

/// Creates a body that is shorter than its `Content-Length`.
fn truncated(headers: &mut HeaderMap, content: &Bytes) -> Body {
    // A response without a body (204) needs something to truncate.
    let content = match content.len() {
        0 => Bytes::from_static(b"{"),
        length => content.slice(..length.div_ceil(2)),
    };
    headers.insert(
        CONTENT_LENGTH,
        HeaderValue::from(content.len() + MISSING_BYTES),
    );
    Body::new(TruncatedBody::new(content))
}

/// Returns a status that allows a body: 200 in place of 204.
fn with_body(status: StatusCode) -> StatusCode {
    match status {
        StatusCode::NO_CONTENT => StatusCode::OK,
        other => other,
    }
}

fn finish(shared: &Shared, status: StatusCode, body: Body, mut headers: HeaderMap) -> HttpResponse {
    headers.insert(DATE, http_date(shared.clock.now()));
    headers
        .entry(CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("private"));
    if headers.contains_key(CONTENT_TYPE) {
        headers.insert(VARY, HeaderValue::from_static("Origin, X-Origin, Referer"));
    }
    let mut response = HttpResponse::new(body);
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
}
