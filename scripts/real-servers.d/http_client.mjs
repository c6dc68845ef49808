// The TypeScript SDK's client over streamable HTTP: a session that survives the death of its server.
//
// http_client.mjs TOOL ARGUMENTS URL PROCESS
//
// PROCESS is the process that serves. Lists and calls tools, kills the server with SIGKILL, calls
// again in the same session, and ends it. Exits with 0 if all of that worked.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";

const [tool, toolArguments, url, process_] = process.argv.slice(2);

const children = (id) =>
  readFileSync(`/proc/${id}/task/${id}/children`, "utf8").split(" ").filter(Boolean).map(Number);

// The last processes of the chain: supervisor, two guards, server.
const descendants = (id) =>
  children(id).flatMap((child) => (children(child).length ? descendants(child) : [child]));

const transport = new StreamableHTTPClientTransport(new URL(url));
const client = new Client({ name: "real-servers", version: "1" }, { capabilities: {} });
await client.connect(transport);
const call = () => client.callTool({ name: tool, arguments: JSON.parse(toolArguments) });

const names = (await client.listTools()).tools.map((known) => known.name);
assert(names.includes(tool), names.join(" "));
await call();
const [first] = descendants(process_);
const killed = performance.now();
process.kill(first, "SIGKILL");
// The supervisor may not know of the death yet, and the call is lost with the server.
const answer = await call().catch((error) => {
  assert.ok([-32000, -31000].includes(error.code), String(error));
  return call();
});
assert(!answer.isError, JSON.stringify(answer));
console.log(`  next call: answered ${((performance.now() - killed) / 1000).toFixed(3)} s after the death`);
assert.notEqual(descendants(process_)[0], first);
assert.deepEqual((await client.listTools()).tools.map((known) => known.name), names);
await transport.terminateSession();
await client.close();
