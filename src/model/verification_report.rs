//! Result of the verification of a property.

use schemars::JsonSchema;
use serde::Serialize;

use super::FailureReport;

/// Verification of one property.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct VerificationReport {
    /// The property.
    pub(crate) property: String,
    /// Verification method.
    pub(crate) method: &'static str,
    /// The token; null if Google did not issue one.
    pub(crate) token: Option<String>,
    /// Place of the token, as an instruction.
    pub(crate) instruction: Option<String>,
    /// Permission of the account after the verification.
    pub(crate) permission: Option<String>,
    /// Owners after the verification.
    pub(crate) owners: Vec<String>,
    /// The failure.
    pub(crate) error: Option<FailureReport>,
}
