//! Failures of tools.

use rmcp::ErrorData;
use rmcp::handler::server::tool::IntoCallToolResult;
use rmcp::model::{CallToolResponse, CallToolResult, ContentBlock};
use serde::Serialize;
use serde_json::Value;
use std::fmt::Write as _;

use super::wording::for_tools;
use crate::app::invalid_argument::InvalidArgument;
use crate::model::FailureReport;

/// Failure of a tool: message, causes and remedy, for the agent.
#[derive(Debug)]
pub(crate) struct ToolFailure {
    message: String,
    /// Partial result.
    found: Option<Value>,
}

impl ToolFailure {
    /// The agent cancelled its call, so this is not read.
    pub(super) fn cancelled() -> Self {
        Self::invalid_params("cancelled")
    }

    /// Invalid parameters.
    pub(super) fn invalid_params(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            found: None,
        }
    }

    /// Adds a partial result.
    pub(super) fn having(self, found: &impl Serialize) -> Self {
        let found = serde_json::to_value(found).ok();
        Self { found, ..self }
    }
}

impl From<FailureReport> for ToolFailure {
    fn from(failure: FailureReport) -> Self {
        Self::from(&failure)
    }
}

impl From<InvalidArgument> for ToolFailure {
    fn from(error: InvalidArgument) -> Self {
        FailureReport::from(error).into()
    }
}

impl From<&FailureReport> for ToolFailure {
    fn from(report: &FailureReport) -> Self {
        let mut text = format!("error: {}", report.message);
        for cause in &report.causes {
            let _ = write!(text, "\ncause: {cause}");
        }
        if let Some(remedy) = &report.remedy {
            let _ = write!(text, "\nhelp: {}", for_tools(remedy));
        }
        Self::invalid_params(text)
    }
}

impl IntoCallToolResult for ToolFailure {
    fn into_call_tool_result(self) -> Result<CallToolResponse, ErrorData> {
        let message = ContentBlock::text(self.message);
        let Some(found) = self.found else {
            return Ok(CallToolResult::error(vec![message]).into());
        };
        let mut result = CallToolResult::structured_error(found);
        result.content = vec![message];
        Ok(result.into())
    }
}

impl From<ToolFailure> for ErrorData {
    fn from(failure: ToolFailure) -> Self {
        Self::internal_error(failure.message, None)
    }
}
