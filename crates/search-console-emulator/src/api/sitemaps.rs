//! The methods of `sitemaps`.
//!
//! Assumed, since Google does not document it: a sitemap outside its property is a 400, a sitemap
//! that was never submitted is a 404, and the children of an index are listed, as pending, only with
//! `sitemapIndex`.

use http::StatusCode;
use jiff::Timestamp;
use serde::Serialize;
use url::{Url, form_urlencoded};

use crate::api::enums;
use crate::api::google_error::GoogleError;
use crate::api::handling::Handling;
use crate::clock::google_datetime;
use crate::config::EnumSpelling;
use crate::lock::locked;
use crate::property::{Permission, covers};
use crate::response::Response;
use crate::shared::Shared;
use crate::state::{SitemapKind, SitemapReport, SitemapState, State};

/// `SitemapsListResponse`; an empty list is omitted.
#[derive(Serialize)]
struct SitemapsListResponse {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    sitemap: Vec<WmxSitemap>,
}

/// `WmxSitemap`; 64-bit numbers are strings.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct WmxSitemap {
    path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_submitted: Option<String>,
    is_pending: bool,
    is_sitemaps_index: bool,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    kind: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_downloaded: Option<String>,
    warnings: String,
    errors: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    contents: Vec<WmxSitemapContent>,
}

#[derive(Serialize)]
struct WmxSitemapContent {
    #[serde(rename = "type")]
    kind: String,
    submitted: String,
    indexed: String,
}

impl WmxSitemap {
    fn new(path: &str, state: &SitemapState, spelling: EnumSpelling) -> Self {
        let report = state.report.as_ref();
        let count = |number: fn(&SitemapReport) -> u64| report.map_or(0, number).to_string();
        Self {
            path: path.to_owned(),
            last_submitted: Some(google_datetime(state.last_submitted)),
            is_pending: state.is_pending,
            is_sitemaps_index: report.is_some_and(|report| report.kind == SitemapKind::Index),
            kind: report.map(|report| enums::spell(enums::sitemap_type(report.kind), spelling)),
            last_downloaded: state.last_downloaded.map(google_datetime),
            warnings: count(|report| report.warnings),
            errors: count(|report| report.errors),
            contents: report.map_or_else(Vec::new, |report| contents(report, spelling)),
        }
    }

    /// Creates the sitemap as modified by `handling`.
    fn with_handling(
        path: &str,
        state: &SitemapState,
        spelling: EnumSpelling,
        handling: Handling,
    ) -> Self {
        let sitemap = Self::new(path, state, spelling);
        match handling {
            Handling::Processing => Self {
                is_pending: true,
                warnings: "0".to_owned(),
                errors: "0".to_owned(),
                ..sitemap
            },
            Handling::Normal | Handling::Discard | Handling::Stale => sitemap,
        }
    }

    /// Creates a sitemap that is known only from its index.
    fn child(path: &str) -> Self {
        Self {
            path: path.to_owned(),
            last_submitted: None,
            is_pending: true,
            is_sitemaps_index: false,
            kind: None,
            last_downloaded: None,
            warnings: "0".to_owned(),
            errors: "0".to_owned(),
            contents: Vec::new(),
        }
    }
}

fn contents(report: &SitemapReport, spelling: EnumSpelling) -> Vec<WmxSitemapContent> {
    [
        ("WEB", report.urls),
        ("IMAGE", report.images),
        ("VIDEO", report.videos),
        ("NEWS", report.news),
    ]
    .into_iter()
    .filter(|(_, count)| *count > 0)
    .map(|(kind, count)| WmxSitemapContent {
        kind: enums::spell(kind, spelling),
        submitted: count.to_string(),
        indexed: "0".to_owned(),
    })
    .collect()
}

pub(crate) fn list(
    shared: &Shared,
    site: &str,
    query: Option<&str>,
    handling: Handling,
) -> Result<Response, GoogleError> {
    let state = locked(&shared.state);
    require(&state, site, Permission::may_read)?;
    let spelling = shared.enum_spelling;
    let view = handling.view();
    let sitemap = match sitemap_index(query) {
        None => state
            .sitemaps(site, view)
            .map(|(path, sitemap)| WmxSitemap::with_handling(path, sitemap, spelling, handling))
            .collect(),
        Some(index) => state
            .sitemap(site, &index, view)
            .and_then(|index| index.report.as_ref())
            .map(|report| report.children.as_slice())
            .unwrap_or_default()
            .iter()
            .map(|path| match state.sitemap(site, path, view) {
                Some(sitemap) => WmxSitemap::with_handling(path, sitemap, spelling, handling),
                None => WmxSitemap::child(path),
            })
            .collect(),
    };
    Ok(Response::json(
        StatusCode::OK,
        &SitemapsListResponse { sitemap },
    ))
}

fn sitemap_index(query: Option<&str>) -> Option<String> {
    form_urlencoded::parse(query?.as_bytes())
        .find(|(name, value)| name == "sitemapIndex" && !value.is_empty())
        .map(|(_, value)| value.into_owned())
}

pub(crate) fn get(
    shared: &Shared,
    site: &str,
    sitemap: &str,
    handling: Handling,
) -> Result<Response, GoogleError> {
    let state = locked(&shared.state);
    require(&state, site, Permission::may_read)?;
    check_sitemap(site, sitemap)?;
    let found = state
        .sitemap(site, sitemap, handling.view())
        .ok_or_else(GoogleError::not_found)?;
    Ok(Response::json(
        StatusCode::OK,
        &WmxSitemap::with_handling(sitemap, found, shared.enum_spelling, handling),
    ))
}

pub(crate) fn submit(
    shared: &Shared,
    site: &str,
    sitemap: &str,
    handling: Handling,
) -> Result<Response, GoogleError> {
    let now: Timestamp = shared.clock.now();
    let mut state = locked(&shared.state);
    require(&state, site, Permission::may_write)?;
    check_sitemap(site, sitemap)?;
    if handling.applies_changes() {
        state.submit(site, sitemap, now);
    }
    Ok(Response {
        recorded: handling.applies_changes(),
        ..Response::no_content()
    })
}

pub(crate) fn delete(
    shared: &Shared,
    site: &str,
    sitemap: &str,
    handling: Handling,
) -> Result<Response, GoogleError> {
    let mut state = locked(&shared.state);
    require(&state, site, Permission::may_write)?;
    check_sitemap(site, sitemap)?;
    let deleted = match handling.applies_changes() {
        true => state.delete_sitemap(site, sitemap),
        false => state.sitemap(site, sitemap, handling.view()).is_some(),
    };
    if !deleted {
        return Err(GoogleError::not_found());
    }
    Ok(Response {
        recorded: handling.applies_changes(),
        ..Response::no_content()
    })
}

/// Checks that the account's permission for `site` is sufficient.
fn require(
    state: &State,
    site: &str,
    is_sufficient: fn(Permission) -> bool,
) -> Result<(), GoogleError> {
    match state.permission(site) {
        Some(permission) if is_sufficient(permission) => Ok(()),
        _ => Err(GoogleError::no_permission(site)),
    }
}

/// Checks that `sitemap` is a URL that belongs to `site`.
fn check_sitemap(site: &str, sitemap: &str) -> Result<(), GoogleError> {
    let is_http_url = Url::parse(sitemap).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
    if !is_http_url {
        return Err(GoogleError::invalid(format!(
            "'{sitemap}' is not a valid sitemap URL."
        )));
    }
    if !covers(site, sitemap) {
        return Err(GoogleError::invalid(format!(
            "Sitemap '{sitemap}' is not part of site '{site}'."
        )));
    }
    Ok(())
}
