//! Checks a call in the same order as Google, and executes it.
//!
//! The checks: path and method, query parameters, token, project, scope, body, quota, permission.
//!
//! # Guarantees
//! - Nothing here waits: all changes are made when [`respond`] returns, and [`Response::recorded`]
//!   states if there were any.

use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderMap, Method, StatusCode};
use url::form_urlencoded;

use crate::api::call::Call;
use crate::api::google_error::GoogleError;
use crate::api::handling::Handling;
use crate::api::{path, search_analytics, site_verification, sitemaps, sites, url_inspection};
use crate::config::ServiceState;
use crate::response::Response;
use crate::shared::Shared;
use crate::token::Scopes;

/// Parameters of every method, from the discovery document.
const COMMON_PARAMETERS: [&str; 11] = [
    "$.xgafv",
    "access_token",
    "alt",
    "callback",
    "fields",
    "key",
    "oauth_token",
    "prettyPrint",
    "quotaUser",
    "uploadType",
    "upload_protocol",
];

/// A request as received.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Received<'a> {
    pub(crate) method: &'a Method,
    pub(crate) path: &'a str,
    pub(crate) query: Option<&'a str>,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) body: &'a [u8],
}

/// Executes a request and returns its response.
pub(crate) fn respond(shared: &Shared, request: Received<'_>, handling: Handling) -> Response {
    let Some(call) = path::parse(request.method, request.path) else {
        return Response::html(StatusCode::NOT_FOUND);
    };
    check(shared, &call, request)
        .and_then(|()| perform(shared, &call, request, handling))
        .unwrap_or_else(|error| error.into_response(shared.error_shape))
}

/// Makes all checks except that of the permission.
fn check(shared: &Shared, call: &Call, request: Received<'_>) -> Result<(), GoogleError> {
    check_query(call, request.query)?;
    let token = bearer(request.headers).ok_or_else(|| GoogleError::no_token(call.rpc_name()))?;
    let now = shared.clock.now();
    let scopes = shared
        .tokens
        .scopes(token, now)
        .ok_or_else(GoogleError::bad_token)?;
    if shared.service() == ServiceState::Disabled {
        return Err(GoogleError::service_disabled(&shared.account.project_id));
    }
    let is_allowed = match scopes {
        Scopes::ReadOnly => !call.writes() && !call.is_site_verification(),
        Scopes::ReadWrite => !call.is_site_verification(),
        Scopes::Verification => true,
    };
    if !is_allowed {
        return Err(GoogleError::insufficient_scopes(call.rpc_name()));
    }
    check_body(call, request)?;
    if let Some(meter) = call.meter() {
        shared
            .quotas
            .count(meter, now)
            .map_err(|_| GoogleError::quota(call.site()))?;
    }
    Ok(())
}

fn check_query(call: &Call, query: Option<&str>) -> Result<(), GoogleError> {
    for (name, _) in form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
        let name = name.as_ref();
        if !COMMON_PARAMETERS.contains(&name) && !call.query_parameters().contains(&name) {
            return Err(GoogleError::invalid_field(
                name,
                format!(
                    "Invalid JSON payload received. Unknown name \"{name}\": Cannot bind query \
                     parameter. Field '{name}' could not be found in request message."
                ),
            ));
        }
    }
    Ok(())
}

/// Google requires JSON if the method has a request body, and no body otherwise.
fn check_body(call: &Call, request: Received<'_>) -> Result<(), GoogleError> {
    let is_json = request
        .headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.trim_start().starts_with("application/json"));
    match (call.has_body(), request.body.is_empty()) {
        (true, _) if !is_json => Err(GoogleError::invalid(
            "Invalid content type: expected application/json.",
        )),
        (false, false) => Err(GoogleError::invalid("Request body is not allowed.")),
        _ => Ok(()),
    }
}

/// The bearer token of a request.
pub(crate) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers
        .get(AUTHORIZATION)?
        .to_str()
        .ok()?
        .trim()
        .split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then(|| token.trim_start())
}

fn perform(
    shared: &Shared,
    call: &Call,
    request: Received<'_>,
    handling: Handling,
) -> Result<Response, GoogleError> {
    match call {
        Call::SitesList => Ok(sites::list(shared)),
        Call::SitesGet { site } => sites::get(shared, site),
        Call::SitesAdd { site } => sites::add(shared, site, handling),
        Call::SitesDelete { site } => sites::delete(shared, site, handling),
        Call::SitemapsList { site } => sitemaps::list(shared, site, request.query, handling),
        Call::SitemapsGet { site, sitemap } => sitemaps::get(shared, site, sitemap, handling),
        Call::SitemapsSubmit { site, sitemap } => sitemaps::submit(shared, site, sitemap, handling),
        Call::SitemapsDelete { site, sitemap } => sitemaps::delete(shared, site, sitemap, handling),
        Call::SearchAnalyticsQuery { site } => search_analytics::query(shared, site, request.body),
        Call::Inspect => url_inspection::inspect(shared, request.body),
        Call::VerificationToken => site_verification::get_token(shared, request.body),
        Call::Verify => site_verification::insert(shared, request.query, request.body),
        Call::SetOwners { id } => site_verification::patch(shared, id, request.body),
    }
}
