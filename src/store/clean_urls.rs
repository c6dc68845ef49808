//! Removes user names, passwords and fragments from stored URLs. Versions 1 and 2 of the store kept
//! URLs exactly as in sitemaps.

use rusqlite::{Connection, OptionalExtension, params};
use url::Url;

use crate::model::address::{cleaned, shown};

/// A row whose URL changes.
struct Row {
    id: i64,
    property: i64,
    url: String,
}

/// Cleans the URLs of all sitemaps and pages, and merges rows with the same clean URL. Properties
/// with a password in their name are removed, since Search Console has none.
pub(super) fn clean_urls(connection: &Connection) -> rusqlite::Result<()> {
    // Overwrite deleted data, so that no password remains in free pages of the file.
    connection.execute_batch("PRAGMA secure_delete = ON")?;
    for name in property_names(connection)? {
        if clean(&name) != name {
            remove_property(connection, &name)?;
        }
    }
    for row in changed_rows(connection, "sitemap")? {
        match other_row(connection, "sitemap", &row)? {
            Some(other) => merge_sitemap(connection, row.id, other)?,
            None => rename(connection, "sitemap", &row)?,
        }
    }
    for row in changed_rows(connection, "page")? {
        match other_row(connection, "page", &row)? {
            Some(other) => merge_page(connection, row.id, other)?,
            None => rename(connection, "page", &row)?,
        }
    }
    Ok(())
}

fn clean(text: &str) -> String {
    match Url::parse(text) {
        Ok(url) => cleaned(url).into(),
        Err(_) => shown(text).into_owned(),
    }
}

fn property_names(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut select = connection.prepare("SELECT name FROM property WHERE instr(name, '@')")?;
    let names = select.query_map([], |row| row.get(0))?;
    names.collect()
}

fn remove_property(connection: &Connection, name: &str) -> rusqlite::Result<()> {
    let id: i64 =
        connection.query_row("SELECT id FROM property WHERE name = ?1", [name], |row| {
            row.get(0)
        })?;
    for statement in [
        "DELETE FROM inspection WHERE page IN (SELECT id FROM page WHERE property = ?1)",
        "DELETE FROM page WHERE property = ?1",
        "DELETE FROM snapshot WHERE sitemap IN (SELECT id FROM sitemap WHERE property = ?1)",
        "DELETE FROM submission WHERE sitemap IN (SELECT id FROM sitemap WHERE property = ?1)",
        "DELETE FROM sitemap WHERE property = ?1",
        "DELETE FROM spent WHERE property = ?1",
        "DELETE FROM property WHERE id = ?1",
    ] {
        connection.execute(statement, [id])?;
    }
    Ok(())
}

/// The rows of `table` whose URL is not clean, with their clean URL.
fn changed_rows(connection: &Connection, table: &str) -> rusqlite::Result<Vec<Row>> {
    let mut select = connection.prepare(&format!(
        "SELECT id, property, url FROM {table} WHERE instr(url, '@') OR instr(url, '#')"
    ))?;
    let rows = select.query_map([], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get::<_, String>(2)?))
    })?;
    let mut changed = Vec::new();
    for row in rows {
        let (id, property, text) = row?;
        let url = clean(&text);
        if url != text {
            changed.push(Row { id, property, url });
        }
    }
    Ok(changed)
}

/// The row that already has the clean URL.
fn other_row(connection: &Connection, table: &str, row: &Row) -> rusqlite::Result<Option<i64>> {
    let select = format!("SELECT id FROM {table} WHERE property = ?1 AND url = ?2");
    connection
        .query_row(&select, params![row.property, row.url], |row| row.get(0))
        .optional()
}

fn rename(connection: &Connection, table: &str, row: &Row) -> rusqlite::Result<()> {
    let update = format!("UPDATE {table} SET url = ?2 WHERE id = ?1");
    connection.execute(&update, params![row.id, row.url])?;
    Ok(())
}

fn merge_sitemap(connection: &Connection, from: i64, into: i64) -> rusqlite::Result<()> {
    for statement in [
        "UPDATE OR IGNORE submission SET sitemap = ?2 WHERE sitemap = ?1",
        "DELETE FROM submission WHERE sitemap = ?1 AND ?1 <> ?2",
        // Keep the newer of the two snapshots.
        "DELETE FROM snapshot WHERE sitemap = ?2
         AND at < (SELECT at FROM snapshot WHERE sitemap = ?1)",
        "UPDATE OR IGNORE snapshot SET sitemap = ?2 WHERE sitemap = ?1",
        "DELETE FROM snapshot WHERE sitemap = ?1 AND ?1 <> ?2",
        "UPDATE page SET sitemap = ?2 WHERE sitemap = ?1",
        "DELETE FROM sitemap WHERE id = ?1 AND ?1 <> ?2",
    ] {
        connection.execute(statement, [from, into])?;
    }
    Ok(())
}

fn merge_page(connection: &Connection, from: i64, into: i64) -> rusqlite::Result<()> {
    for statement in [
        "UPDATE OR IGNORE inspection SET page = ?2 WHERE page = ?1",
        "DELETE FROM inspection WHERE page = ?1 AND ?1 <> ?2",
        // The newer inspection determines the page's state.
        "UPDATE page SET (reason, inspected_at, lastmod_seen, since, crawled_at) =
             (SELECT reason, inspected_at, lastmod_seen, since, crawled_at FROM page WHERE id = ?1)
         WHERE id = ?2 AND coalesce(inspected_at, 0) <
             (SELECT coalesce(inspected_at, 0) FROM page WHERE id = ?1)",
        "UPDATE page SET (sitemap, listed_at, lastmod) =
             (SELECT sitemap, listed_at, lastmod FROM page WHERE id = ?1)
         WHERE id = ?2 AND sitemap IS NULL",
        "DELETE FROM page WHERE id = ?1 AND ?1 <> ?2",
    ] {
        connection.execute(statement, [from, into])?;
    }
    Ok(())
}
