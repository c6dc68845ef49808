//! Opens the store of a run, and decides how the run continues without one.

use super::store_location::StoreLocation;
use crate::model::FailureReport;
use crate::store::{Store, StoreError};

/// Dependence of a command on a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    /// It only reads, and does not create a store.
    Existing,
    /// It also works without a store; results are then lost after the run.
    Optional,
    /// It requires a store unless `--no-store` is given. Contains the name of the command or
    /// option.
    Required(&'static str),
    /// Earlier results are required. Contains the name of the command or option.
    Lasting(&'static str),
}

/// The store of a run.
#[derive(Debug, Clone)]
pub(crate) struct OpenStore {
    pub(crate) store: Store,
    /// Reason why the store is in memory only; `None` for a file.
    pub(crate) forgotten: Option<Forgotten>,
}

/// Reason why a store is in memory only.
#[derive(Debug, Clone)]
pub(crate) enum Forgotten {
    /// `--no-store` is given.
    Refused,
    /// No location is configured, or the store does not exist and is not created.
    Unknown,
    /// The default store cannot be used.
    Unusable(FailureReport),
}

/// Opens the store at `location`. If the default store is unusable, commands that do not need it
/// continue with a warning.
///
/// # Errors
/// If a given or required store cannot be used.
pub(crate) fn open_store(location: StoreLocation, need: Need) -> Result<OpenStore, StoreError> {
    if need == Need::Existing && location.has_no_file() {
        return in_memory(Forgotten::Unknown);
    }
    let path = match (location, need) {
        (StoreLocation::Disabled | StoreLocation::Unknown, Need::Lasting(wanted))
        | (StoreLocation::Unknown, Need::Required(wanted)) => {
            return Err(StoreError::None { wanted });
        }
        (StoreLocation::Disabled, _) => return in_memory(Forgotten::Refused),
        (StoreLocation::Unknown, _) => return in_memory(Forgotten::Unknown),
        (StoreLocation::Default(path), Need::Existing | Need::Optional) => match Store::open(&path)
        {
            Ok(store) => return Ok(lasting(store)),
            Err(error) => {
                tracing::warn!(%error, "the default store cannot be used; continuing without results of earlier runs");
                return in_memory(Forgotten::Unusable(FailureReport::from(error)));
            }
        },
        (StoreLocation::Default(path), Need::Required(_) | Need::Lasting(_))
        | (StoreLocation::Named(path), _) => path,
    };
    Store::open(&path).map(lasting)
}

const fn lasting(store: Store) -> OpenStore {
    OpenStore {
        store,
        forgotten: None,
    }
}

fn in_memory(why: Forgotten) -> Result<OpenStore, StoreError> {
    Ok(OpenStore {
        store: Store::in_memory()?,
        forgotten: Some(why),
    })
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    const NEEDS: [Need; 4] = [
        Need::Existing,
        Need::Optional,
        Need::Required("it"),
        Need::Lasting("it"),
    ];

    /// Result of `location` for each need: `l`asting, `m`emory only, or an `e`rror.
    fn told(location: &StoreLocation) -> String {
        let letter = |need| match open_store(location.clone(), need) {
            Ok(open) if open.forgotten.is_none() => 'l',
            Ok(_) => 'm',
            Err(_) => 'e',
        };
        NEEDS.map(letter).iter().collect()
    }

    #[test]
    fn only_who_needs_it_or_named_it_fails_without_it() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        std::fs::write(&file, "no folder").unwrap();
        let nowhere = file.join("store.sqlite3");
        let absent: PathBuf = folder.path().join("absent.sqlite3");
        assert_eq!(told(&StoreLocation::Disabled), "mmme");
        assert_eq!(told(&StoreLocation::Unknown), "mmee");
        assert_eq!(told(&StoreLocation::Default(nowhere.clone())), "mmee");
        assert_eq!(told(&StoreLocation::Named(nowhere)), "eeee");
        // Commands that only read do not create a store; the others do.
        assert_eq!(told(&StoreLocation::Default(absent)), "mlll");
    }
}
