//! The server: its description and its tools.

use std::sync::Arc;

use rmcp::handler::server::router::prompt::PromptRouter;
use rmcp::handler::server::router::tool::ToolRouter;
use rmcp::handler::server::tool::{IntoCallToolResult as _, ToolCallContext};
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CompleteRequestParams, CompleteResult, Implementation,
    ListResourceTemplatesResult, ListResourcesResult, PaginatedRequestParams,
    ReadResourceRequestParams, ReadResourceResponse, ServerCapabilities, ServerConfig,
};
use rmcp::service::RequestContext;
use rmcp::{ErrorData, RoleServer, ServerHandler, prompt_handler, tool_handler};

use super::arguments::checked;
use super::resources;
use super::schema::simplify;
use super::server_state::ServerState;
use super::tool_failure::ToolFailure;
use super::waiting::with_progress;

/// Tool that reports its own progress, in pages.
const AUDIT: &str = "audit_pages";

/// Serves one client; all of a process share one state.
#[derive(Clone)]
pub(super) struct Server {
    pub(super) state: Arc<ServerState>,
    tool_router: ToolRouter<Self>,
    prompt_router: PromptRouter<Self>,
}

impl Server {
    /// A server with the tools that `state` allows.
    pub(super) fn new(state: Arc<ServerState>) -> Self {
        let mut tools = Self::sitemap_tools()
            + Self::page_tools()
            + Self::audit_tools()
            + Self::submission_tools();
        if !state.allowed.submit {
            tools.remove_route("submit_sitemap");
        }
        if !state.allowed.delete {
            tools.remove_route("delete_sitemap");
        }
        for route in tools.map.values_mut() {
            simplify(&mut route.attr);
        }
        Self {
            state,
            tool_router: tools,
            prompt_router: Self::prompt_router(),
        }
    }

    fn instructions(&self) -> String {
        let mut text = String::from(
            "Google Search Console for sitemaps and indexing. Start with list_sites. \
             indexing_status returns stored results without cost; inspect_urls and audit_pages \
             use the quota of 2,000 inspections per day and property. Errors of tools contain the \
             remedy; diagnose checks everything in order.",
        );
        if !self.state.allowed.submit {
            text.push_str(
                " Submitting is disabled; start the server with `sitemap-submit mcp --allow-submit` to enable it.",
            );
        }
        text
    }
}

#[tool_handler(router = self.tool_router)]
#[prompt_handler(router = self.prompt_router)]
impl ServerHandler for Server {
    fn get_info(&self) -> ServerConfig {
        let capabilities = ServerCapabilities::builder()
            .enable_tools()
            .enable_prompts()
            .enable_resources()
            .enable_completions()
            .build();
        let name = Implementation::new("sitemap-submit", env!("CARGO_PKG_VERSION"));
        ServerConfig::new(capabilities)
            .with_server_info(name)
            .with_instructions(self.instructions())
    }

    async fn call_tool(
        &self,
        mut request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        if let Some(tool) = self.tool_router.get(&request.name) {
            let given = request.arguments.take().unwrap_or_default();
            match checked(&tool.input_schema, given) {
                Ok(arguments) => request.arguments = Some(arguments),
                Err(error) => {
                    return ToolFailure::invalid_params(error.text()).into_call_tool_result();
                }
            }
        }
        let (peer, token) = (context.peer.clone(), context.meta.get_progress_token());
        let reports_itself = request.name == AUDIT;
        let call = self
            .tool_router
            .call(ToolCallContext::new(self, request, context));
        if reports_itself {
            call.await
        } else {
            with_progress(&peer, token, call).await
        }
    }

    async fn complete(
        &self,
        request: CompleteRequestParams,
        _context: RequestContext<RoleServer>,
    ) -> Result<CompleteResult, ErrorData> {
        resources::complete(&self.state, &request.argument).await
    }

    async fn list_resources(
        &self,
        _request: Option<PaginatedRequestParams>,
        _context: RequestContext<RoleServer>,
    ) -> Result<ListResourcesResult, ErrorData> {
        resources::list(&self.state).await
    }

    async fn list_resource_templates(
        &self,
        _request: Option<PaginatedRequestParams>,
        _context: RequestContext<RoleServer>,
    ) -> Result<ListResourceTemplatesResult, ErrorData> {
        Ok(resources::templates())
    }

    async fn read_resource(
        &self,
        request: ReadResourceRequestParams,
        _context: RequestContext<RoleServer>,
    ) -> Result<ReadResourceResponse, ErrorData> {
        Ok(resources::read(&self.state, &request.uri).await?.into())
    }
}
