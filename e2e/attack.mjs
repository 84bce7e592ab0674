// Scripts typed into every text field of every form a role can reach: whatever is kept is shown as
// text, on the page that answers and on every page that shows it later.

import { account, check, kind, person, walk } from "./support.mjs";

const MARK = "hit-me";
const PAYLOAD = `"><img src=${MARK} onerror="window.hit=1"><script>window.hit=1</script>'{{7*7}}`;

/** Forms that end the walk or change who may sign in: they hold no text that others see. */
const LEFT_ALONE = /sign-out|\/account|\/accounts\/|language/;
const MOST_PAGES = 45;

/** Nothing of the payload became part of the page; how often it is shown as text. */
async function harmless(page) {
  const found = await page.evaluate((mark) => ({
    elements: document.querySelectorAll(`img[src="${mark}"]`).length
      + [...document.scripts].filter((one) => one.textContent.includes("window.hit")).length,
    ran: window.hit !== undefined,
    shown: document.body.innerText.includes(mark)
      || [...document.querySelectorAll("input,textarea")].some((one) => one.value.includes(mark)),
  }), MARK);
  check(found.elements === 0 && !found.ran, `a script came through on ${page.url()}`);
  return found.shown;
}

/** Addresses of this page's forms that take text. */
const forms = (page) => page.$$eval("main form[method=post]", (all) => all
  .filter((form) => form.querySelector("input:not([type]),input[type=text],input[type=search],textarea"))
  .map((form) => form.getAttribute("action")));

/** Fills in the form behind `action` and sends it; the status of the answer. */
async function send(page, action) {
  await page.evaluate(({ action, payload }) => {
    const form = [...document.querySelectorAll("main form[method=post]")]
      .find((one) => one.getAttribute("action") === action);
    const radios = new Set();
    for (const field of form.elements) {
      if (field.type === "hidden" || field.disabled || field.readOnly) continue;
      if (field.tagName === "SELECT") {
        if (!field.value) field.value = [...field.options].map((one) => one.value).find((one) => one) ?? "";
      } else if (field.type === "radio") {
        if (!radios.has(field.name)) field.checked = true;
        radios.add(field.name);
      } else if (field.type === "number") field.value ||= "1";
      else if (field.type === "date") field.value ||= "2026-11-01";
      else if (["text", "search", "textarea"].includes(field.type)) {
        field.removeAttribute("maxlength");
        field.value = payload;
      }
    }
    form.noValidate = true;
  }, { action, payload: PAYLOAD });
  const arrived = page.waitForNavigation({ waitUntil: "domcontentloaded" });
  await page.evaluate((action) => [...document.querySelectorAll("main form[method=post]")]
    .find((one) => one.getAttribute("action") === action).submit(), action);
  const answer = await arrived;
  return answer.status();
}

export async function attack(browser) {
  let accepted = 0;
  let shown = 0;
  const tried = new Set();
  for (const role of ["commune_officer", "village_head", "fatherland_front", "province_officer", "administrator"]) {
    const page = await person(browser, account(role));
    await walk(page, async (path) => {
      await page.goto(path);
      for (const action of await forms(page)) {
        if (LEFT_ALONE.test(action) || tried.has(kind(action))) continue;
        tried.add(kind(action));
        const status = await send(page, action);
        check(status < 500, `${action} answers ${status}`);
        if (status < 400) accepted += 1;
        await harmless(page);
        await page.goto(path);
      }
    }, MOST_PAGES);
    await page.context().close();
  }
  for (const role of ["commune_officer", "province_officer", "commune_chairman"]) {
    const page = await person(browser, account(role));
    await walk(page, async (path) => {
      await page.goto(path);
      if (await harmless(page)) shown += 1;
    }, MOST_PAGES);
    for (const path of ["/households?text=", "/sign-in?next=", "/lists/members?subject=", "/nowhere/"]) {
      await page.goto(path + encodeURIComponent(PAYLOAD));
      await harmless(page);
    }
    await page.context().close();
  }
  console.log(`attack: ${tried.size} kinds of forms, ${accepted} accepted, shown on ${shown} pages`);
  check(tried.size >= 12 && accepted >= 6, "forms were reached and taken");
  check(shown >= 3, "what was typed is shown again");
}
