//! Prompts: workflows with the tools that an agent's user can select.

use rmcp::handler::server::wrapper::Parameters;
use rmcp::model::{PromptMessage, Role};
use rmcp::{prompt, prompt_router};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::server::Server;

/// Which property.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub(super) struct About {
    /// The property by its exact name, such as `https://example.com/` or `sc-domain:example.com`.
    site: String,
}

#[prompt_router(vis = "pub(super)")]
impl Server {
    /// Find out which pages of a site deserve work: those that Google does not index, and those
    /// that are shown and not clicked.
    #[prompt(name = "content_audit")]
    async fn content_audit(
        &self,
        Parameters(About { site }): Parameters<About>,
    ) -> Vec<PromptMessage> {
        vec![PromptMessage::new_text(
            Role::User,
            format!(
                "Audit the content of the Search Console property {site}.\n\
                 1. Call indexing_status. If it has no data, or less than you need, call audit_pages with the site's root and a budget of 100, and continue.\n\
                 2. Group the pages that are not indexed by reason and by folder. For each group, name what the pages have in common and the first step.\n\
                 3. Call search_analytics by page for the last four weeks. Find pages with many impressions and a click-through rate well below that of pages at a similar position.\n\
                 4. Answer with a list of at most ten tasks, the most worthwhile first: the pages, what is wrong, what to change, and how to see that it worked.\n\
                 State where the numbers come from, and what was not inspected."
            ),
        )]
    }

    /// Find out why pages disappeared from Google, and how to fix it.
    #[prompt(name = "indexing_incident")]
    async fn indexing_incident(
        &self,
        Parameters(About { site }): Parameters<About>,
    ) -> Vec<PromptMessage> {
        vec![PromptMessage::new_text(
            Role::User,
            format!(
                "Pages of the Search Console property {site} have disappeared from Google or are not indexed. Find the cause.\n\
                 1. Call diagnose for the property. If a check failed, begin with its remedy.\n\
                 2. Call list_sitemaps: when was each last submitted and downloaded, and with how many errors? Call validate_sitemap for those with errors.\n\
                 3. Call indexing_status and check the most frequent reasons; call inspect_urls for three pages of each to verify that it still applies.\n\
                 4. Call search_analytics by date for the last eight weeks: when did it begin, and what was deployed at that time?\n\
                 5. Answer with the cause and its evidence, the fixes in order, and how to verify them. State clearly what you do not know."
            ),
        )]
    }
}
