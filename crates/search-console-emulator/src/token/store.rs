//! Issues bearer tokens and knows what each may do and until when.

use std::collections::HashMap;
use std::sync::Mutex;

use jiff::Timestamp;

use crate::lock::locked;
use crate::random::opaque;

/// Scope that may read and write.
const WRITE: &str = "https://www.googleapis.com/auth/webmasters";

/// Scope that may read.
const READ: &str = "https://www.googleapis.com/auth/webmasters.readonly";

/// How Google's access tokens begin.
const TOKEN_PREFIX: &str = "ya29.c.";

/// Random bytes in a token.
const TOKEN_BYTES: usize = 96;

/// What a token may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scopes {
    ReadOnly,
    ReadWrite,
}

impl Scopes {
    /// Reads a space-separated list; `None` when it is empty or holds a scope of another API.
    pub(crate) fn parse(list: &str) -> Option<Self> {
        let mut scopes = None;
        for scope in list.split_ascii_whitespace() {
            match scope {
                WRITE => scopes = Some(Self::ReadWrite),
                READ => scopes = scopes.or(Some(Self::ReadOnly)),
                _ => return None,
            }
        }
        scopes
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
    /// Makes a new token.
    pub(crate) fn issue(&self, scopes: Scopes, expires: Timestamp) -> String {
        let token = format!("{TOKEN_PREFIX}{}", opaque(TOKEN_BYTES));
        locked(&self.issued).insert(token.clone(), Issued { scopes, expires });
        token
    }

    /// What `token` may do at `now`; `None` if it is unknown, revoked or expired.
    pub(crate) fn scopes(&self, token: &str, now: Timestamp) -> Option<Scopes> {
        locked(&self.issued)
            .get(token)
            .filter(|issued| now < issued.expires)
            .map(|issued| issued.scopes)
    }

    /// Forgets all tokens.
    pub(crate) fn revoke_all(&self) {
        locked(&self.issued).clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_read_from_a_list() {
        assert_eq!(Scopes::parse(READ), Some(Scopes::ReadOnly));
        assert_eq!(
            Scopes::parse(&format!("{WRITE} {READ}")),
            Some(Scopes::ReadWrite)
        );
        assert_eq!(Scopes::parse(""), None);
        assert_eq!(Scopes::parse(&format!("{READ} openid")), None);
    }

    #[test]
    fn a_token_lives_until_it_expires() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let store = TokenStore::default();
        let token = store.issue(Scopes::ReadOnly, at(10));
        assert!(token.starts_with(TOKEN_PREFIX));
        assert_eq!(store.scopes(&token, at(9)), Some(Scopes::ReadOnly));
        assert_eq!(store.scopes(&token, at(10)), None);
        assert_eq!(store.scopes("ya29.c.unknown", at(9)), None);
    }
}
