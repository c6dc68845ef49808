//! Remembers every secret that was issued or seen, so that a test can look for it where it should
//! not be.

use std::sync::Mutex;

use crate::lock::locked;

/// Shorter pieces of a key are not listed: they would be found by chance.
const SHORTEST_PIECE: usize = 20;

/// All secrets of one emulator.
#[derive(Debug, Default)]
pub(crate) struct SecretBook {
    secrets: Mutex<Vec<String>>,
}

impl SecretBook {
    /// Adds `secret`, unless it is there.
    pub(crate) fn add(&self, secret: &str) {
        let mut secrets = locked(&self.secrets);
        if !secret.is_empty() && !secrets.iter().any(|known| known == secret) {
            secrets.push(secret.to_owned());
        }
    }

    /// Adds the lines of the body of `pem`, each for itself: a leak may have lost the line ends.
    pub(crate) fn add_pem(&self, pem: &str) {
        pem.lines()
            .filter(|line| !line.starts_with("-----") && line.len() >= SHORTEST_PIECE)
            .for_each(|line| self.add(line));
    }

    /// Adds a signed assertion, whole and its signature alone: the claims are no secret, the
    /// signature is.
    pub(crate) fn add_assertion(&self, assertion: &str) {
        self.add(assertion);
        if let Some((_, signature)) = assertion.rsplit_once('.')
            && signature.len() >= SHORTEST_PIECE
        {
            self.add(signature);
        }
    }

    pub(crate) fn all(&self) -> Vec<String> {
        locked(&self.secrets).clone()
    }
}
