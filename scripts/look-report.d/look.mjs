// Opens a report of two properties in Chromium with phone and desktop viewports, light and dark.
//
// look.mjs CHROMIUM REPORT FOLDER
//
// Fails if anything is fetched, overflows the viewport horizontally, or violates an axe rule.
// Writes a screenshot of each to FOLDER.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [executablePath, report, folder] = process.argv.slice(2);
const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const browser = await chromium.launch({
  executablePath,
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"],
});
for (const [name, width, height] of [["phone", 360, 740], ["desk", 1100, 900]]) {
  for (const colorScheme of ["light", "dark"]) {
    const context = await browser.newContext({ viewport: { width, height }, colorScheme });
    const page = await context.newPage();
    const asked = [];
    const problems = [];
    page.on("request", (request) => asked.push(request.url()));
    page.on("console", (message) => problems.push(message.text()));
    page.on("pageerror", (error) => problems.push(String(error)));
    await page.goto(pathToFileURL(report).href);
    assert.equal(asked.length, 1, `it fetched ${asked.join(" ")}`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    assert(wide <= width, `${name}: ${wide} pixels wide`);
    for (const chart of await page.locator("svg").all()) {
      assert.equal(await chart.locator("path").count(), 4);
    }
    assert.equal(await page.locator("svg").count(), 2);
    await page.screenshot({ path: `${folder}/report-${name}-${colorScheme}.png` });
    await page.addScriptTag({ path: axe });
    const { violations } = await page.evaluate(() => globalThis.axe.run());
    const told = violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(" ")}`);
    assert.deepEqual(told, [], `${name}, ${colorScheme}`);
    assert.deepEqual(problems, []);
    console.log(`${name}, ${colorScheme}: nothing fetched, ${wide} pixels wide, axe finds nothing`);
    await context.close();
  }
}
await browser.close();
