//! Masks each access token in the log of the CI system before its first use.
//!
//! GitHub's runner replaces masked values (`::add-mask::`) in all later output, also of other
//! steps.

use std::pin::Pin;
use std::sync::{Mutex, PoisonError};

use net::Deadline;
use search_console::auth::{AccessToken, TokenFuture, TokenSource};

/// Tokens of another source, each passed to `mask` before its first use.
pub(crate) struct MaskedTokens<Source> {
    source: Source,
    mask: fn(&AccessToken),
    /// The last masked token.
    told: Mutex<Option<AccessToken>>,
}

impl<Source: TokenSource> MaskedTokens<Source> {
    /// The tokens of `source`.
    pub(crate) const fn new(source: Source, mask: fn(&AccessToken)) -> Self {
        Self {
            source,
            mask,
            told: Mutex::new(None),
        }
    }

    fn tell(&self, token: &AccessToken) {
        // A token that a panicking thread added must be masked as well.
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        if !told.as_ref().is_some_and(|told| told.is(token)) {
            (self.mask)(token);
            *told = Some(token.clone());
        }
    }
}

impl<Source: TokenSource> TokenSource for MaskedTokens<Source> {
    fn token(&self, deadline: Deadline) -> TokenFuture<'_> {
        Box::pin(async move {
            let token = self.source.token(deadline).await?;
            self.tell(&token);
            Ok(token)
        })
    }

    fn discard<'a>(
        &'a self,
        token: &'a AccessToken,
    ) -> Pin<Box<dyn Future<Output = ()> + Send + 'a>> {
        self.source.discard(token)
    }

    fn account(&self) -> &str {
        self.source.account()
    }
}
