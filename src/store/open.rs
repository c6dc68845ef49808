//! Opens the file: checks it before any change, creates the tables, and migrates older versions.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};

use super::schema::{APPLICATION_ID, MIGRATIONS};
use super::{Store, StoreError};

/// Maximum time that a writer waits for another process.
pub(super) const BUSY: Duration = Duration::from_secs(10);

/// The first version without passwords in URLs.
const CLEAN: usize = 3;

/// Highest supported version.
const KNOWN: i64 = MIGRATIONS.len() as i64;

impl Store {
    /// Opens the store at `path`, and creates it if it does not exist.
    ///
    /// # Errors
    /// [`StoreError`]; a file of another program is not changed.
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

    /// A store in memory.
    ///
    /// # Errors
    /// [`StoreError`] if memory is exhausted.
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

/// Rejects a file of another program or a newer version before anything is written to it.
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

/// Application id, version and page count, read in one transaction, since another process may be
/// creating the tables.
fn head(connection: &Connection) -> rusqlite::Result<(i64, i64, i64)> {
    let moment = connection.unchecked_transaction()?;
    let number = |pragma| moment.pragma_query_value(None, pragma, |row| row.get(0));
    Ok((
        number("application_id")?,
        number("user_version")?,
        number("page_count")?,
    ))
}

/// Retries `work` while another process locks the file. `SQLite` waits for most locks itself, but
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
    // Readers and a writer do not block each other, and a commit does not wait for the disk. Only a
    // crash of the machine (not of the process) can lose the last seconds.
    let mode: String = connection.pragma_query_value(None, "journal_mode", |row| row.get(0))?;
    if mode != "wal" {
        connection.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()))?;
    }
    connection.pragma_update(None, "synchronous", "normal")?;
    connection.pragma_update(None, "foreign_keys", true)
}

/// Applies the missing migrations. Another process may do the same at this moment, so the version
/// is read again under the lock.
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
        step.run(&transaction)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.pragma_update(None, "user_version", KNOWN)?;
    transaction.commit()?;
    if (1..CLEAN).contains(&seen) {
        erase_remains(connection);
    }
    Ok(())
}

/// Rewrites the file, so that its free pages contain no deleted URLs with passwords. A file that
/// another process uses is left for `SQLite` to reuse.
fn erase_remains(connection: &Connection) {
    let done = connection.execute_batch("VACUUM; PRAGMA wal_checkpoint(TRUNCATE)");
    if let Err(error) = done {
        tracing::debug!(%error, "the free parts of the store were not erased");
    }
}

/// Converts an error of `SQLite` at opening.
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
    fn files_of_other_programs_are_not_changed() {
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
    async fn a_damaged_store_is_reported_and_not_changed() {
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

        // The first part is intact, so the damage is found only in the rest.
        let mut holed = whole.clone();
        holed[4 * 4096..].fill(0xa5);
        std::fs::write(&path, &holed).unwrap();
        let store = Store::open(&path).unwrap();
        let last = PageId::for_tests(2_000);
        let now = jiff::Timestamp::UNIX_EPOCH;
        let one = crate::store::Claimant::of(1);
        let error = store.claim_page(last, one, now, now).await.unwrap_err();
        assert!(matches!(error, StoreError::Damaged { .. }), "{error}");
        drop(store);
        assert_eq!(std::fs::read(&path).unwrap(), holed);
    }

    #[tokio::test]
    async fn a_file_of_the_first_version_keeps_what_was_spent() {
        let (_folder, path) = file();
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let old = Connection::open(&path).unwrap();
        MIGRATIONS[0].run(&old).unwrap();
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

    #[tokio::test]
    async fn a_file_of_the_second_version_loses_its_passwords() {
        let (_folder, path) = file();
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let old = Connection::open(&path).unwrap();
        for step in &MIGRATIONS[..2] {
            step.run(&old).unwrap();
        }
        old.pragma_update(None, "application_id", APPLICATION_ID)
            .unwrap();
        old.pragma_update(None, "user_version", 2).unwrap();
        old.execute_batch(
            "INSERT INTO property VALUES (1, 'sc-domain:a.example'), (2, 'https://u:hunter2@a.example/');
             INSERT INTO sitemap VALUES (1, 1, 'https://u:hunter2@a.example/s.xml'),
                 (2, 1, 'https://a.example/s.xml'), (3, 1, 'https://u:hunter2@a.example/t.xml'),
                 (4, 2, 'https://u:hunter2@a.example/s.xml');
             INSERT INTO submission VALUES (1, 1000, 1, 0, 7), (2, 1000, 1, 0, 7), (1, 2000, 1, 0, 8);
             INSERT INTO snapshot VALUES (1, 2000, x'02'), (2, 1000, x'01'), (4, 1, x'03');
             INSERT INTO page (id, property, url, sitemap, listed_at, reason, inspected_at, since) VALUES
                 (1, 1, 'https://u:hunter2@a.example/x', 1, 5, 'not-found', 3000, 3000),
                 (2, 1, 'https://a.example/x#a', 1, 5, NULL, NULL, NULL),
                 (3, 1, 'https://a.example/x', 2, 5, 'indexed', 1000, 1000),
                 (4, 1, 'https://u:hunter2@a.example/y#b', 3, 5, 'indexed', 1000, 1000),
                 (5, 1, 'https://a.example/@name', 3, 5, NULL, NULL, NULL);
             INSERT INTO inspection VALUES (1, 3000, 'not-found'), (3, 1000, 'indexed'), (4, 1000, 'indexed');
             CREATE TABLE gone (text TEXT); INSERT INTO gone VALUES ('a deleted hunter2'); DROP TABLE gone;",
        )
        .unwrap();
        drop(old);

        drop(Store::open(&path).unwrap());

        let read = Connection::open(&path).unwrap();
        let lines = |query: &str| -> Vec<String> {
            let mut select = read.prepare(query).unwrap();
            let rows = select.query_map([], |row| row.get(0)).unwrap();
            rows.map(Result::unwrap).collect()
        };
        assert_eq!(
            lines(
                "SELECT url || ' ' || sitemap || ' ' || ifnull(reason, '-') FROM page ORDER BY url"
            ),
            [
                "https://a.example/@name 3 -",
                "https://a.example/x 2 not-found",
                "https://a.example/y 3 indexed",
            ]
        );
        assert_eq!(
            lines("SELECT url FROM sitemap ORDER BY url"),
            ["https://a.example/s.xml", "https://a.example/t.xml"]
        );
        assert_eq!(lines("SELECT name FROM property"), ["sc-domain:a.example"]);
        assert_eq!(
            lines("SELECT sitemap || ' ' || hex(entries) FROM snapshot"),
            ["2 02"]
        );
        assert_eq!(
            lines("SELECT sitemap || ' ' || at FROM submission"),
            ["2 1000", "2 2000"]
        );
        assert_eq!(
            lines("SELECT page || ' ' || at FROM inspection"),
            ["3 1000", "3 3000", "4 1000"]
        );
        drop(read);
        let bytes = std::fs::read(&path).unwrap();
        assert!(!bytes.windows(7).any(|part| part == b"hunter2"));
    }

    #[test]
    fn several_may_open_a_new_one_at_once() {
        // Each round is a race, so a single round often hides a defect.
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
