// The registry by keyboard, without scripts, and with two officers at one household.

import { PHONE, account, check, look, person } from "./support.mjs";

export async function registry(browser) {
  const who = account("commune_officer", "03703");
  const officer = await person(browser, who);
  await officer.goto("/households");
  const household = await officer.locator("th.lead a").first().getAttribute("href");

  // By keyboard alone: the first stop leads past the menu, the search field is one key away.
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
  const plain = await person(browser, who, { javaScriptEnabled: false });
  await plain.goto(`${household}/edit`);
  const rows = await plain.locator("fieldset.member").count();
  await plain.click("button[value=add_member]");
  await plain.locator("fieldset.member").nth(rows).waitFor();
  check(await plain.locator("fieldset.member").count() === rows + 1, "a row is added");
  await plain.fill(`[name="members.${rows}.name"]`, "Lò Thị Mới");
  await plain.fill(`[name="members.${rows}.birth"]`, "2026");
  await plain.fill("[name=reason]", "Sinh con");
  await plain.click(".submit-bar button");
  check((await plain.textContent(".alert")).includes("Đã lưu"), "saved without scripts");
  check((await plain.textContent(".timeline")).includes("Sinh con"), "and in the history");

  // Two officers at once: the second sees both versions and loses nothing.
  const first = await person(browser, who);
  const second = await person(browser, who);
  await first.goto(`${household}/edit`);
  await second.goto(`${household}/edit`);
  await first.fill("[name=address]", "Đầu bản, cạnh cầu treo");
  await first.fill("[name='answers.floor_area']", "48");
  await first.fill("[name=reason]", "Xem lại nhà");
  await first.click(".submit-bar button");
  await first.waitForURL(`**${household}`);
  await second.fill("[name='answers.floor_area']", "52,5");
  await second.fill("[name=reason]", "Đo lại");
  await second.click(".submit-bar button");
  await second.locator("input[value=mine]").waitFor();
  await look(second, "conflict");
  await second.setViewportSize(PHONE.viewport);
  await look(second, "conflict-phone");
  await second.check("input[value=mine]");
  await second.click(".submit-bar button");
  await second.waitForURL(`**${household}`);
  const text = await second.textContent("main");
  check(text.includes("52,5 m²") && text.includes("Đầu bản, cạnh cầu treo"), "both changes stand");
  await second.setViewportSize({ width: 1280, height: 900 });
  await look(second, "household-after-merge");
  for (const page of [officer, plain, first, second]) await page.context().close();
}
