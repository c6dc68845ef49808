//! Opens the file: looks before it touches, makes the tables, brings older ones up to date.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};

use super::schema::{APPLICATION_ID, MIGRATIONS};
use super::{Store, StoreError};

/// How long a writer waits for another process.
pub(super) const BUSY: Duration = Duration::from_secs(10);

/// The highest version that is known.
const KNOWN: i64 = MIGRATIONS.len() as i64;

impl Store {
    /// Opens the store at `path`, and makes it if there is none.
    ///
    /// # Errors
    /// [`StoreError`]; a file that is not ours to use is left as it is.
    pub(crate) fn open(path: &Path) -> Result<Self, StoreError> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(|source| StoreError::Folder {
                path: path.to_owned(),
                source,
            })?;
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection = Connection::open_with_flags(path, flags).map_err(explain(path))?;
        connection.busy_timeout(BUSY).map_err(explain(path))?;
        check(&connection, path)?;
        patiently(|| prepare(&mut connection)).map_err(explain(path))?;
        Ok(Self::of(connection))
    }

    /// A store that is forgotten with the process.
    ///
    /// # Errors
    /// [`StoreError`] when there is no memory for it.
    pub(crate) fn in_memory() -> Result<Self, StoreError> {
        let nowhere = Path::new(":memory:");
        let mut connection = Connection::open_in_memory().map_err(explain(nowhere))?;
        migrate(&mut connection).map_err(explain(nowhere))?;
        Ok(Self::of(connection))
    }

    fn of(connection: Connection) -> Self {
        Self {
            connection: Arc::new(Mutex::new(connection)),
        }
    }
}

/// Refuses a file that is something else, or too new, before anything is written to it.
fn check(connection: &Connection, path: &Path) -> Result<(), StoreError> {
    let (application, version, pages) = patiently(|| head(connection)).map_err(explain(path))?;
    let is_empty = pages == 0;
    if !is_empty && application != APPLICATION_ID {
        return Err(StoreError::NotAStore {
            path: path.to_owned(),
        });
    }
    if version > KNOWN {
        return Err(StoreError::Newer {
            path: path.to_owned(),
            found: version,
            known: KNOWN,
        });
    }
    Ok(())
}

/// Whose the file is, its version, and its pages, all at one moment: another process may be making
/// the tables meanwhile.
fn head(connection: &Connection) -> rusqlite::Result<(i64, i64, i64)> {
    let moment = connection.unchecked_transaction()?;
    let number = |pragma| moment.pragma_query_value(None, pragma, |row| row.get(0));
    Ok((
        number("application_id")?,
        number("user_version")?,
        number("page_count")?,
    ))
}

/// Does `work` again while another process holds the file. `SQLite` waits for most locks itself, but
/// not for the one that changes the journal (<https://sqlite.org/c3ref/busy_handler.html>).
fn patiently<T>(mut work: impl FnMut() -> rusqlite::Result<T>) -> rusqlite::Result<T> {
    let start = Instant::now();
    loop {
        match work() {
            Err(error)
                if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy)
                    && start.elapsed() < BUSY =>
            {
                std::thread::sleep(Duration::from_millis(5));
            }
            done => return done,
        }
    }
}

fn prepare(connection: &mut Connection) -> rusqlite::Result<()> {
    migrate(connection)?;
    // Readers and a writer do not wait for each other; a commit does not wait for the disk. What
    // that can lose is the last seconds before the machine (not the process) goes down.
    let mode: String = connection.pragma_query_value(None, "journal_mode", |row| row.get(0))?;
    if mode != "wal" {
        connection.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()))?;
    }
    connection.pragma_update(None, "synchronous", "normal")?;
    connection.pragma_update(None, "foreign_keys", true)
}

