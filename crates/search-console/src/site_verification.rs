//! Verifies that the account owns a site, and manages its owners.
//!
//! Reference: <https://developers.google.com/site-verification/v1/webResource>.

use serde::{Deserialize, Serialize};

use crate::client::{Call, CallError, Called, Client};
use crate::property::Property;
use crate::wire;
use net::Deadline;

/// Way to prove the ownership of a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// A file in the root of a URL-prefix property.
    File,
    /// A meta tag in the page at the root of a URL-prefix property.
    Meta,
    /// A TXT record of a domain property.
    DnsTxt,
    /// A CNAME record of a domain property.
    DnsCname,
}

impl Method {
    /// The value in the API.
    const fn as_str(self) -> &'static str {
        match self {
            Self::File => "FILE",
            Self::Meta => "META",
            Self::DnsTxt => "DNS_TXT",
            Self::DnsCname => "DNS_CNAME",
        }
    }

    /// True if the API accepts it for `property`: DNS records prove domains, the others URL prefixes.
    #[must_use]
    pub const fn suits(self, property: &Property) -> bool {
        property.is_domain() == matches!(self, Self::DnsTxt | Self::DnsCname)
    }
}

/// A verified site.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct VerifiedSite {
    /// Its id in this API.
    pub id: String,
    /// The e-mail addresses of its owners.
    #[serde(default, deserialize_with = "wire::null_as_default")]
    pub owners: Vec<String>,
}

#[derive(Serialize)]
struct Site<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    identifier: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct TokenRequest<'a> {
    site: Site<'a>,
    verification_method: &'static str,
}

#[derive(Deserialize)]
struct TokenResponse {
    token: String,
}

#[derive(Serialize)]
struct Insertion<'a> {
    site: Site<'a>,
}

#[derive(Serialize)]
struct Owners<'a> {
    owners: &'a [String],
}

fn site(property: &Property) -> Site<'_> {
    match property.domain() {
        Some(identifier) => Site {
            kind: "INET_DOMAIN",
            identifier,
        },
        None => Site {
            kind: "SITE",
            identifier: property.name(),
        },
    }
}

impl Client {
    /// `webResource.getToken`: the token that proves the ownership of `property`.
    ///
    /// # Errors
    /// [`CallError`] if no valid response arrives before `deadline`.
    pub async fn verification_token(
        &self,
        property: &Property,
        method: Method,
        deadline: Deadline,
    ) -> Result<String, CallError> {
        let request = TokenRequest {
            site: site(property),
            verification_method: method.as_str(),
        };
        let path = "siteVerification/v1/token".to_owned();
        let call = Call::post("webResource.getToken", path, &request).of_site_verification();
        let response = self.json::<TokenResponse>(&call, deadline).await?;
        Ok(response.value.token)
    }

    /// `webResource.insert`: verifies `property` by the token that is in place.
    ///
    /// # Errors
    /// [`CallError`]; a `BadRequest` if Google does not find the token.
    pub async fn verify_site(
        &self,
        property: &Property,
        method: Method,
        deadline: Deadline,
    ) -> Result<VerifiedSite, CallError> {
        let request = Insertion {
            site: site(property),
        };
        let path = "siteVerification/v1/webResource".to_owned();
        let call = Call::post("webResource.insert", path, &request)
            .of_site_verification()
            .with_query(format!("verificationMethod={}", method.as_str()));
        let response = self.json::<VerifiedSite>(&call, deadline).await;
        response.map(|called: Called<VerifiedSite>| called.value)
    }

    /// `webResource.patch`: sets the owners of a verified site.
    ///
    /// # Errors
    /// [`CallError`] if no valid response arrives before `deadline`.
    pub async fn set_owners(
        &self,
        site: &VerifiedSite,
        owners: &[String],
        deadline: Deadline,
    ) -> Result<VerifiedSite, CallError> {
        let path = format!(
            "siteVerification/v1/webResource/{}",
            wire::one_segment(&site.id)
        );
        let call =
            Call::patch("webResource.patch", path, &Owners { owners }).of_site_verification();
        let response = self.json::<VerifiedSite>(&call, deadline).await;
        response.map(|called| called.value)
    }
}
