//! Configuration of an emulator.
//!
//! The defaults are Google's values, or the most lenient interpretation of them:
//! `Config::default()` is an account with two properties and generous quotas.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use jiff::SignedDuration;

use crate::api::SearchRow;
use crate::fault::FaultRule;
use crate::property::{Permission, Property};
use crate::quota::Quotas;

/// Initial configuration of an emulator.
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
    /// Address to listen on; must be loopback, port 0 selects a free port.
    pub address: SocketAddr,
    /// The account's properties with its permissions.
    pub properties: Vec<Property>,
    /// E-mail address of the service account.
    pub account_email: String,
    /// Google Cloud project of the service account.
    pub project_id: String,
    /// State of the Search Console API in that project.
    pub service: ServiceState,
    /// Offset of the emulator's clock from the machine's; positive is ahead.
    pub clock_offset: SignedDuration,
    /// Lifetime of a bearer token, sent as `expires_in` in whole seconds.
    pub token_lifetime: Duration,
    /// Spelling of enum values in the older methods.
    pub enum_spelling: EnumSpelling,
    /// Parts of an error body that are sent.
    pub error_shape: ErrorShape,
    /// Request quotas.
    pub quotas: Quotas,
    /// Mode of downloads after a submission.
    pub download_mode: DownloadMode,
    /// Delay between a submission and its download.
    pub download_delay: Duration,
    /// Data of `searchanalytics.query`; `None` generates sample data, which is always the same for a
    /// property.
    pub search_rows: Option<Vec<SearchRow>>,
    /// Initial faults; more can be added while the emulator runs.
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

/// State of the API in the account's project.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ServiceState {
    /// The API is enabled.
    Enabled,
    /// The API is disabled: every call returns 403 `accessNotConfigured`, `SERVICE_DISABLED`.
    Disabled,
}

/// Spelling of enum values in the older methods (sites, sitemaps, search analytics).
///
/// The discovery document and the live API differ; URL inspection always uses the document's form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EnumSpelling {
    /// `siteOwner`, `rssFeed`, `web`, as in live responses.
    Wire,
    /// `SITE_OWNER`, `RSS_FEED`, `WEB`, as in the discovery document.
    Document,
}

/// Parts of an error body; Google sometimes omits some of them.
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

/// Mode of downloads after a submission, which emulate Googlebot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DownloadMode {
    /// Download the sitemap after [`Config::download_delay`].
    AfterDelay,
    /// Do not download; the sitemap stays pending unless
    /// [`Emulator::download_now`](crate::Emulator::download_now) is called.
    Never,
}
