// Every page a role can walk to, wide and 360 px narrow, in both languages. Roles whose home page
// leads to the same places see the same pages: one of them walks.

import { PHONE, check, everyRole, links, look, person, visit } from "./support.mjs";

/** Downloads, and what ends a session. */
const NOT_A_PAGE = /[./](xlsx|pdf|docx|parquet|json|csv|zip)$|sign-out|\/export|\/files?\/|\/print$|\/workbook$/;

/** The path with its ids and its question taken out: pages that differ in them only are one page. */
const kind = (path) => path
  .split("?")[0]
  .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "ID")
  .replace(/\/\d{2,}(?=\/|$)/g, "/NUMBER");

const named = (path) => kind(path).replaceAll("/", "-").replace(/^-$/, "-home");

/** Walks from the home page over every link, one page of each kind. */
async function walk(browser, account, menus) {
  const wide = await person(browser, account);
  const menu = [...new Set((await links(wide)).map(kind))].sort().join(" ");
  if (menus.has(menu)) {
    await look(wide, `${account.role}-home`);
    await wide.context().close();
    return 1;
  }
  menus.add(menu);
  const narrow = await person(browser, account, PHONE);
  const seen = new Set(["/"]);
  const waiting = ["/"];
  while (waiting.length > 0) {
    const path = waiting.shift();
    await visit(wide, path, `${account.role}${named(path)}`);
    for (const next of await links(wide)) {
      if (NOT_A_PAGE.test(kind(next)) || seen.has(kind(next))) continue;
      seen.add(kind(next));
      waiting.push(next);
    }
    await visit(narrow, path, `${account.role}${named(path)}-phone`);
  }
  await wide.context().close();
  await narrow.context().close();
  return seen.size;
}

export async function pages(browser) {
  const nobody = await person(browser);
  for (const path of ["/sign-in", "/styleguide"]) await visit(nobody, path, `nobody${named(path)}`);
  const missing = await nobody.goto("/nowhere");
  check(missing.status() === 404 || missing.url().includes("/sign-in"), "there is nothing there");

  const menus = new Set();
  for (const account of everyRole()) {
    const count = await walk(browser, account, menus);
    console.log(`${account.role}: ${count} pages`);
  }

  const officer = await person(browser, everyRole().find((one) => one.role === "commune_officer"));
  const answer = await officer.goto("/nowhere");
  check(answer.status() === 404, "what is not there is not found");
  await look(officer, "not-found");
  await officer.goto("/?lang=en");
  await look(officer, "home-english");
  check(await officer.getByText("Hello,").isVisible(), "the English switch works");
  await officer.context().close();
  await nobody.context().close();
}
