//! The tables, version by version.

use rusqlite::Connection;

use super::clean_urls::clean_urls;

/// Identifies a file of this program (`PRAGMA application_id`): the letters `SmSb`.
pub(super) const APPLICATION_ID: i64 = 0x536d_5362;

/// One step of the schema.
#[derive(Clone, Copy)]
pub(super) enum Step {
    /// SQL statements.
    Sql(&'static str),
    /// A change that SQL cannot express.
    Code(fn(&Connection) -> rusqlite::Result<()>),
}

impl Step {
    /// Changes the tables.
    pub(super) fn run(self, connection: &Connection) -> rusqlite::Result<()> {
        match self {
            Self::Sql(statements) => connection.execute_batch(statements),
            Self::Code(change) => change(connection),
        }
    }
}

/// The migrations from an empty file to the current version; the version of a file is the number of
/// applied migrations. A released migration is never changed.
pub(super) const MIGRATIONS: [Step; 5] = [
    Step::Sql(V1),
    Step::Sql(V2),
    Step::Code(clean_urls),
    Step::Sql(V4),
    Step::Sql(V5),
];

/// A URL is stored once, in the table's only index, and referenced by id elsewhere: with 50,000
/// pages, URLs are most of the file.
const V1: &str = "
CREATE TABLE property (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE sitemap (
    id INTEGER PRIMARY KEY,
    property INTEGER NOT NULL REFERENCES property,
    url TEXT NOT NULL,
    UNIQUE (property, url)
) STRICT;

CREATE TABLE submission (
    sitemap INTEGER NOT NULL REFERENCES sitemap,
    at INTEGER NOT NULL,
    confirmed INTEGER NOT NULL,
    exit_code INTEGER NOT NULL,
    urls INTEGER,
    PRIMARY KEY (sitemap, at)
) STRICT, WITHOUT ROWID;

-- What the last confirmed submission listed: pairs of 8 bytes each, hash and lastmod, sorted.
CREATE TABLE snapshot (
    sitemap INTEGER PRIMARY KEY REFERENCES sitemap,
    at INTEGER NOT NULL,
    entries BLOB NOT NULL
) STRICT;

-- sitemap is NULL once no sitemap lists the page any more; since is when it came into its state;
-- lastmod_seen is the lastmod that was listed at the last inspection.
CREATE TABLE page (
    id INTEGER PRIMARY KEY,
    property INTEGER NOT NULL REFERENCES property,
    url TEXT NOT NULL,
    sitemap INTEGER REFERENCES sitemap,
    listed_at INTEGER,
    lastmod INTEGER,
    reason TEXT,
    inspected_at INTEGER,
    lastmod_seen INTEGER,
    since INTEGER,
    crawled_at INTEGER,
    UNIQUE (property, url)
) STRICT;
CREATE INDEX page_of_sitemap ON page (sitemap, listed_at);

CREATE TABLE inspection (
    page INTEGER NOT NULL REFERENCES page,
    at INTEGER NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (page, at)
) STRICT, WITHOUT ROWID;

-- One row for each request that counts against the quota of URL inspection.
CREATE TABLE spending (
    property INTEGER NOT NULL REFERENCES property,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX spending_by_time ON spending (property, at);
";

/// With a row per request, each request would read as many rows as the day has requests.
const V2: &str = "
-- Requests that count against the quota of URL inspection, those of a tenth of a second together.
CREATE TABLE spent (
    property INTEGER NOT NULL REFERENCES property,
    at INTEGER NOT NULL,
    requests INTEGER NOT NULL,
    PRIMARY KEY (property, at)
) STRICT, WITHOUT ROWID;
INSERT INTO spent SELECT property, at / 100 * 100, count(*) FROM spending GROUP BY 1, 2;
DROP TABLE spending;
";

/// Crawl times on 1970-01-01 are placeholders for pages that Google never crawled, so versions up to
/// 3 counted such pages as crawled. A page that was not crawled at its last inspection was not
/// crawled at an earlier one either.
const V4: &str = "
CREATE TEMP TABLE uncrawled AS
    SELECT id FROM page WHERE crawled_at < 86400000;
UPDATE inspection SET reason = 'discovered'
    WHERE reason = 'crawled-not-indexed' AND page IN (SELECT id FROM uncrawled);
UPDATE page SET reason = 'discovered', since = coalesce(
        (SELECT min(at) FROM inspection WHERE inspection.page = page.id AND at > coalesce(
            (SELECT max(at) FROM inspection WHERE inspection.page = page.id
                AND inspection.reason <> 'discovered'),
            -9e18)),
        since)
    WHERE reason = 'crawled-not-indexed' AND id IN (SELECT id FROM uncrawled);
UPDATE page SET crawled_at = NULL WHERE id IN (SELECT id FROM uncrawled);
DROP TABLE uncrawled;
";

/// An audit claims a page for some seconds before it inspects it, so that audits at the same time
/// share the work.
const V5: &str = "
ALTER TABLE page ADD COLUMN claimed_at INTEGER;
ALTER TABLE page ADD COLUMN claimed_by INTEGER;
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_that_were_never_crawled_become_discovered() {
        let file = Connection::open_in_memory().unwrap();
        for step in &MIGRATIONS[..3] {
            step.run(&file).unwrap();
        }
        file.execute_batch(
            "INSERT INTO property VALUES (1, 'sc-domain:a.example');
             INSERT INTO page (id, property, url, reason, inspected_at, since, crawled_at) VALUES
                 (1, 1, 'a', 'crawled-not-indexed', 3000, 2000, 0),
                 (2, 1, 'b', 'crawled-not-indexed', 3000, 3000, 1760000000000),
                 (3, 1, 'c', 'not-found', 3000, 3000, 0),
                 (4, 1, 'd', 'crawled-not-indexed', 3000, 1000, 3600000);
             INSERT INTO inspection VALUES
                 (1, 1000, 'discovered'), (1, 2000, 'crawled-not-indexed'),
                 (1, 3000, 'crawled-not-indexed'), (2, 3000, 'crawled-not-indexed'),
                 (3, 3000, 'not-found'), (4, 2000, 'server-error'),
                 (4, 3000, 'crawled-not-indexed');",
        )
        .unwrap();
        MIGRATIONS[3].run(&file).unwrap();
        let lines = |query: &str| -> Vec<String> {
            let mut select = file.prepare(query).unwrap();
            let rows = select.query_map([], |row| row.get(0)).unwrap();
            rows.map(Result::unwrap).collect()
        };
        assert_eq!(
            lines(
                "SELECT reason || ' ' || since || ' ' || ifnull(crawled_at, '-') FROM page ORDER BY id"
            ),
            [
                "discovered 1000 -",
                "crawled-not-indexed 3000 1760000000000",
                "not-found 3000 -",
                "discovered 3000 -",
            ]
        );
        assert_eq!(
            lines("SELECT page || ' ' || reason FROM inspection ORDER BY page, at"),
            [
                "1 discovered",
                "1 discovered",
                "1 discovered",
                "2 crawled-not-indexed",
                "3 not-found",
                "4 server-error",
                "4 discovered",
            ]
        );
    }
}
