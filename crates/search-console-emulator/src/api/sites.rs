//! The methods of `sites`.

use http::StatusCode;
use serde::Serialize;

use crate::api::enums;
use crate::api::google_error::GoogleError;
use crate::api::handling::Handling;
use crate::config::EnumSpelling;
use crate::lock::locked;
use crate::property::{Permission, is_site_url};
use crate::response::Response;
use crate::shared::Shared;

/// `SitesListResponse`; an empty list is omitted.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SitesListResponse {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    site_entry: Vec<WmxSite>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct WmxSite {
    site_url: String,
    permission_level: String,
}

impl WmxSite {
    fn new(site_url: &str, permission: Permission, spelling: EnumSpelling) -> Self {
        Self {
            site_url: site_url.to_owned(),
            permission_level: enums::spell(enums::permission(permission), spelling),
        }
    }
}

pub(crate) fn list(shared: &Shared) -> Response {
    let site_entry = locked(&shared.state)
        .listed()
        .map(|property| {
            WmxSite::new(
                &property.site_url,
                property.permission,
                shared.enum_spelling,
            )
        })
        .collect();
    Response::json(StatusCode::OK, &SitesListResponse { site_entry })
}

pub(crate) fn get(shared: &Shared, site: &str) -> Result<Response, GoogleError> {
    let permission = locked(&shared.state)
        .permission(site)
        .ok_or_else(|| GoogleError::no_permission(site))?;
    Ok(Response::json(
        StatusCode::OK,
        &WmxSite::new(site, permission, shared.enum_spelling),
    ))
}

pub(crate) fn add(
    shared: &Shared,
    site: &str,
    handling: Handling,
) -> Result<Response, GoogleError> {
    if !is_site_url(site) {
        return Err(GoogleError::invalid(format!(
            "'{site}' is not a valid Search Console property."
        )));
    }
    Ok(change(shared, handling, |state| state.add_site(site)))
}

pub(crate) fn delete(
    shared: &Shared,
    site: &str,
    handling: Handling,
) -> Result<Response, GoogleError> {
    if locked(&shared.state).permission(site).is_none() {
        return Err(GoogleError::no_permission(site));
    }
    Ok(change(shared, handling, |state| state.delete_site(site)))
}

/// Makes a change, unless a fault discards it; the response is a success in either case.
fn change(
    shared: &Shared,
    handling: Handling,
    change: impl FnOnce(&mut crate::state::State),
) -> Response {
    if handling.applies_changes() {
        change(&mut locked(&shared.state));
    }
    Response {
        recorded: handling.applies_changes(),
        ..Response::no_content()
    }
}
