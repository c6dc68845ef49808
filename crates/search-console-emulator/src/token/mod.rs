//! Plays Google's OAuth token endpoint: assertions in, bearer tokens out.

mod assertion;
mod grant;
mod store;

pub(crate) use grant::{Refusal, answer, assertion_in};
pub(crate) use store::{Scopes, TokenStore};

/// Where the endpoint is.
pub(crate) const TOKEN_PATH: &str = "/token";
