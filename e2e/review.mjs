// A signed review: a certificate checked by the address in its QR, a household removed, the seal;
// and a list that hangs out: what anybody sees of it, a finding answered, an objection looked at.

import { account, check, fill, look, person, visit } from "./support.mjs";

/** The round of this year, from the list of rounds. */
async function round(page) {
  await page.goto("/rounds");
  const all = await page.$$eval("a[href^='/rounds/14/']", (found) => found.map((a) => a.getAttribute("href")));
  check(all.length > 0, "the list leads to its rounds");
  return all[0].match(/^\/rounds\/14\/[0-9a-f-]{36}/)[0];
}

export async function review(browser) {
  const nobody = await person(browser);

  // Mường Giôn: the result is signed.
  const officer = await person(browser, account("commune_officer", "03694"));
  const signed = await round(officer);
  await visit(officer, `${signed}/decision`, "review-decision");
  await visit(officer, `${signed}/certificates`, "review-certificates");
  await officer.goto(await officer.locator("tbody tr a").first().getAttribute("href"));
  await look(officer, "review-certificate");
  const address = await officer.locator("a[href^='/v/']").getAttribute("href");
  await visit(nobody, address, "verified");
  check(await nobody.locator(".alert-success").isVisible(), "the certificate is valid");
  await visit(nobody, "/v/14-00", "verified-unknown");
  check(await nobody.locator(".alert-warning").isVisible(), "an invented one is unknown");

  const chairman = await person(browser, account("commune_chairman", "03694"));
  await visit(chairman, `${signed}/removal`, "review-removal");
  await chairman.selectOption("[name=household_id]", { index: 1 });
  await fill(chairman, {
    criterion: "Thu nhập bình quân đầu người",
    reason: "Hộ có việc làm ổn định từ tháng 10",
    number: "401/QĐ-UBND",
  });
  await chairman.click("main form button.button-danger");
  await chairman.waitForURL((url) => !url.pathname.endsWith("/removal"));
  await officer.goto(`${signed}/certificates`);
  const withdrawn = officer.locator("tbody tr:has(.state-bad) a").first();
  await officer.goto(await withdrawn.getAttribute("href"));
  await nobody.goto(await officer.locator("a[href^='/v/']").getAttribute("href"));
  check(await nobody.locator(".alert-danger").isVisible(), "its certificate is withdrawn");
  await look(nobody, "verified-withdrawn");

  await chairman.goto(`${signed}/decision`);
  await chairman.click("form[action$='/seal'] button");
  await chairman.locator("#seals").waitFor();
  await look(chairman, "review-sealed");
  await chairman.click("#seals + .actions a.button-primary");
  await chairman.locator("table").first().waitFor();
  await look(chairman, "review-tables");

  // Quỳnh Nhai: the list hangs out.
  const posting = await person(browser, account("commune_officer", "03703"));
  const open = await round(posting);
  await visit(posting, `${open}/decision`, "review-open-matters");
  await visit(posting, `${open}/objections`, "review-objections");
  await posting.locator("main a[href*='/objections/']").first().click();
  await look(posting, "review-objection");
  await visit(posting, `${open}/supervision`, "review-supervision");
  await posting.fill("main textarea[name=answer]", "Đã niêm yết lại ở chỗ dễ đọc");
  await posting.click("main form:has(textarea[name=answer]) button");
  await posting.locator(".alert-success", { hasText: "dễ đọc" }).waitFor();
  await visit(nobody, "/posted/03703", "posted-commune");
  await nobody.locator("main a[href^='/posted/03703/']").first().click();
  await look(nobody, "posted-village");
  for (const page of [nobody, officer, chairman, posting]) await page.context().close();
}
