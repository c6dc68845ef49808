//! How to give an account access to a property.

use super::links;

/// Instructions that add `account` to `property`, or to the property that is meant.
///
/// Since April 2026 the page of the users answers "email not found" for many service accounts that
/// are new, while the older verification page accepts them.
pub(crate) fn how_to_add(account: &str, property: Option<&str>) -> String {
    let (users, which) = match property {
        Some(property) => (links::users_page(property), format!(" of {property}")),
        None => (links::USERS.to_owned(), String::new()),
    };
    format!(
        "add {account} as a full user or owner{which} at {users}; if that page answers \"email not found\", use Add an owner at {} (Verification details), an older service account, or `sitemap-submit verify {}`",
        links::VERIFICATION,
        property.unwrap_or("SITE")
    )
}
