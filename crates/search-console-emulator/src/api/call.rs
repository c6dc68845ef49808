//! The methods of the API.

use crate::quota::Meter;

/// A method of the API with its path parameters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Call {
    SitesList,
    SitesGet { site: String },
    SitesAdd { site: String },
    SitesDelete { site: String },
    SitemapsList { site: String },
    SitemapsGet { site: String, sitemap: String },
    SitemapsSubmit { site: String, sitemap: String },
    SitemapsDelete { site: String, sitemap: String },
    SearchAnalyticsQuery { site: String },
    Inspect,
    VerificationToken,
    Verify,
    SetOwners { id: String },
}

impl Call {
    /// True if it requires the scope for writing.
    pub(crate) fn writes(&self) -> bool {
        matches!(
            self,
            Self::SitesAdd { .. }
                | Self::SitesDelete { .. }
                | Self::SitemapsSubmit { .. }
                | Self::SitemapsDelete { .. }
        )
    }

    /// True if it is a method of the Site Verification API.
    pub(crate) fn is_site_verification(&self) -> bool {
        matches!(
            self,
            Self::VerificationToken | Self::Verify | Self::SetOwners { .. }
        )
    }

    /// True if it has a JSON body.
    pub(crate) fn has_body(&self) -> bool {
        self.is_site_verification()
            || matches!(self, Self::SearchAnalyticsQuery { .. } | Self::Inspect)
    }

    /// Its own query parameters.
    pub(crate) fn query_parameters(&self) -> &'static [&'static str] {
        match self {
            Self::SitemapsList { .. } => &["sitemapIndex"],
            Self::Verify => &["verificationMethod"],
            _ => &[],
        }
    }

    /// Its quota counter; an inspection is counted later, since its body contains the property.
    pub(crate) fn meter(&self) -> Option<Meter> {
        match self {
            Self::Inspect => None,
            Self::SearchAnalyticsQuery { site } => Some(Meter::Query(site.clone())),
            _ => Some(Meter::Other),
        }
    }

    /// The property in its path.
    pub(crate) fn site(&self) -> Option<&str> {
        match self {
            Self::SitesList
            | Self::Inspect
            | Self::VerificationToken
            | Self::Verify
            | Self::SetOwners { .. } => None,
            Self::SitesGet { site }
            | Self::SitesAdd { site }
            | Self::SitesDelete { site }
            | Self::SitemapsList { site }
            | Self::SitemapsGet { site, .. }
            | Self::SitemapsSubmit { site, .. }
            | Self::SitemapsDelete { site, .. }
            | Self::SearchAnalyticsQuery { site } => Some(site),
        }
    }

    /// Its name in an `ErrorInfo`; assumed, following the names of other Google services.
    pub(crate) fn rpc_name(&self) -> &'static str {
        match self {
            Self::SitesList => "google.webmasters.v3.SitesService.List",
            Self::SitesGet { .. } => "google.webmasters.v3.SitesService.Get",
            Self::SitesAdd { .. } => "google.webmasters.v3.SitesService.Add",
            Self::SitesDelete { .. } => "google.webmasters.v3.SitesService.Delete",
            Self::SitemapsList { .. } => "google.webmasters.v3.SitemapsService.List",
            Self::SitemapsGet { .. } => "google.webmasters.v3.SitemapsService.Get",
            Self::SitemapsSubmit { .. } => "google.webmasters.v3.SitemapsService.Submit",
            Self::SitemapsDelete { .. } => "google.webmasters.v3.SitemapsService.Delete",
            Self::SearchAnalyticsQuery { .. } => {
                "google.webmasters.v3.SearchAnalyticsService.Query"
            }
            Self::Inspect => "google.searchconsole.v1.UrlInspectionService.InspectUrlIndex",
            Self::VerificationToken => "google.siteverification.v1.WebResourceService.GetToken",
            Self::Verify => "google.siteverification.v1.WebResourceService.Insert",
            Self::SetOwners { .. } => "google.siteverification.v1.WebResourceService.Patch",
        }
    }
}
