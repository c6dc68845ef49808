//! Holds an access token without showing it.

use http::HeaderValue;
use secrecy::{ExposeSecret, SecretString};
use tokio::time::Instant;

/// An access token and how long it may be used.
#[derive(Debug, Clone)]
pub struct AccessToken {
    secret: SecretString,
    use_until: Instant,
}

impl AccessToken {
    /// A token that is to be used until `use_until`; `None` when it has characters that no header
    /// can carry.
    pub(crate) fn new(secret: SecretString, use_until: Instant) -> Option<Self> {
        HeaderValue::from_str(secret.expose_secret()).ok()?;
        Some(Self { secret, use_until })
    }

    /// Whether it should be used at `now`.
    pub(crate) fn is_fresh(&self, now: Instant) -> bool {
        now < self.use_until
    }

    /// Whether both are the same token.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        self.secret.expose_secret() == other.secret.expose_secret()
    }

    /// The value of an `Authorization` header, marked so that it is not logged.
    pub(crate) fn bearer(&self) -> HeaderValue {
        let text = format!("Bearer {}", self.secret.expose_secret());
        let mut value = HeaderValue::from_str(&text)
            // `new` has checked the only part that varies.
            .unwrap_or_else(|_| HeaderValue::from_static("Bearer"));
        value.set_sensitive(true);
        value
    }

    /// Lends the token itself, for cutting it out of texts.
    pub fn exposed<T>(&self, look: impl FnOnce(&str) -> T) -> T {
        look(self.secret.expose_secret())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_output_does_not_show_it() {
        let token = AccessToken::new("ya29.secret".into(), Instant::now()).unwrap();
        assert!(!format!("{token:?} {:?}", token.bearer()).contains("ya29"));
    }

    #[test]
    fn a_token_that_no_header_can_carry_is_none() {
        assert!(AccessToken::new("a\nb".into(), Instant::now()).is_none());
    }
}
