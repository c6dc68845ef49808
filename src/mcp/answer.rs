//! Results of tools: structured data, and a short text for the model, so that nothing is sent twice
//! in full.

use rmcp::ErrorData;
use rmcp::handler::server::tool::IntoCallToolResult;
use rmcp::model::{CallToolResponse, CallToolResult, ContentBlock};
use serde::Serialize;

/// Text of a result.
pub(super) trait Summary {
    /// Summary of the result in a few lines.
    fn summary(&self) -> String;
}

/// Result with its data as structured content. `rmcp` derives the output schema of a tool from a
/// type of this name.
pub(super) struct Json<T>(pub(super) T);

impl<T: Serialize + Summary> IntoCallToolResult for Json<T> {
    fn into_call_tool_result(self) -> Result<CallToolResponse, ErrorData> {
        let data = serde_json::to_value(&self.0)
            .map_err(|error| ErrorData::internal_error(error.to_string(), None))?;
        let mut result = CallToolResult::structured(data);
        result.content = vec![ContentBlock::text(self.0.summary())];
        Ok(result.into())
    }
}
