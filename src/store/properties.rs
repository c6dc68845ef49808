//! Ids of properties and sitemaps.

use rusqlite::{Connection, OptionalExtension, params};
use search_console::Property;

use super::{Store, StoreError};

/// A property in the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PropertyId(pub(super) i64);

impl Store {
    /// The id of `property`, which is inserted if it does not exist.
    pub(crate) async fn property(&self, property: &Property) -> Result<PropertyId, StoreError> {
        let name = property.name().to_owned();
        self.with("name the property", move |connection| {
            property_id(connection, &name).map(PropertyId)
        })
        .await
    }

    /// The names of all properties, sorted.
    pub(crate) async fn property_names(&self) -> Result<Vec<String>, StoreError> {
        self.with("list the properties", |connection| {
            let mut statement = connection.prepare("SELECT name FROM property ORDER BY name")?;
            let names = statement.query_map([], |row| row.get(0))?;
            names.collect()
        })
        .await
    }
}

pub(super) fn property_id(connection: &Connection, name: &str) -> rusqlite::Result<i64> {
    let known = connection
        .query_row("SELECT id FROM property WHERE name = ?1", [name], |row| {
            row.get(0)
        })
        .optional()?;
    if let Some(id) = known {
        return Ok(id);
    }
    // Another process may have inserted it in the meantime.
    connection.execute(
        "INSERT INTO property (name) VALUES (?1) ON CONFLICT DO NOTHING",
        [name],
    )?;
    connection.query_row("SELECT id FROM property WHERE name = ?1", [name], |row| {
        row.get(0)
    })
}

pub(super) fn sitemap_id(
    connection: &Connection,
    property: i64,
    url: &str,
) -> rusqlite::Result<i64> {
    connection.execute(
        "INSERT INTO sitemap (property, url) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
        params![property, url],
    )?;
    connection.query_row(
        "SELECT id FROM sitemap WHERE property = ?1 AND url = ?2",
        params![property, url],
        |row| row.get(0),
    )
}
