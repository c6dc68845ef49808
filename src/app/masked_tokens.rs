//! Has each access token masked in a log before it is first used.
//!
//! GitHub's runner replaces what it was told by `::add-mask::` wherever it shows up later, in the
//! output of other steps, too.

use std::pin::Pin;
use std::sync::{Mutex, PoisonError};

use net::Deadline;
use search_console::auth::{AccessToken, TokenFuture, TokenSource};

/// Tokens of another source, each told to `mask` before it is handed out.
pub(crate) struct MaskedTokens<Source> {
    source: Source,
    mask: fn(&AccessToken),
    /// The token that was told last.
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
        // What a panicking thread left behind is a token all the same.
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
