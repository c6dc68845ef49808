//! Obtains access tokens.
//!
//! A service-account key signs an assertion; the token endpoint exchanges it for an access token,
//! which is cached and renewed before it expires ([`ServiceAccountTokens`]).
//!
//! Guarantees: at most one exchange runs at a time; keys, assertions and tokens are never printed
//! or logged. The key file's `token_uri` is used only if it points to Google or to loopback.
//!
//! Reference: <https://developers.google.com/identity/protocols/oauth2/service-account#httprest>.

mod access_token;
mod assertion;
mod exchange;
mod key_text;
mod service_account_key;
mod service_account_tokens;
mod token_error;

#[cfg(test)]
mod test_keys;

pub use access_token::AccessToken;
pub use key_text::Mangling;
pub use service_account_key::{KeyError, ServiceAccountKey};
pub use service_account_tokens::{Clock, Scope, ServiceAccountTokens, TokenFuture, TokenSource};
pub use token_error::TokenError;
