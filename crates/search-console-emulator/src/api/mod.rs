//! The Search Console API, written from its
//! [discovery document](https://searchconsole.googleapis.com/$discovery/rest?version=v1).

mod call;
mod dispatch;
mod enums;
mod google_error;
mod handling;
mod json_request;
mod path;
mod search_analytics;
mod site_verification;
mod sitemaps;
mod sites;
mod url_inspection;

pub(crate) use call::Call;
pub(crate) use dispatch::{Received, bearer, respond};
pub(crate) use google_error::GoogleError;
pub(crate) use handling::Handling;
pub(crate) use path::{parse as parse_call, target};
pub use search_analytics::SearchRow;
pub(crate) use url_inspection::Inspections;
pub use url_inspection::{Inspection, Verdict};
