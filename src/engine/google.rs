//! Submits to Google Search Console and confirms that the submission was recorded.

use std::sync::Arc;
use std::time::Duration;

use net::Deadline;
use search_console::sitemaps::Sitemap;
use search_console::sites::Site;
use search_console::{Client, Property};
use tokio::sync::OnceCell;
use url::Url;

use super::PropertyChoiceError;
use super::google_error::GoogleError;
use super::property_choice;
use super::record;
use super::submission::Submission;
use super::{Engine, ReportFuture};
use crate::model::{EngineOutcome, EngineReport};

/// The name in reports.
pub(crate) const GOOGLE: &str = "google";

/// Pause between lookups while waiting for a download; doubles from the first to the last.
const FIRST_LOOK: Duration = Duration::from_secs(1);
const SLOWEST_LOOK: Duration = Duration::from_secs(30);

/// Google Search Console with one account.
pub(crate) struct Google {
    client: Arc<Client>,
    site: Option<Property>,
    sites: OnceCell<Vec<Site>>,
}

impl Google {
    /// Uses `client` for calls; `site` is the property of all requests, if one is given.
    pub(crate) fn new(client: Arc<Client>, site: Option<Property>) -> Self {
        Self {
            client,
            site,
            sites: OnceCell::new(),
        }
    }

    /// The client, for calls that concern no sitemap.
    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    /// The property for a submission of `sitemap`: the given one, or the most specific one with
    /// permission. Google rejects a given property without permission.
    pub(crate) async fn property_for(
        &self,
        sitemap: &Url,
        deadline: Deadline,
    ) -> Result<Property, GoogleError> {
        if let Some(property) = &self.site {
            return self.named(property, sitemap, deadline).await;
        }
        let sites = self.sites(deadline).await?;
        property_choice::most_specific(sites, sitemap, self.client.account())
            .map_err(unsuitable(sitemap))
    }

    /// `property`, which covers `url`, in the spelling in which the account sees it.
    async fn named(
        &self,
        property: &Property,
        url: &Url,
        deadline: Deadline,
    ) -> Result<Property, GoogleError> {
        // Check the given property first, since this needs no request.
        property_choice::named(property, url).map_err(unsuitable(url))?;
        let sites = self.sites(deadline).await?;
        property_choice::as_listed(sites, property, self.client.account()).map_err(unsuitable(url))
    }

    /// `property` in the spelling in which the account sees it.
    pub(crate) async fn as_listed(
        &self,
        property: &Property,
        deadline: Deadline,
    ) -> Result<Property, GoogleError> {
        let sites = self.sites(deadline).await?;
        property_choice::as_listed(sites, property, self.client.account())
            .map_err(|source| GoogleError::NotSeen { source })
    }

    /// The property for a dry run, for which the account's permission is looked up even if the
    /// property is given.
    async fn permitted_property_for(
        &self,
        sitemap: &Url,
        deadline: Deadline,
    ) -> Result<Property, GoogleError> {
        let refused = unsuitable(sitemap);
        // Check the given property first, since this needs no request.
        if let Some(property) = &self.site {
            property_choice::named(property, sitemap).map_err(&refused)?;
        }
        let sites = self.sites(deadline).await?;
        let account = self.client.account();
        Self::permitted(sites, self.site.as_ref(), Some(sitemap), account).map_err(refused)
    }

    /// The property among `sites` to which the account may submit `sitemap`: `named` if it is one
    /// of them and covers it, otherwise the most specific.
    pub(crate) fn permitted(
        sites: &[Site],
        named: Option<&Property>,
        sitemap: Option<&Url>,
        account: &str,
    ) -> Result<Property, PropertyChoiceError> {
        match (named, sitemap) {
            (Some(property), sitemap) => {
                if let Some(sitemap) = sitemap {
                    property_choice::named(property, sitemap)?;
                }
                property_choice::listed(sites, property, account)
            }
            (None, Some(sitemap)) => property_choice::most_specific(sites, sitemap, account),
            (None, None) => Err(PropertyChoiceError::NotListed {
                account: account.to_owned(),
                property: String::new(),
                visible: Vec::new(),
                related: Vec::new(),
            }),
        }
    }

    /// The property for reading data about `url`: the given one, or the most specific readable one.
    /// Google rejects a given property without permission.
    pub(crate) async fn readable_property_for(
        &self,
        url: &Url,
        deadline: Deadline,
    ) -> Result<Property, GoogleError> {
        if let Some(property) = &self.site {
            return self.named(property, url, deadline).await;
        }
        let sites = self.sites(deadline).await?;
        property_choice::most_specific_readable(sites, url, self.client.account())
            .map_err(unsuitable(url))
    }

    /// The properties, listed once per run.
    pub(crate) async fn sites(&self, deadline: Deadline) -> Result<&[Site], GoogleError> {
        let sites = self
            .sites
            .get_or_try_init(|| async {
                let listed = self.client.list_sites(deadline).await;
                listed.map(|called| called.value)
            })
            .await
            .map_err(|source| GoogleError::Sites {
                account: self.client.account().to_owned(),
                source,
            })?;
        Ok(sites)
    }

