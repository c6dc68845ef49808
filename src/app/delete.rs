//! `delete`: remove a sitemap from a property, and read back that it is gone.

use std::time::Duration;

use net::Deadline;
use search_console::Property;
use search_console::auth::Scope;
use url::Url;

use super::connection::Connection;
use super::credentials::with_pipe_read;
use crate::app::clients::Clients;
use crate::app::run_error::Stopped;
use crate::app::shutdown::Shutdown;
use crate::engine::Google;
use crate::model::{Action, DeletionReport, ExitCode, Failure, FailureReport, Remedy};
use crate::site::progress::Progress;

/// Options of a removal.
#[derive(Debug)]
pub(crate) struct DeleteOptions {
    pub(crate) sitemap: Url,
    /// Property to remove it from; `None` for the most specific that covers it.
    pub(crate) site: Option<Property>,
    pub(crate) connection: Connection,
    pub(crate) deadline: Duration,
}

/// Removes a sitemap from Search Console. Pages that it lists stay in the index.
///
/// # Errors
/// If the key cannot be used, Google refuses, or its record still shows the sitemap.
pub(crate) async fn delete(
    options: DeleteOptions,
    clients: &Clients,
    shutdown: &mut Shutdown,
) -> Result<DeletionReport, FailureReport> {
    let deadline = Deadline::after(options.deadline);
    let connection = with_pipe_read(options.connection, deadline, shutdown).await?;
    let google = clients.google(connection, Scope::ReadWrite, options.site)?;
    let progress = Progress::start();
    progress.doing("removing", options.sitemap.as_str());
    let report = tokio::select! {
        removed = remove(&google, &options.sitemap, deadline) => removed?,
        stop = shutdown.requested() => return Err(Stopped(stop).into()),
    };
    if report.is_gone {
        return Ok(report);
    }
    Err(NotRemoved(report.sitemap).into())
}

/// Removes `sitemap`, unless Google has no record of it, and reads the record again.
///
/// # Errors
/// If Google does not answer or refuses.
pub(crate) async fn remove(
    google: &Google,
    sitemap: &Url,
    deadline: Deadline,
) -> Result<DeletionReport, FailureReport> {
    let property = google.property_for(sitemap, deadline).await?;
    let before = google.record(&property, sitemap, deadline).await?;
    let after = match before {
        None => None,
        Some(_) => {
            google.delete(&property, sitemap, deadline).await?;
            google.record(&property, sitemap, deadline).await?
        }
    };
    Ok(DeletionReport {
        sitemap: sitemap.to_string(),
        property: property.name().to_owned(),
        was_submitted: before.is_some(),
        is_gone: after.is_none(),
    })
}

/// Google accepted the removal, and its record still shows the sitemap.
#[derive(Debug, thiserror::Error)]
#[error("Google accepted the removal of {0}, but its record still shows the sitemap")]
pub(crate) struct NotRemoved(pub(crate) String);

impl Failure for NotRemoved {
    fn exit_code(&self) -> ExitCode {
        ExitCode::NotConfirmed
    }

    fn remedy(&self) -> Option<Remedy> {
        let text = Remedy::new("check ").run_for(Action::Status, self.0.as_str());
        Some(text.text(" in a minute; if it is still there, remove it again"))
    }
}
