//! Reports as resources: one for each property in the store.

use jiff::SignedDuration;
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use rmcp::ErrorData;
use rmcp::model::{
    ArgumentInfo, CompleteResult, CompletionInfo, ListResourceTemplatesResult, ListResourcesResult,
    ReadResourceResult, Resource, ResourceContents, ResourceTemplate,
};
use search_console::Property;

use super::server_state::ServerState;
use super::tool_failure::ToolFailure;
use crate::app;
use crate::model::{Answer, FailureReport, RunReport, Task};
use crate::render::{self};

/// Start of the URIs of reports; the percent-encoded property follows.
const PREFIX: &str = "sitemap-submit://report/";

/// Period of a report.
const BACK: SignedDuration = SignedDuration::from_hours(90 * 24);

pub(super) async fn list(state: &ServerState) -> Result<ListResourcesResult, ErrorData> {
    let listed = async {
        let names = state.store().await?.property_names().await?;
        Ok::<_, FailureReport>(names)
    };
    // Without a store there are no reports; the tools return the error.
    let names = listed.await.unwrap_or_default();
    let resources = names.iter().map(|name| resource(name)).collect();
    Ok(ListResourcesResult::with_all_items(resources))
}

pub(super) fn templates() -> ListResourceTemplatesResult {
    let template = ResourceTemplate::new(format!("{PREFIX}{{property}}"), "report")
        .with_description("Indexing of a Search Console property in the last 90 days")
        .with_mime_type("text/markdown");
    ListResourceTemplatesResult::with_all_items(vec![template])
}

pub(super) async fn read(state: &ServerState, uri: &str) -> Result<ReadResourceResult, ErrorData> {
    let unknown = || ErrorData::resource_not_found(format!("unknown resource {uri}"), None);
    let encoded = uri.strip_prefix(PREFIX).ok_or_else(unknown)?;
    let name = percent_decode_str(encoded)
        .decode_utf8()
        .map_err(|_| unknown())?;
    let property: Property = name.parse().map_err(|_| unknown())?;
    let told = async {
        let store = state.store().await?;
        let known = store.property_names().await?;
        if !known.iter().any(|name| name == property.name()) {
            return Ok(None);
        }
        let now = state.clients.now();
        let history = app::history_of(store, &property, now - BACK, now).await?;
        let answer = Some(Answer::History(vec![history]));
        let report = RunReport::answering(Task::Report, answer, Vec::new(), true);
        Ok::<_, FailureReport>(Some(report))
    };
    let told = told.await.map_err(ToolFailure::from)?.ok_or_else(unknown)?;
    let text = ResourceContents::text(render::as_markdown(&told), uri);
    Ok(ReadResourceResult::new(vec![
        text.with_mime_type("text/markdown"),
    ]))
}

/// Names of properties that start with the given text, since every argument here is a property.
pub(super) async fn complete(
    state: &ServerState,
    argument: &ArgumentInfo,
) -> Result<CompleteResult, ErrorData> {
    let known = async {
        let names = state.store().await?.property_names().await?;
        Ok::<_, FailureReport>(names)
    };
    let is_property = matches!(argument.name.as_str(), "site" | "property");
    let mut names = if is_property {
        known.await.unwrap_or_default()
    } else {
        Vec::new()
    };
    names.retain(|name| name.starts_with(&argument.value));
    names.truncate(CompletionInfo::MAX_VALUES);
    let values = CompletionInfo::new(names).map_err(|error| ErrorData::internal_error(error, None));
    Ok(CompleteResult::new(values?))
}

fn resource(property: &str) -> Resource {
    let encoded = utf8_percent_encode(property, NON_ALPHANUMERIC);
    Resource::new(
        format!("{PREFIX}{encoded}"),
        format!("report of {property}"),
    )
    .with_description(format!("Indexing of {property} in the last 90 days"))
    .with_mime_type("text/markdown")
}
