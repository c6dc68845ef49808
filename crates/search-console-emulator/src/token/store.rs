//! Issued bearer tokens with their scopes and expiry.

use std::collections::HashMap;
use std::sync::Mutex;

use jiff::Timestamp;

use crate::lock::locked;
use crate::random::opaque;

/// Scope for reading and writing.
const WRITE: &str = "https://www.googleapis.com/auth/webmasters";

/// Scope for reading.
const READ: &str = "https://www.googleapis.com/auth/webmasters.readonly";

/// Scope of the Site Verification API.
const VERIFICATION: &str = "https://www.googleapis.com/auth/siteverification";

/// Prefix of Google's access tokens.
const TOKEN_PREFIX: &str = "ya29.c.";

/// Number of random bytes in a token.
const TOKEN_BYTES: usize = 96;

/// Scopes of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scopes {
    ReadOnly,
    ReadWrite,
    /// Reading, writing and site verification.
    Verification,
}

impl Scopes {
    /// Parses a space-separated list; `None` if it is empty or contains a scope of another API.
    pub(crate) fn parse(list: &str) -> Option<Self> {
        let mut scopes = None;
        let mut verifies = false;
        for scope in list.split_ascii_whitespace() {
            match scope {
                WRITE => scopes = Some(Self::ReadWrite),
                VERIFICATION => verifies = true,
                READ => scopes = scopes.or(Some(Self::ReadOnly)),
                _ => return None,
            }
        }
        match scopes {
            Some(Self::ReadWrite) if verifies => Some(Self::Verification),
            _ => scopes,
        }
    }
}

#[derive(Debug, Clone, Copy)]
struct Issued {
    scopes: Scopes,
    expires: Timestamp,
}

/// The tokens of one emulator.
#[derive(Debug, Default)]
pub(crate) struct TokenStore {
    issued: Mutex<HashMap<String, Issued>>,
}

impl TokenStore {
    /// Creates a new token.
    pub(crate) fn issue(&self, scopes: Scopes, expires: Timestamp) -> String {
        let token = format!("{TOKEN_PREFIX}{}", opaque(TOKEN_BYTES));
        locked(&self.issued).insert(token.clone(), Issued { scopes, expires });
        token
    }

    /// The scopes of `token` at `now`; `None` if it is unknown, revoked or expired.
    pub(crate) fn scopes(&self, token: &str, now: Timestamp) -> Option<Scopes> {
        locked(&self.issued)
            .get(token)
            .filter(|issued| now < issued.expires)
            .map(|issued| issued.scopes)
    }

    /// Removes all tokens.
    pub(crate) fn revoke_all(&self) {
        locked(&self.issued).clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_parsed_from_a_list() {
        assert_eq!(Scopes::parse(READ), Some(Scopes::ReadOnly));
        assert_eq!(
            Scopes::parse(&format!("{WRITE} {READ}")),
            Some(Scopes::ReadWrite)
        );
        assert_eq!(Scopes::parse(""), None);
        assert_eq!(Scopes::parse(&format!("{READ} openid")), None);
    }

    #[test]
    fn a_token_is_valid_until_it_expires() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let store = TokenStore::default();
        let token = store.issue(Scopes::ReadOnly, at(10));
        assert!(token.starts_with(TOKEN_PREFIX));
        assert_eq!(store.scopes(&token, at(9)), Some(Scopes::ReadOnly));
        assert_eq!(store.scopes(&token, at(10)), None);
        assert_eq!(store.scopes("ya29.c.unknown", at(9)), None);
    }
}