/// Makes the missing steps. Another process may do the same at this moment, so the version is read
/// again under the lock.
fn migrate(connection: &mut Connection) -> rusqlite::Result<()> {
    let version = |connection: &Connection| {
        connection.pragma_query_value(None, "user_version", |row| row.get::<_, usize>(0))
    };
    if version(connection)? == MIGRATIONS.len() {
        return Ok(());
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Exclusive)?;
    let seen = version(&transaction)?;
    for step in MIGRATIONS.iter().skip(seen) {
        transaction.execute_batch(step)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.pragma_update(None, "user_version", KNOWN)?;
    transaction.commit()
}

/// Says what an error of `SQLite` at opening means.
fn explain(path: &Path) -> impl Fn(rusqlite::Error) -> StoreError {
    let path: PathBuf = path.to_owned();
    move |source| {
        let path = path.clone();
        match source.sqlite_error_code() {
            Some(ErrorCode::NotADatabase) => StoreError::NotAStore { path },
            Some(ErrorCode::DatabaseCorrupt) => StoreError::Damaged { path, source },
            _ => StoreError::Open { path, source },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::PageId;
    use super::*;

    fn file() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep").join("store.sqlite3");
        (folder, path)
    }

    #[test]
    fn it_is_made_with_its_folder_and_opened_again() {
        let (_folder, path) = file();
        drop(Store::open(&path).unwrap());
        let store = Store::open(&path).unwrap();
        let connection = store.connection.lock().unwrap();
        check(&connection, &path).unwrap();
        let mode: String = connection
            .pragma_query_value(None, "journal_mode", |row| row.get(0))
            .unwrap();
        assert_eq!(mode, "wal");
    }

    #[test]
    fn what_is_not_ours_is_left_as_it_is() {
        let (_folder, path) = file();
        drop(Store::open(&path).unwrap());
        let connection = Connection::open(&path).unwrap();
        connection
            .pragma_update(None, "user_version", KNOWN + 1)
            .unwrap();
        drop(connection);
        let before = std::fs::read(&path).unwrap();
        let error = Store::open(&path).unwrap_err();
        assert!(
            matches!(error, StoreError::Newer { found, .. } if found == KNOWN + 1),
            "{error}"
        );
        assert_eq!(std::fs::read(&path).unwrap(), before);

        let connection = Connection::open(&path).unwrap();
        connection.pragma_update(None, "application_id", 7).unwrap();
        drop(connection);
        let error = Store::open(&path).unwrap_err();
        assert!(matches!(error, StoreError::NotAStore { .. }), "{error}");

        let text = "not a database at all, but long enough to be taken for one by its length";
        std::fs::write(&path, text).unwrap();
        let error = Store::open(&path).unwrap_err();
        assert!(matches!(error, StoreError::NotAStore { .. }), "{error}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
    }

    #[tokio::test]
    async fn what_is_damaged_is_named_and_left_as_it_is() {
        let (_folder, path) = file();
        let store = Store::open(&path).unwrap();
        let property = "sc-domain:example.com".parse().unwrap();
        let id = store.property(&property).await.unwrap();
        for page in 0..2_000 {
            let url = format!("https://example.com/{page}").parse().unwrap();
            store.page(id, &url).await.unwrap();
        }
        drop(store);
        let whole = std::fs::read(&path).unwrap();

        let half = &whole[..whole.len() / 2];
        std::fs::write(&path, half).unwrap();
        let error = Store::open(&path).unwrap_err();
        assert!(matches!(error, StoreError::Damaged { .. }), "{error}");
        assert_eq!(std::fs::read(&path).unwrap(), half);

        // The first part is good, so that only reading the rest shows it.
        let mut holed = whole.clone();
        holed[4 * 4096..].fill(0xa5);
        std::fs::write(&path, &holed).unwrap();
        let store = Store::open(&path).unwrap();
        let last = PageId::for_tests(2_000);
        let now = jiff::Timestamp::UNIX_EPOCH;
        let error = store.page_to_ask(last, now).await.unwrap_err();
        assert!(matches!(error, StoreError::Damaged { .. }), "{error}");
        drop(store);
        assert_eq!(std::fs::read(&path).unwrap(), holed);
    }

    #[tokio::test]
    async fn a_file_of_the_first_version_keeps_what_was_spent() {
        let (_folder, path) = file();
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let old = Connection::open(&path).unwrap();
        old.execute_batch(MIGRATIONS[0]).unwrap();
        old.pragma_update(None, "application_id", APPLICATION_ID)
            .unwrap();
        old.pragma_update(None, "user_version", 1).unwrap();
        old.execute_batch(
            "INSERT INTO property VALUES (1, 'sc-domain:example.com'), (2, 'sc-domain:other.com');
             INSERT INTO spending VALUES (1, 1000), (1, 1099), (1, 1100), (2, 1000);",
        )
        .unwrap();
        drop(old);

        let store = Store::open(&path).unwrap();
        let now = jiff::Timestamp::from_second(2).unwrap();
        for (name, expected) in [("sc-domain:example.com", 3), ("sc-domain:other.com", 1)] {
            let property = store.property(&name.parse().unwrap()).await.unwrap();
            assert_eq!(store.spent_today(property, now).await.unwrap(), expected);
        }
    }

    #[test]
    fn several_may_open_a_new_one_at_once() {
        // Each round is a race; one alone is often won.
        for _ in 0..20 {
            let (_folder, path) = file();
            let threads: Vec<_> = (0..8)
                .map(|_| {
                    let path = path.clone();
                    std::thread::spawn(move || Store::open(&path).map(drop))
                })
                .collect();
            for thread in threads {
                thread.join().unwrap().unwrap();
            }
        }
    }
}
