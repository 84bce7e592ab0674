// A browser per person, and what every page must pass.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const { ADDRESS, OUT } = process.env;
const PASSWORD = "mật khẩu để thử";

let checks = 0;

/** Counts a check; ends the run with its message when it fails. */
export function check(holds, message) {
  checks += 1;
  if (!holds) throw new Error(message);
}

/** How many checks have passed so far. */
export const passed = () => checks;

/** Debian's Chromium, whichever of its packages is there. */
export async function launch() {
  const paths = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"];
  let failure;
  for (const executablePath of paths) {
    try {
      return await chromium.launch({ executablePath, args: ["--no-sandbox"] });
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

/** A window in which `name` has signed in; without a name, nobody has. */
export async function person(browser, name, options = {}) {
  const context = await browser.newContext({
    baseURL: ADDRESS,
    viewport: { width: 1280, height: 900 },
    locale: "vi-VN",
    timezoneId: "Asia/Ho_Chi_Minh",
    ...options,
  });
  const page = await context.newPage();
  page.on("pageerror", (error) => { throw error; });
  page.on("console", (message) => {
    if (message.type() === "error" && !/status of 4\d\d/.test(message.text())) {
      throw new Error(`${page.url()}: ${message.text()}`);
    }
  });
  if (name) {
    await page.goto("/sign-in");
    await page.fill("#name", name);
    await page.fill("#password", PASSWORD);
    await page.click("form.panel button[type=submit]");
    await page.waitForURL("**/");
  }
  return page;
}

/** Looks at the page as it is: axe-core, nothing wider than the window, a picture. */
export async function look(page, name) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run({
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  }));
  const faults = found.violations.map((one) => {
    const where = one.nodes.map((node) => `    ${node.target} ${node.failureSummary}`).join("\n");
    return `  ${one.id}: ${one.help}\n${where}`;
  });
  check(faults.length === 0, `${name} (${page.url()}):\n${faults.join("\n")}`);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  check(wide <= 0, `${name} is ${wide} px wider than the window`);
  await page.screenshot({ path: `${OUT}/${name}.png`, fullPage: true });
}
