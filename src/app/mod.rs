//! Carries out the subcommands, one file each.

mod account_properties;
mod audit;
mod baseline;
mod check;
mod connection;
mod context;
mod delete;
mod deploy;
mod doctor;
mod explain;
mod history;
mod inspect;
mod open_store;
mod property_audit;
mod run_concurrently;
mod search_analytics;
mod serve_options;
mod sites;
mod status;
mod store_location;
mod submit;
mod targets;
mod terms;
mod validate;
mod verify;

pub(crate) mod clients;
pub(crate) mod credentials;
pub(crate) mod deployed_from;
pub(crate) mod freshness;
pub(crate) mod heartbeat;
pub(crate) mod invalid_argument;
pub(crate) mod masked_tokens;
pub(crate) mod nothing_to_do;
pub(crate) mod policy;
pub(crate) mod run_error;
pub(crate) mod runtime;
pub(crate) mod shutdown;

pub(crate) use audit::{AuditOptions, audit, audit_each, by_property, reading_time};
pub(crate) use baseline::Baseline;
pub(crate) use check::Check;
pub(crate) use connection::{Connection, CredentialsSource};
pub(crate) use context::{Access, Context};
pub(crate) use delete::{DeleteOptions, NotRemoved, delete, remove};
pub(crate) use deploy::{Deploy, Expected};
pub(crate) use doctor::{Doctor, DoctorOptions, doctor};
pub(crate) use explain::explain;
pub(crate) use history::{ReportOptions, history_of, report};
pub(crate) use inspect::{InspectOptions, inspect, inspect_pages};
pub(crate) use open_store::{Need, OpenStore, open_store};
pub(crate) use property_audit::{AuditLimits, AuditProgress, Interruption};
pub(crate) use search_analytics::{
    SearchAnalyticsOptions, all_rows, data_state, days, search_analytics,
};
pub(crate) use serve_options::{Allowed, HttpAccess, ServeOptions};
pub(crate) use sites::{SitesOptions, site_reports, sites};
pub(crate) use status::{StatusOptions, status};
pub(crate) use store_location::StoreLocation;
pub(crate) use submit::{Submission, SubmitOptions, submit};
pub(crate) use targets::Target;
pub(crate) use terms::{CheckContext, SubmissionTerms, ValidationTerms};
pub(crate) use validate::{ValidateOptions, validate, validate_one};
pub(crate) use verify::{VerifyOptions, name as method_name, verify};