    /// The record of `sitemap`; `None` if Google does not know it.
    pub(crate) async fn record(
        &self,
        property: &Property,
        sitemap: &Url,
        deadline: Deadline,
    ) -> Result<Option<Sitemap>, GoogleError> {
        let record = record::look_up(&self.client, property, sitemap, deadline).await;
        record.map_err(|source| GoogleError::Record {
            sitemap: sitemap.to_string(),
            property: property.clone(),
            account: self.client.account().to_owned(),
            source,
        })
    }

    /// Removes `sitemap` from `property`. A sitemap that Google does not know counts as removed,
    /// since an earlier response may have been lost.
    pub(crate) async fn delete(
        &self,
        property: &Property,
        sitemap: &Url,
        deadline: Deadline,
    ) -> Result<(), GoogleError> {
        match self
            .client
            .delete_sitemap(property, sitemap, deadline)
            .await
        {
            Ok(_) => Ok(()),
            Err(error) if record::is_not_found(&error) => Ok(()),
            Err(source) => Err(GoogleError::Delete {
                sitemap: sitemap.clone(),
                property: property.clone(),
                account: self.client.account().to_owned(),
                source,
            }),
        }
    }

    /// The records of all sitemaps that were submitted to `property`.
    pub(crate) async fn records(
        &self,
        property: &Property,
        deadline: Deadline,
    ) -> Result<Vec<Sitemap>, GoogleError> {
        match self.client.list_sitemaps(property, deadline).await {
            Ok(called) => Ok(called.value),
            Err(source) => Err(GoogleError::Record {
                sitemap: "all sitemaps".to_owned(),
                property: property.clone(),
                account: self.client.account().to_owned(),
                source,
            }),
        }
    }

    async fn submit_and_confirm(&self, sitemap: &Url, deadline: Deadline) -> EngineReport {
        let mut report = EngineReport::new(GOOGLE);
        let property = match self.property_for(sitemap, deadline).await {
            Ok(property) => property,
            Err(error) => return report.failed(error),
        };
        report.property = Some(property.name().to_owned());
        let mut way = Submission::new(&self.client, &property, sitemap, deadline);
        let verdict = way.travel(&mut report.attempts).await;
        way.conclude(verdict, report)
    }

    async fn poll_download(
        &self,
        sitemap: &Url,
        mut report: EngineReport,
        wait: Duration,
    ) -> EngineReport {
        let deadline = Deadline::after(wait);
        let (Some(submitted), Some(name)) = (report.last_submitted, report.property.clone()) else {
            return report;
        };
        let Ok(property) = name.parse::<Property>() else {
            return report;
        };
        let mut pause = FIRST_LOOK;
        loop {
            let looked = self.record(&property, sitemap, deadline).await;
            if let Ok(Some(record)) = &looked {
                report.take_record(record);
                let is_downloaded = record.last_downloaded.is_some_and(|time| time >= submitted);
                // A pending sitemap is not counted yet, so ignore the record's errors.
                if is_downloaded && !record.is_pending {
                    return report;
                }
            }
            if pause >= deadline.remaining() {
                tokio::time::sleep(deadline.remaining()).await;
                let late = GoogleError::NotDownloaded {
                    sitemap: sitemap.clone(),
                    wait,
                    source: looked.err().map(Box::new),
                };
                return report.pending(late);
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(SLOWEST_LOOK);
        }
    }
}

/// The error that no property fits `sitemap`.
fn unsuitable(sitemap: &Url) -> impl Fn(PropertyChoiceError) -> GoogleError {
    |source| GoogleError::Property {
        sitemap: sitemap.clone(),
        source,
    }
}

impl Engine for Google {
    fn submit<'a>(&'a self, sitemap: &'a Url, deadline: Deadline) -> ReportFuture<'a> {
        Box::pin(self.submit_and_confirm(sitemap, deadline))
    }

    fn dry_run<'a>(&'a self, sitemap: &'a Url, deadline: Deadline) -> ReportFuture<'a> {
        Box::pin(async move {
            let mut report = EngineReport::new(GOOGLE);
            let property = match self.permitted_property_for(sitemap, deadline).await {
                Ok(property) => property,
                Err(error) => return report.failed(error),
            };
            report.property = Some(property.name().to_owned());
            match self.record(&property, sitemap, deadline).await {
                Ok(record) => {
                    if let Some(record) = record {
                        report.take_record(&record);
                    }
                    report.outcome = EngineOutcome::DryRun;
                    report
                }
                Err(error) => report.failed(error),
            }
        })
    }

    fn await_download<'a>(
        &'a self,
        sitemap: &'a Url,
        submitted: EngineReport,
        wait: Duration,
    ) -> ReportFuture<'a> {
        Box::pin(self.poll_download(sitemap, submitted, wait))
    }
}
