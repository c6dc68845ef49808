//! An access token that is not printed.

use http::HeaderValue;
use secrecy::{ExposeSecret, SecretString};
use tokio::time::Instant;

/// An access token with its expiry.
#[derive(Debug, Clone)]
pub struct AccessToken {
    secret: SecretString,
    use_until: Instant,
}

impl AccessToken {
    /// Creates a token that is valid until `use_until`; `None` if it contains characters that a header
    /// cannot contain.
    pub(crate) fn new(secret: SecretString, use_until: Instant) -> Option<Self> {
        HeaderValue::from_str(secret.expose_secret()).ok()?;
        Some(Self { secret, use_until })
    }

    /// True if the token is still valid at `now`.
    pub(crate) fn is_fresh(&self, now: Instant) -> bool {
        now < self.use_until
    }

    /// True if both have the same secret.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        self.secret.expose_secret() == other.secret.expose_secret()
    }

    /// Value of the `Authorization` header, marked as sensitive so that it is not logged.
    pub(crate) fn bearer(&self) -> HeaderValue {
        let text = format!("Bearer {}", self.secret.expose_secret());
        let mut value = HeaderValue::from_str(&text)
            // `new` has checked the secret.
            .unwrap_or_else(|_| HeaderValue::from_static("Bearer"));
        value.set_sensitive(true);
        value
    }

    /// Passes the secret to `look`, for redaction.
    pub fn exposed<T>(&self, look: impl FnOnce(&str) -> T) -> T {
        look(self.secret.expose_secret())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_output_does_not_contain_the_secret() {
        let token = AccessToken::new("ya29.secret".into(), Instant::now()).unwrap();
        assert!(!format!("{token:?} {:?}", token.bearer()).contains("ya29"));
    }

    #[test]
    fn a_token_with_control_characters_is_none() {
        assert!(AccessToken::new("a\nb".into(), Instant::now()).is_none());
    }
}
