//! Resolves names, and refuses those of links that lead to addresses that are not public.
//!
//! What is checked is what is connected to, so that a name cannot change in between.

use std::collections::{HashMap, HashSet};
use std::error::Error as StdError;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::reach::is_public;

/// Names that are remembered; more are not of one run.
const MOST_NAMES: usize = 100_000;

/// An address that a link may not lead to.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("{0} is no public address")]
pub(super) struct NotPublic(pub(super) IpAddr);

/// The names of one fetcher.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// Whether a name was found to lead to an address that is not public.
    private: Mutex<HashMap<String, bool>>,
    /// Names of links. A proxy has a name, too, and may be where it likes.
    links: Mutex<HashSet<String>>,
}

impl Names {
    /// Says that `name` is that of a link.
    pub(super) fn is_link(&self, name: &str) {
        let mut links = lock(&self.links);
        if links.len() < MOST_NAMES || links.contains(name) {
            links.insert(name.to_owned());
        }
    }

    /// Whether `name` was found in a private network; a name that only a proxy resolved was not.
    pub(super) fn is_private(&self, name: &str) -> bool {
        lock(&self.private).get(name).copied().unwrap_or(false)
    }

    fn learn(&self, name: String, addresses: &[SocketAddr]) {
        let mut private = lock(&self.private);
        if private.len() < MOST_NAMES {
            let is_private = addresses.iter().any(|address| !is_public(address.ip()));
            private.insert(name, is_private);
        }
    }

    /// A name that could not be remembered counts as one.
    fn refuses(&self, name: &str, addresses: &[SocketAddr]) -> Option<NotPublic> {
        let links = lock(&self.links);
        if !links.contains(name) && links.len() < MOST_NAMES {
            return None;
        }
        let wrong = addresses.iter().find(|address| !is_public(address.ip()))?;
        Some(NotPublic(wrong.ip()))
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Resolves for one client.
#[derive(Debug, Clone)]
pub(super) struct Resolver {
    pub(super) names: Arc<Names>,
    /// Whether links are held to public addresses.
    pub(super) is_guarded: bool,
}

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let Self { names, is_guarded } = self.clone();
        Box::pin(async move {
            let name = name.as_str().to_ascii_lowercase();
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let addresses: Vec<SocketAddr> = found.collect();
            if is_guarded {
                if let Some(wrong) = names.refuses(&name, &addresses) {
                    return Err(Box::new(wrong) as Box<dyn StdError + Send + Sync>);
                }
            } else {
                names.learn(name, &addresses);
            }
            Ok(Box::new(addresses.into_iter()) as Addrs)
        })
    }
}

/// The address that a link may not lead to, if that is what `error` is about.
pub(super) fn refused_address(error: &reqwest::Error) -> Option<IpAddr> {
    let mut cause: Option<&(dyn StdError + 'static)> = error.source();
    while let Some(error) = cause {
        if let Some(NotPublic(address)) = error.downcast_ref() {
            return Some(*address);
        }
        cause = error.source();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_links_are_held_to_public_addresses() {
        let names = Names::default();
        let inside: Vec<SocketAddr> = vec![
            "93.184.216.34:0".parse().unwrap(),
            "10.0.0.1:0".parse().unwrap(),
        ];
        assert!(names.refuses("proxy.example", &inside).is_none());
        names.is_link("inside.example");
        assert!(names.refuses("inside.example", &inside).is_some());
        assert!(names.refuses("inside.example", &inside[..1]).is_none());

        names.learn("start.example".to_owned(), &inside);
        assert!(names.is_private("start.example"));
        assert!(!names.is_private("unknown.example"));
    }
}
