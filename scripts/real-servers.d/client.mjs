// The TypeScript SDK's client: a session that survives the death of its server.
//
// client.mjs TOOL ARGUMENTS SLOW-TOOL SLOW-ARGUMENTS COMMAND...
//
// Lists and calls tools, kills the server with SIGKILL in the middle of a call, and calls again in the
// same session. Exits with 0 if all of that worked.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";

const [tool, toolArguments, slow, slowArguments, command, ...args] = process.argv.slice(2);

const children = (id) =>
  readFileSync(`/proc/${id}/task/${id}/children`, "utf8").split(" ").filter(Boolean).map(Number);

const transport = new StdioClientTransport({ command, args, env: process.env });
const client = new Client({ name: "real-servers", version: "1" }, { capabilities: {} });
await client.connect(transport);

// The server is a descendant of the supervisor below two guard processes.
const server = () => children(children(children(transport.pid)[0])[0])[0];
const call = (name, json) => client.callTool({ name, arguments: JSON.parse(json) });

const names = (await client.listTools()).tools.map((known) => known.name);
assert(names.includes(tool) && names.includes(slow), names.join(" "));
await call(tool, toolArguments);

const first = server();
const inServer = call(slow, slowArguments).then(
  () => assert.fail("the call that was in the server was answered as if it had ended"),
  (error) => error,
);
await sleep(500);
const killed = performance.now();
process.kill(first, "SIGKILL");
const error = await inServer;
assert.ok([-32000, -31000].includes(error.code), String(error));
const seconds = () => ((performance.now() - killed) / 1000).toFixed(3);
console.log(`  in the server: error ${error.code} after ${seconds()} s`);

const answer = await call(tool, toolArguments);
assert(!answer.isError, JSON.stringify(answer));
console.log(`  next call: answered ${seconds()} s after the death, without a new handshake`);
assert.notEqual(server(), first);
assert.deepEqual((await client.listTools()).tools.map((known) => known.name), names);
await client.close();
