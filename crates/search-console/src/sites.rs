//! Lists the properties that the account sees.
//!
//! Reference: <https://developers.google.com/webmaster-tools/v1/sites>.

use serde::Deserialize;

use crate::client::{Call, CallError, Called, Client};
use crate::wire;
use net::Deadline;

/// One property as the account sees it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Site {
    /// The property's exact name.
    pub site_url: String,
    /// What the account may do there.
    #[serde(default, deserialize_with = "wire::spelled")]
    pub permission_level: PermissionLevel,
}

/// What an account may do with a property
/// (<https://support.google.com/webmasters/answer/2451999>).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum PermissionLevel {
    /// Everything.
    Owner,
    /// Most things, submitting sitemaps among them.
    FullUser,
    /// Looking at most data.
    RestrictedUser,
    /// Nothing: ownership was not proven.
    UnverifiedUser,
    /// The API did not say.
    #[default]
    Unspecified,
    /// A level this version does not know.
    Unknown(String),
}

impl PermissionLevel {
    /// Whether the account may submit sitemaps. A level that we do not know is left for the API
    /// to judge.
    #[must_use]
    pub const fn may_submit(&self) -> bool {
        match self {
            Self::Owner | Self::FullUser | Self::Unspecified | Self::Unknown(_) => true,
            Self::RestrictedUser | Self::UnverifiedUser => false,
        }
    }

    /// The level in the words of Search Console's user interface.
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
    // An empty list is sent as an absent key.
    #[serde(default)]
    site_entry: Vec<Site>,
}

impl Client {
    /// `sites.list`: every property that the account sees.
    ///
    /// # Errors
    /// [`CallError`] when no usable answer came before `deadline`.
    pub async fn list_sites(&self, deadline: Deadline) -> Result<Called<Vec<Site>>, CallError> {
        let call = Call::get("sites.list", "webmasters/v3/sites".to_owned());
        let answer = self.json::<SitesListResponse>(&call, deadline).await?;
        Ok(answer.map(|list| list.site_entry))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_read_in_both_spellings_and_when_empty() {
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
