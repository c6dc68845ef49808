//! Describes the Google that a test wants to meet.
//!
//! Everything has a default that is Google's own number or the kindest reading of it, so that
//! `Config::default()` is an account which owns two properties and has quotas to spare.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use jiff::SignedDuration;

use crate::api::SearchRow;
use crate::fault::FaultRule;
use crate::property::{Permission, Property};
use crate::quota::Quotas;

/// What an emulator starts with.
///
/// ```
/// use search_console_emulator::{Config, Permission, Property};
///
/// let config = Config {
///     properties: vec![Property::new("https://example.com/", Permission::FullUser)],
///     ..Config::default()
/// };
/// # assert_eq!(config.properties.len(), 1);
/// ```
#[derive(Debug, Clone)]
pub struct Config {
    /// Where to listen; loopback only, port 0 for any free one.
    pub address: SocketAddr,
    /// What the account sees in Search Console, and with which permission.
    pub properties: Vec<Property>,
    /// E-mail address of the service account.
    pub account_email: String,
    /// Google Cloud project of the service account.
    pub project_id: String,
    /// Whether the Search Console API is enabled in that project.
    pub service: ServiceState,
    /// How far the emulator's clock stands from the machine's; positive is ahead.
    pub clock_offset: SignedDuration,
    /// How long a bearer token lives, told as `expires_in` in whole seconds.
    pub token_lifetime: Duration,
    /// How the values of enumerations are written by the older methods.
    pub enum_spelling: EnumSpelling,
    /// How much of an error Google's body tells.
    pub error_shape: ErrorShape,
    /// How often what may be asked.
    pub quotas: Quotas,
    /// Whether a submitted sitemap is downloaded.
    pub download_mode: DownloadMode,
    /// How long after a submission its download begins.
    pub download_delay: Duration,
    /// What `searchanalytics.query` counts over; `None` makes up plausible days, the same ones for
    /// the same property.
    pub search_rows: Option<Vec<SearchRow>>,
    /// Faults to begin with; more can be added while it runs.
    pub faults: Vec<FaultRule>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            address: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            properties: vec![
                Property::new("https://example.com/", Permission::Owner),
                Property::new("sc-domain:example.com", Permission::Owner),
            ],
            account_email: "submitter@example-project.iam.gserviceaccount.com".to_owned(),
            project_id: "example-project".to_owned(),
            service: ServiceState::Enabled,
            clock_offset: SignedDuration::ZERO,
            token_lifetime: Duration::from_secs(3600),
            enum_spelling: EnumSpelling::Wire,
            error_shape: ErrorShape::Full,
            quotas: Quotas::default(),
            download_mode: DownloadMode::AfterDelay,
            download_delay: Duration::from_secs(1),
            search_rows: None,
            faults: Vec::new(),
        }
    }
}

/// Whether the API is switched on in the project of the account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ServiceState {
    /// It is.
    Enabled,
    /// It is not: every call is answered 403 `accessNotConfigured`, `SERVICE_DISABLED`.
    Disabled,
}

/// How the older methods (sites, sitemaps, search analytics) write enumerations.
///
/// The discovery document and the wire disagree; URL inspection always writes the document's form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EnumSpelling {
    /// `siteOwner`, `rssFeed`, `web`: what live answers show.
    Wire,
    /// `SITE_OWNER`, `RSS_FEED`, `WEB`: what the discovery document lists.
    Document,
}

/// Which of the parts of an error body are there; Google leaves some out at times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorShape {
    /// `code`, `message`, `errors`, `status`, `details`.
    Full,
    /// Without `errors`.
    WithoutErrors,
    /// Without `details`.
    WithoutDetails,
    /// `code`, `message`, `status` only.
    Bare,
}

/// Whether the emulator does after a submission what Googlebot does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DownloadMode {
    /// It fetches the sitemap once [`Config::download_delay`] has passed.
    AfterDelay,
    /// It does not; the sitemap stays pending unless
    /// [`Emulator::download_now`](crate::Emulator::download_now) is called.
    Never,
}
