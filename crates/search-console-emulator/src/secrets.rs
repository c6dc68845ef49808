//! Records every secret that was issued or received, so that a test can search for leaks.

use std::sync::Mutex;

use crate::lock::locked;

/// Minimum length of a recorded part of a key, since shorter ones would match by chance.
const MIN_LENGTH: usize = 20;

/// The secrets of one emulator.
#[derive(Debug, Default)]
pub(crate) struct KnownSecrets {
    secrets: Mutex<Vec<String>>,
}

impl KnownSecrets {
    /// Adds `secret`, unless it is already recorded.
    pub(crate) fn add(&self, secret: &str) {
        let mut secrets = locked(&self.secrets);
        if !secret.is_empty() && !secrets.iter().any(|known| known == secret) {
            secrets.push(secret.to_owned());
        }
    }

    /// Adds each line of the body of `pem` separately, since a leak may lack the line breaks.
    pub(crate) fn add_pem(&self, pem: &str) {
        pem.lines()
            .filter(|line| !line.starts_with("-----") && line.len() >= MIN_LENGTH)
            .for_each(|line| self.add(line));
    }

    /// Adds a signed assertion and its signature alone; the claims alone are not secret.
    pub(crate) fn add_assertion(&self, assertion: &str) {
        self.add(assertion);
        if let Some((_, signature)) = assertion.rsplit_once('.')
            && signature.len() >= MIN_LENGTH
        {
            self.add(signature);
        }
    }

    pub(crate) fn all(&self) -> Vec<String> {
        locked(&self.secrets).clone()
    }
}
