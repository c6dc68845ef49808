//! Opens the store of a run: the one place that decides what it means that there is none.

use crate::cli::settings::StorePlace;
use crate::model::FailureReport;
use crate::store::{Store, StoreError};

/// Whether a command can do without a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    /// It looks what is there, and makes none.
    Existing,
    /// It can; what is learnt is then known to this run alone.
    Optional,
    /// It cannot, unless it is told to (`--no-store`). The name of what needs it.
    Required(&'static str),
    /// It cannot: a decision hangs on what earlier runs left. The name of what needs it.
    Lasting(&'static str),
}

/// The store of a run.
#[derive(Debug, Clone)]
pub(crate) struct OpenStore {
    pub(crate) store: Store,
    /// Why it is forgotten with the process; `None` of one that lasts.
    pub(crate) forgotten: Option<Forgotten>,
}

/// Why a store is in memory alone.
#[derive(Debug, Clone)]
pub(crate) enum Forgotten {
    /// There is to be none.
    Refused,
    /// Nobody says where one is, or it is not there yet and none is to be made.
    Unknown,
    /// The one at the usual place cannot be used, and nobody named it.
    Unusable(FailureReport),
}

/// Opens the store at `place`. One that nobody named and that cannot be used is in the way of none
/// who can do without.
///
/// # Errors
/// When it was named or is needed, and cannot be used.
pub(crate) fn open_store(place: StorePlace, need: Need) -> Result<OpenStore, StoreError> {
    if need == Need::Existing && place.has_no_file() {
        return in_memory(Forgotten::Unknown);
    }
    let path = match (place, need) {
        (StorePlace::Refused | StorePlace::Unknown, Need::Lasting(wanted))
        | (StorePlace::Unknown, Need::Required(wanted)) => {
            return Err(StoreError::None { wanted });
        }
        (StorePlace::Refused, _) => return in_memory(Forgotten::Refused),
        (StorePlace::Unknown, _) => return in_memory(Forgotten::Unknown),
        (StorePlace::Usual(path), Need::Existing | Need::Optional) => match Store::open(&path) {
            Ok(store) => return Ok(lasting(store)),
            Err(error) => {
                tracing::warn!(%error, "what earlier runs left is not looked at, and nothing is kept");
                return in_memory(Forgotten::Unusable(FailureReport::from(error)));
            }
        },
        (StorePlace::Usual(path), Need::Required(_) | Need::Lasting(_))
        | (StorePlace::Named(path), _) => path,
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

    /// What becomes of `place` for each need: `l`asting, `m`emory alone, or an `e`rror.
    fn told(place: &StorePlace) -> String {
        let letter = |need| match open_store(place.clone(), need) {
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
        assert_eq!(told(&StorePlace::Refused), "mmme");
        assert_eq!(told(&StorePlace::Unknown), "mmee");
        assert_eq!(told(&StorePlace::Usual(nowhere.clone())), "mmee");
        assert_eq!(told(&StorePlace::Named(nowhere)), "eeee");
        // To look makes none; the others make one.
        assert_eq!(told(&StorePlace::Usual(absent)), "mlll");
    }
}
