// The TypeScript SDK's client: lists and calls every tool.
//
// every-tool.mjs SITE SITEMAP COMMAND...

import assert from "node:assert/strict";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";

const [site, sitemap, command, ...args] = process.argv.slice(2);
const calls = {
  list_sites: {},
  validate_sitemap: { sitemap },
  submit_sitemap: { sitemap, site, wait_seconds: 20 },
  list_sitemaps: { site },
  get_sitemap: { sitemap, site },
  audit_pages: { sitemap, site, budget: 20 },
  indexing_status: { site, state: "pending" },
  inspect_urls: { urls: [`${site}a`], site },
  search_analytics: { site, dimensions: ["query"] },
  diagnose: { sitemap, site },
  delete_sitemap: { sitemap, site },
};

const transport = new StdioClientTransport({ command, args, env: process.env });
const client = new Client({ name: "real-agents", version: "1" }, { capabilities: {} });
await client.connect(transport);
const { tools } = await client.listTools();
assert.deepEqual(tools.map((tool) => tool.name).sort(), Object.keys(calls).sort());
for (const [name, toolArguments] of Object.entries(calls)) {
  // The SDK checks the result against the tool's output schema.
  const answer = await client.callTool({ name, arguments: toolArguments });
  assert(!answer.isError, `${name}: ${JSON.stringify(answer)}`);
}
console.log(`  ${tools.length} tools called`);
await client.close();
