//! Resolves names, those of links only to public addresses.
//!
//! The connection uses the checked address, so that a name cannot change in between.

use std::collections::{HashMap, HashSet};
use std::error::Error as StdError;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::address_policy::is_public;

/// Maximum number of stored names; a single run has fewer.
const MOST_NAMES: usize = 100_000;

/// An address that is forbidden for links.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("{0} is not a public address")]
pub(super) struct NotPublic(pub(super) IpAddr);

/// The names of one fetcher.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// True for a name that resolved only to private addresses. A public site that adds a private
    /// address to its own gains no access to a private network.
    private: Mutex<HashMap<String, bool>>,
    /// Names of links. The name of a proxy is not one of them: a proxy may be anywhere.
    links: Mutex<HashSet<String>>,
}

impl Names {
    /// Marks `name` as the host of a link.
    pub(super) fn is_link(&self, name: &str) {
        let mut links = lock(&self.links);
        if links.len() < MOST_NAMES || links.contains(name) {
            links.insert(name.to_owned());
        }
    }

    /// True if `name` resolved to a private network; false if only a proxy resolved it.
    pub(super) fn is_private(&self, name: &str) -> bool {
        lock(&self.private).get(name).copied().unwrap_or(false)
    }

    fn learn(&self, name: String, addresses: &[SocketAddr]) {
        let mut private = lock(&self.private);
        if private.len() < MOST_NAMES {
            let is_private =
                !addresses.is_empty() && addresses.iter().all(|address| !is_public(address.ip()));
            // A host that was public must not resolve to a private address later.
            private
                .entry(name)
                .and_modify(|known| *known &= is_private)
                .or_insert(is_private);
        }
    }

    /// The permitted `addresses`: only public ones for the host of a link. A name that did not fit
    /// into the cache counts as one.
    fn permit(
        &self,
        name: &str,
        mut addresses: Vec<SocketAddr>,
    ) -> Result<Vec<SocketAddr>, NotPublic> {
        let links = lock(&self.links);
        if !links.contains(name) && links.len() < MOST_NAMES {
            return Ok(addresses);
        }
        let refused = addresses.iter().find(|address| !is_public(address.ip()));
        let refused = refused.map(SocketAddr::ip);
        addresses.retain(|address| is_public(address.ip()));
        match refused {
            Some(wrong) if addresses.is_empty() => Err(NotPublic(wrong)),
            _ => Ok(addresses),
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Resolver of one client.
#[derive(Debug, Clone)]
pub(super) struct Resolver {
    pub(super) names: Arc<Names>,
    /// True if links may lead only to public addresses.
    pub(super) is_guarded: bool,
}

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let Self { names, is_guarded } = self.clone();
        Box::pin(async move {
            let name = name.as_str().to_ascii_lowercase();
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let mut addresses: Vec<SocketAddr> = found.collect();
            if is_guarded {
                addresses = names
                    .permit(&name, addresses)
                    .map_err(|wrong| Box::new(wrong) as Box<dyn StdError + Send + Sync>)?;
            } else {
                names.learn(name, &addresses);
            }
            Ok(Box::new(addresses.into_iter()) as Addrs)
        })
    }
}

/// The forbidden address, if that is the cause of `error`.
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
        let public: SocketAddr = "93.184.216.34:0".parse().unwrap();
        let private: SocketAddr = "10.0.0.1:0".parse().unwrap();
        let permitted = |name: &str, addresses: &[SocketAddr]| {
            let permitted = names.permit(name, addresses.to_vec());
            permitted.map_err(|NotPublic(address)| address)
        };
        assert_eq!(permitted("proxy.example", &[private]), Ok(vec![private]));
        names.is_link("link.example");
        let of_link = |addresses: &[SocketAddr]| permitted("link.example", addresses);
        assert_eq!(of_link(&[private]), Err(private.ip()));
        assert_eq!(of_link(&[public]), Ok(vec![public]));
        assert_eq!(of_link(&[private, public]), Ok(vec![public]));
    }

    #[test]
    fn one_private_address_does_not_make_a_public_site_private() {
        let names = Names::default();
        let public: SocketAddr = "93.184.216.34:0".parse().unwrap();
        let private: SocketAddr = "10.0.0.1:0".parse().unwrap();
        let is_private = |name: &str, results: &[&[SocketAddr]]| {
            for answer in results {
                names.learn(name.to_owned(), answer);
            }
            names.is_private(name)
        };
        assert!(is_private("inside.example", &[&[private, private]]));
        assert!(!is_private("both.example", &[&[public, private]]));
        assert!(!is_private("first.example", &[&[public], &[private]]));
        assert!(!is_private("later.example", &[&[private], &[public]]));
        assert!(!names.is_private("unknown.example"));
    }
}
