// The demonstration's server, a browser per person, and what every page must pass.

import { spawn } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const { PROGRAM, DATA, DATABASE, OUT } = process.env;

/** The most a page may weigh with its styles, scripts and fonts, as sent, in bytes. */
const HEAVIEST = 150 * 1024;
/** Households of each commune: enough for a second page of a list. */
const HOUSEHOLDS = 60;

export const PHONE = { viewport: { width: 360, height: 740 } };

let checks = 0;
const faults = [];
let running;

/** Counts a check; ends the run with its message when it fails. */
export function check(holds, message) {
  checks += 1;
  if (!holds) throw new Error(message);
}

/** Counts a check; its fault is told at the end, so that one run tells them all. */
function note(holds, message) {
  checks += 1;
  if (!holds) {
    faults.push(message);
    console.log(`FAULT ${message}`);
  }
}

/** How many checks were made so far; ends the run when one found a fault. */
export function passed() {
  if (faults.length > 0) throw new Error(`${faults.length} of ${checks} checks found a fault`);
  return checks;
}

/** Opens the demonstration on a day; a second call opens it again on a later one, or with other
 *  variables of its environment. */
export async function open(today, environment = {}) {
  const listen = running ? running.address : "127.0.0.1:0";
  await close();
  const database = DATABASE ? ["--database", DATABASE] : [];
  const child = spawn(PROGRAM, ["demo", "--data", DATA, "--listen", listen, "--today", today,
    "--households", String(HOUSEHOLDS), ...database], { stdio: ["ignore", "pipe", "inherit"], env: { ...process.env, ...environment } });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const address = await new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      if (line.startsWith("http://")) resolve(line.slice("http://".length));
    });
    ended.then((code) => reject(new Error(`the demonstration ended with ${code}`)));
  });
  running = { address, child, ended };
}

/** Ends the server. */
export async function close() {
  if (!running) return;
  running.child.kill("SIGTERM");
  await running.ended;
}

/** Where the pages are. */
export const origin = () => `http://${running.address}`;

/** How many days the demonstration's clock is from the machine's. */
export const daysOff = () => JSON.parse(readFileSync(`${DATA}/demo.json`, "utf8")).days_off;

/** The account of a role over an area, from accounts.json; the first one without an area. */
export function account(role, area) {
  const accounts = JSON.parse(readFileSync(`${DATA}/accounts.json`, "utf8"));
  const found = accounts.find((one) => one.role === role && (!area || one.area === area));
  if (!found) throw new Error(`no account for ${role} over ${area}`);
  return found;
}

/** One account per role. */
export function everyRole() {
  const accounts = JSON.parse(readFileSync(`${DATA}/accounts.json`, "utf8"));
  return [...new Map(accounts.map((one) => [one.role, one])).values()];
}

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

/** A window in which an account (name, password) has signed in; without one, nobody has. */
export async function person(browser, who, options = {}) {
  const context = await browser.newContext({
    baseURL: origin(),
    viewport: { width: 1280, height: 900 },
    locale: "vi-VN",
    timezoneId: "Asia/Ho_Chi_Minh",
    ...options,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  page.on("pageerror", (error) => { throw error; });
  page.on("console", (message) => {
    if (message.type() === "error" && !/status of 4\d\d/.test(message.text())) {
      throw new Error(`${page.url()}: ${message.text()}`);
    }
  });
  if (who) {
    await page.goto("/sign-in");
    await page.fill("#name", who.name);
    await page.fill("#password", who.password);
    await page.click("form.panel button[type=submit]");
    await page.waitForURL("**/");
  }
  return page;
}

/**
 * Looks at the page as it is: axe-core, nothing wider than the window, not too heavy, a picture.
 * Gives its own links, so that every page can be walked to.
 */
export async function look(page, name) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run({
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  }));
  const violations = found.violations.map((one) => {
    const where = one.nodes.map((node) => `    ${node.target} ${node.failureSummary}`).join("\n");
    return `  ${one.id}: ${one.help}\n${where}`;
  });
  note(violations.length === 0, `${name} (${page.url()}):\n${violations.join("\n")}`);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  note(wide <= 0, `${name} is ${wide} px wider than the window`);
  const heavy = await page.evaluate(() => [...performance.getEntriesByType("navigation"),
    ...performance.getEntriesByType("resource")].reduce((sum, one) => sum + one.encodedBodySize, 0));
  note(heavy <= HEAVIEST, `${name} weighs ${Math.round(heavy / 1024)} KB`);
  mkdirSync(OUT, { recursive: true });
  await page.screenshot({ path: `${OUT}/${name}.png`, fullPage: true });
}

/** Goes to a path and looks at it; what is asked for must be there. */
export async function visit(page, path, name) {
  const answer = await page.goto(path);
  note(answer.status() === 200, `${path} answers ${answer.status()}`);
  await look(page, name);
}

/** Fills in fields of the page's own forms, by name. */
export async function fill(page, fields) {
  for (const [name, value] of Object.entries(fields)) await page.fill(`main [name="${name}"]`, value);
}

/** Places of this site the page links to. */
export async function links(page) {
  const all = await page.$$eval("a[href^='/']", (found) => found.map((a) => a.getAttribute("href")));
  return [...new Set(all.map((href) => href.split("#")[0]))];
}

/** Downloads, and what ends a session. */
const NOT_A_PAGE = /[./](xlsx|pdf|docx|parquet|json|csv|zip)$|sign-out|\/export|\/files?\/|\/print$|\/workbook$|\/assets\//;

/** The path with its ids and its question taken out: pages that differ in them only are one page. */
export const kind = (path) => path
  .split("?")[0]
  .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "ID")
  .replace(/\/\d{2,}(?=\/|$)/g, "/NUMBER");

/**
 * Walks from the home page over every link, one page of each kind, `most` at most. `at` opens the
 * path and leaves it open. Gives the number of pages.
 */
export async function walk(page, at, most = Infinity) {
  const seen = new Set(["/"]);
  const waiting = ["/"];
  let count = 0;
  while (waiting.length > 0 && count < most) {
    await at(waiting.shift());
    count += 1;
    for (const next of await links(page)) {
      if (NOT_A_PAGE.test(kind(next)) || seen.has(kind(next))) continue;
      seen.add(kind(next));
      waiting.push(next);
    }
  }
  return count;
}
