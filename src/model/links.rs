//! URLs of Google pages for manual fixes.

use url::form_urlencoded;

/// Service accounts and their keys.
pub(crate) const SERVICE_ACCOUNTS: &str =
    "https://console.cloud.google.com/iam-admin/serviceaccounts";

/// Projects of a Google account.
pub(crate) const PROJECTS: &str = "https://console.cloud.google.com/cloud-resource-manager";

/// Deleted projects that can be restored.
pub(crate) const DELETED_PROJECTS: &str =
    "https://console.cloud.google.com/iam-admin/pendingdeletion";

/// Billing of projects.
pub(crate) const BILLING: &str = "https://console.cloud.google.com/billing/projects";

/// Roles in a project.
pub(crate) const IAM: &str = "https://console.cloud.google.com/iam-admin/iam";

/// Page on which the API is enabled.
pub(crate) const ENABLE_API: &str =
    "https://console.cloud.google.com/apis/library/searchconsole.googleapis.com";

/// Page with the users of the property that was chosen last.
pub(crate) const USERS: &str = "https://search.google.com/search-console/users";

/// Older page of the properties, on which an owner can add another one.
pub(crate) const VERIFICATION: &str = "https://www.google.com/webmasters/verification/home";

/// Page with the users of `property`.
pub(crate) fn users_page(property: &str) -> String {
    page("users", property)
}

/// The sitemaps of `property`, with the errors found in each.
pub(crate) fn sitemaps_page(property: &str) -> String {
    page("sitemaps", property)
}

/// The page-indexing report of `property`.
pub(crate) fn index_page(property: &str) -> String {
    page("index", property)
}

fn page(name: &str, property: &str) -> String {
    let query: String = form_urlencoded::Serializer::new(String::new())
        .append_pair("resource_id", property)
        .finish();
    format!("https://search.google.com/search-console/{name}?{query}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_property_is_one_value_of_the_query() {
        assert_eq!(
            users_page("https://example.com/"),
            "https://search.google.com/search-console/users?resource_id=https%3A%2F%2Fexample.com%2F"
        );
    }
}
