//! The Site Verification API, version 1, from its discovery document: `getToken`, `insert` and
//! `patch`.
//!
//! The emulator does not look at sites: a test states that the token is in place
//! ([`Emulator::place_verification_token`](crate::Emulator::place_verification_token)).

use std::hash::{DefaultHasher, Hash, Hasher};

use http::StatusCode;
use serde::{Deserialize, Serialize};
use url::form_urlencoded;

use crate::api::google_error::GoogleError;
use crate::api::json_request;
use crate::lock::locked;
use crate::response::Response;
use crate::shared::Shared;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Site {
    #[serde(rename = "type")]
    kind: String,
    identifier: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct TokenRequest {
    site: Site,
    verification_method: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Resource {
    site: Site,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Owners {
    owners: Vec<String>,
}

#[derive(Serialize)]
struct TokenResponse {
    method: String,
    token: String,
}

#[derive(Serialize)]
struct ResourceResponse {
    id: String,
    owners: Vec<String>,
}

impl Site {
    /// Name of the property that the site is in Search Console.
    fn property(&self, method: &str) -> Result<String, GoogleError> {
        match (self.kind.as_str(), method) {
            ("SITE", "FILE" | "META") => Ok(self.identifier.clone()),
            ("INET_DOMAIN", "DNS_TXT" | "DNS_CNAME") => {
                Ok(format!("sc-domain:{}", self.identifier))
            }
            _ => Err(GoogleError::invalid(
                "The verification method is not valid for the type of the site.",
            )),
        }
    }
}

pub(crate) fn get_token(shared: &Shared, body: &[u8]) -> Result<Response, GoogleError> {
    let request: TokenRequest = json_request::read(body)?;
    let method = request.verification_method;
    let property = request.site.property(&method)?;
    let mut hasher = DefaultHasher::new();
    (&shared.account.email, &property).hash(&mut hasher);
    let code = format!("{:016x}", hasher.finish());
    let token = match method.as_str() {
        "FILE" => format!("google{code}.html"),
        "META" => format!("<meta name=\"google-site-verification\" content=\"{code}\" />"),
        "DNS_TXT" => format!("google-site-verification={code}"),
        _ => format!(
            "{code}.{} gv-{code}.dv.googlehosted.com",
            request.site.identifier
        ),
    };
    Ok(Response::json(
        StatusCode::OK,
        &TokenResponse { method, token },
    ))
}

pub(crate) fn insert(
    shared: &Shared,
    query: Option<&str>,
    body: &[u8],
) -> Result<Response, GoogleError> {
    let mut parameters = form_urlencoded::parse(query.unwrap_or_default().as_bytes());
    let method = parameters
        .find(|(name, _)| name == "verificationMethod")
        .map(|(_, value)| value.into_owned())
        .ok_or_else(|| GoogleError::invalid("Required parameter: verificationMethod"))?;
    let request: Resource = json_request::read(body)?;
    let property = request.site.property(&method)?;
    let owners = locked(&shared.state)
        .verify(&property, &shared.account.email)
        .ok_or_else(|| {
            GoogleError::invalid(
                "The necessary verification token could not be found on your site.",
            )
        })?;
    Ok(resource(property, owners))
}

pub(crate) fn patch(shared: &Shared, id: &str, body: &[u8]) -> Result<Response, GoogleError> {
    let request: Owners = json_request::read(body)?;
    let owners = locked(&shared.state)
        .set_owners(id, request.owners)
        .ok_or_else(GoogleError::not_found)?;
    Ok(resource(id.to_owned(), owners))
}

/// The id is opaque to clients; here it is the name of the property.
fn resource(id: String, owners: Vec<String>) -> Response {
    Response::json(StatusCode::OK, &ResourceResponse { id, owners })
}
