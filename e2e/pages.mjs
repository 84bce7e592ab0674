// Every page a role can walk to, wide and 360 px narrow, in both languages. Roles whose home page
// leads to the same places see the same pages: one of them walks.

import { PHONE, check, everyRole, kind, links, look, person, visit, walk } from "./support.mjs";

const named = (path) => kind(path).replaceAll("/", "-").replace(/^-$/, "-home");

/** Looks at every page of an account, wide and narrow, unless its home page leads where others' did. */
async function walkAs(browser, account, menus) {
  const wide = await person(browser, account);
  const menu = [...new Set((await links(wide)).map(kind))].sort().join(" ");
  if (menus.has(menu)) {
    await look(wide, `${account.role}-home`);
    await wide.context().close();
    return 1;
  }
  menus.add(menu);
  const narrow = await person(browser, account, PHONE);
  const count = await walk(wide, async (path) => {
    await visit(wide, path, `${account.role}${named(path)}`);
    await visit(narrow, path, `${account.role}${named(path)}-phone`);
  });
  await wide.context().close();
  await narrow.context().close();
  return count;
}

export async function pages(browser) {
  const nobody = await person(browser);
  for (const path of ["/sign-in", "/styleguide"]) await visit(nobody, path, `nobody${named(path)}`);
  const missing = await nobody.goto("/nowhere");
  check(missing.status() === 404 || missing.url().includes("/sign-in"), "there is nothing there");

  const menus = new Set();
  for (const account of everyRole()) {
    const count = await walkAs(browser, account, menus);
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
