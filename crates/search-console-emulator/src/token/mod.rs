//! Google's OAuth token endpoint, which exchanges assertions for bearer tokens.

mod assertion;
mod grant;
mod grant_error;
mod store;

pub(crate) use grant::{assertion_in, respond};
pub(crate) use grant_error::GrantError;
pub(crate) use store::{Scopes, TokenStore};

/// Path of the endpoint.
pub(crate) const TOKEN_PATH: &str = "/token";
