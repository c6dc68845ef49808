//! Gets access tokens.
//!
//! A service-account key signs an assertion; the token endpoint exchanges it for an
//! access token; the token is kept and renewed early ([`ServiceAccountTokens`]).
//!
//! Guarantees: at most one exchange is under way at a time; keys, assertions and tokens are never
//! shown. The key file's own address for the exchange is used only when it is Google's or on
//! loopback.
//!
//! Reference: <https://developers.google.com/identity/protocols/oauth2/service-account#httprest>.

mod access_token;
mod assertion;
mod exchange;
mod service_account_key;
mod service_account_tokens;
mod token_error;

#[cfg(test)]
mod test_keys;

pub use access_token::AccessToken;
pub use service_account_key::{KeyError, ServiceAccountKey};
pub use service_account_tokens::{Clock, Scope, ServiceAccountTokens, TokenFuture, TokenSource};
pub use token_error::TokenError;
