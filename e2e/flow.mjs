// The pages in a real browser: every page looked at wide and narrow, by keyboard, without
// scripts, in both languages, and two officers at once.

import { check, launch, look, passed, person } from "./support.mjs";

const PHONE = { viewport: { width: 360, height: 740 } };

const browser = await launch();
try {
  const nobody = await person(browser);
  for (const path of ["/sign-in", "/styleguide"]) {
    await nobody.goto(path);
    await look(nobody, `nobody${path.replaceAll("/", "-")}`);
  }

  const officer = await person(browser, "commune-officer");
  await officer.goto("/households");
  const household = await officer.locator("th.lead a").first().getAttribute("href");
  const pages = ["/", "/households", household, `${household}/edit`, `${household}/events`,
    "/households/new", "/villages", "/events", "/duplicates", "/coverage", "/nowhere"];
  const phone = await person(browser, "commune-officer", PHONE);
  for (const path of pages) {
    const name = path.replace(household, "household").replaceAll("/", "-") || "-home";
    await officer.goto(path);
    await look(officer, `officer-${name}`);
    await phone.goto(path);
    await look(phone, `phone-${name}`);
  }
  await officer.goto("/?lang=en");
  await look(officer, "officer-home-english");
  check(await officer.getByText("Hello,").isVisible(), "the English switch works");
  await officer.goto("/?lang=vi");

  const admin = await person(browser, "administrator");
  for (const path of ["/", "/accounts", "/audit", "/villages"]) {
    await admin.goto(path);
    await look(admin, `administrator-${path.replaceAll("/", "-")}`);
  }
  await admin.goto("/accounts");
  await admin.locator("th.lead a").first().click();
  await look(admin, "administrator-account");

  // By keyboard alone: the first stop leads past the menu, the search field is one key away.
  await officer.goto("/households");
  await officer.keyboard.press("Tab");
  check(await officer.locator(".skip").evaluate((link) => link === document.activeElement),
    "the first stop is the link to the content");
  await officer.keyboard.press("Enter");
  check(officer.url().endsWith("#main"), "and it leads there");
  await officer.keyboard.press("/");
  await officer.keyboard.type("lo van");
  await officer.keyboard.press("Enter");
  await officer.waitForURL("**/households?text=lo+van");

  // Without scripts: add a member, save, see the history.
  const plain = await person(browser, "commune-officer", { javaScriptEnabled: false });
  await plain.goto(`${household}/edit`);
  const rows = await plain.locator("fieldset.member").count();
  await plain.click("button[value=add_member]");
  check(await plain.locator("fieldset.member").count() === rows + 1, "a row is added");
  await plain.fill(`[name="members.${rows}.name"]`, "Lò Thị Mới");
  await plain.fill(`[name="members.${rows}.birth"]`, "2026");
  await plain.fill("[name=reason]", "Sinh con");
  await plain.click(".submit-bar button");
  check((await plain.textContent(".alert")).includes("Đã lưu"), "saved without scripts");
  check((await plain.textContent(".timeline")).includes("Sinh con"), "and in the history");

  // Two officers at once: the second sees both versions and loses nothing.
  const first = await person(browser, "commune-officer");
  const second = await person(browser, "commune-officer");
  await first.goto(`${household}/edit`);
  await second.goto(`${household}/edit`);
  await first.fill("[name=address]", "Đầu bản, cạnh cầu treo");
  await first.fill("[name='answers.floor_area']", "48");
  await first.fill("[name=reason]", "Xem lại nhà");
  await first.click(".submit-bar button");
  await second.fill("[name='answers.floor_area']", "52,5");
  await second.fill("[name=reason]", "Đo lại");
  await second.click(".submit-bar button");
  await look(second, "conflict");
  await second.setViewportSize(PHONE.viewport);
  await look(second, "phone-conflict");
  await second.check("input[value=mine]");
  await second.click(".submit-bar button");
  await second.waitForURL(`**${household}`);
  const text = await second.textContent("main");
  check(text.includes("52,5 m²") && text.includes("Đầu bản, cạnh cầu treo"), "both changes stand");
  await second.setViewportSize({ width: 1280, height: 900 });
  await look(second, "household-after-merge");

  console.log(`${passed()} browser checks passed`);
} finally {
  await browser.close();
}
