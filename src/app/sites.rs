//! `sites`: the properties that the account can access.

use std::time::Duration;

use net::Deadline;
use search_console::auth::Scope;
use search_console::sites::Site;

use super::connection::Connection;
use super::credentials::with_pipe_read;
use crate::app::clients::Clients;
use crate::app::nothing_to_do::NothingToDo;
use crate::app::run_error::Stopped;
use crate::app::shutdown::Shutdown;
use crate::model::{FailureReport, SiteReport};
use crate::site::progress::Progress;

/// Options of a list of properties.
#[derive(Debug)]
pub(crate) struct SitesOptions {
    pub(crate) connection: Connection,
    pub(crate) deadline: Duration,
}

/// Lists the properties by name.
///
/// # Errors
/// If the key cannot be used, or Google does not respond or rejects the request.
pub(crate) async fn sites(
    options: SitesOptions,
    clients: &Clients,
    shutdown: &mut Shutdown,
) -> Result<Vec<SiteReport>, FailureReport> {
    let deadline = Deadline::after(options.deadline);
    let connection = with_pipe_read(options.connection, deadline, shutdown).await?;
    let google = clients.google(connection, Scope::ReadOnly, None)?;
    let _progress = Progress::start();
    let listed = tokio::select! {
        listed = google.sites(deadline) => listed?,
        stop = shutdown.requested() => return Err(Stopped(stop).into()),
    };
    if listed.is_empty() {
        let account = google.client().account().to_owned();
        return Err(NothingToDo::NoProperty { account }.into());
    }
    Ok(site_reports(listed))
}

/// The properties by name.
pub(crate) fn site_reports(listed: &[Site]) -> Vec<SiteReport> {
    let mut sites: Vec<SiteReport> = listed
        .iter()
        .map(|site| SiteReport {
            property: site.site_url.clone(),
            permission: site.permission_level.as_str().to_owned(),
            may_submit: site.permission_level.may_submit(),
        })
        .collect();
    sites.sort_by(|left, right| left.property.cmp(&right.property));
    sites
}
