//! Plays Google's OAuth token endpoint: assertions in, bearer tokens out.

mod assertion;
mod grant;
mod refusal;
mod store;

pub(crate) use grant::{answer, assertion_in};
pub(crate) use refusal::Refusal;
pub(crate) use store::{Scopes, TokenStore};

/// Where the endpoint is.
pub(crate) const TOKEN_PATH: &str = "/token";
