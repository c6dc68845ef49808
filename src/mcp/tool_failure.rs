//! Tells an agent what went wrong, in the words of the command line.

use rmcp::ErrorData;
use rmcp::handler::server::tool::IntoCallToolResult;
use rmcp::model::{CallToolResponse, CallToolResult, ContentBlock};
use std::fmt::Write as _;

use crate::failure::{Failure, FailureReport};

/// Why a tool did not do what it was asked: message, causes and remedy, as the agent reads them.
#[derive(Debug)]
pub(crate) struct ToolFailure(String);

impl ToolFailure {
    /// The agent took its call back; nobody reads this.
    pub(super) fn cancelled() -> Self {
        Self("cancelled".to_owned())
    }

    /// A wish that makes no sense.
    pub(super) fn wish(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

impl From<Failure> for ToolFailure {
    fn from(failure: Failure) -> Self {
        Self::from(&failure.describe())
    }
}

impl From<&FailureReport> for ToolFailure {
    fn from(report: &FailureReport) -> Self {
        let mut text = format!("error: {}", report.message);
        for cause in &report.causes {
            let _ = write!(text, "\ncause: {cause}");
        }
        if let Some(remedy) = &report.remedy {
            let _ = write!(text, "\nhelp: {remedy}");
        }
        Self(text)
    }
}

impl IntoCallToolResult for ToolFailure {
    fn into_call_tool_result(self) -> Result<CallToolResponse, ErrorData> {
        Ok(CallToolResult::error(vec![ContentBlock::text(self.0)]).into())
    }
}

impl From<ToolFailure> for ErrorData {
    fn from(failure: ToolFailure) -> Self {
        Self::internal_error(failure.0, None)
    }
}
