//! Lists the properties that the account can access.
//!
//! Reference: <https://developers.google.com/webmaster-tools/v1/sites>.

use serde::Deserialize;

use crate::client::{Call, CallError, Called, Client};
use crate::property::Property;
use crate::wire;
use net::Deadline;

/// A property and the account's permission for it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Site {
    /// The property's exact name.
    pub site_url: String,
    /// The account's permission.
    #[serde(default, deserialize_with = "wire::either_spelling")]
    pub permission_level: PermissionLevel,
}

/// Permission level of an account for a property
/// (<https://support.google.com/webmasters/answer/2451999>).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum PermissionLevel {
    /// Full control.
    Owner,
    /// Most actions, including sitemap submission.
    FullUser,
    /// Read access to most data.
    RestrictedUser,
    /// No access, since the ownership is not verified.
    UnverifiedUser,
    /// The API sent no level.
    #[default]
    Unspecified,
    /// A level that this version does not support.
    Unknown(String),
}

impl PermissionLevel {
    /// True if the account may submit sitemaps; also true for unknown levels, which the API checks
    /// itself.
    #[must_use]
    pub const fn may_submit(&self) -> bool {
        match self {
            Self::Owner | Self::FullUser | Self::Unspecified | Self::Unknown(_) => true,
            Self::RestrictedUser | Self::UnverifiedUser => false,
        }
    }

    /// The level's name in Search Console's user interface.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Owner => "owner",
            Self::FullUser => "full user",
            Self::RestrictedUser => "restricted user",
            Self::UnverifiedUser => "unverified user",
            Self::Unspecified => "unspecified",
            Self::Unknown(level) => level,
        }
    }
}

impl From<String> for PermissionLevel {
    fn from(level: String) -> Self {
        match level.as_str() {
            "SITE_OWNER" => Self::Owner,
            "SITE_FULL_USER" => Self::FullUser,
            "SITE_RESTRICTED_USER" => Self::RestrictedUser,
            "SITE_UNVERIFIED_USER" => Self::UnverifiedUser,
            "SITE_PERMISSION_LEVEL_UNSPECIFIED" => Self::Unspecified,
            _ => Self::Unknown(level),
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct SitesListResponse {
    // The API omits the key if the list is empty.
    #[serde(default)]
    site_entry: Vec<Site>,
}

impl Client {
    /// `sites.add`: adds `property` to the list of the account.
    ///
    /// # Errors
    /// [`CallError`] if no valid response arrives before `deadline`.
    pub async fn add_site(&self, property: &Property, deadline: Deadline) -> Result<(), CallError> {
        let call = Call::put("sites.add", wire::site_path(property));
        self.empty(&call, deadline).await.map(drop)
    }

    /// `sites.get`: returns `property` with the account's permission.
    ///
    /// # Errors
    /// [`CallError`] if no valid response arrives before `deadline`.
    pub async fn site(&self, property: &Property, deadline: Deadline) -> Result<Site, CallError> {
        let call = Call::get("sites.get", wire::site_path(property));
        self.json(&call, deadline).await.map(|called| called.value)
    }

    /// `sites.list`: returns every property that the account can access.
    ///
    /// # Errors
    /// [`CallError`] if no valid response arrives before `deadline`.
    pub async fn list_sites(&self, deadline: Deadline) -> Result<Called<Vec<Site>>, CallError> {
        let call = Call::get("sites.list", "webmasters/v3/sites".to_owned());
        let response = self.json::<SitesListResponse>(&call, deadline).await?;
        Ok(response.map(|list| list.site_entry))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_parsed_in_both_spellings_and_when_empty() {
        let list = |json| {
            serde_json::from_str::<SitesListResponse>(json)
                .unwrap()
                .site_entry
        };
        assert_eq!(list("{}"), []);
        let sites = list(
            r#"{"siteEntry":[
                {"siteUrl":"https://a.example/","permissionLevel":"siteOwner"},
                {"siteUrl":"https://b.example/","permissionLevel":"SITE_RESTRICTED_USER"},
                {"siteUrl":"https://c.example/","permissionLevel":"siteMagician","new":1},
                {"siteUrl":"https://d.example/"}]}"#,
        );
        let levels: Vec<_> = sites
            .iter()
            .map(|site| site.permission_level.as_str())
            .collect();
        assert_eq!(
            levels,
            ["owner", "restricted user", "SITE_MAGICIAN", "unspecified"]
        );
        assert!(!sites[1].permission_level.may_submit());
    }
}
