// Signing in: by a real OpenID Connect provider, with a second step, after failures, and out of
// every place at once.

import { spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { account, check, daysOff, look, open, origin, person, visit } from "./support.mjs";

/** Later than the last day of a round: the days of a demonstration only go on. */
const DAY = "2026-12-05";
const NEXT_DAY = "2026-12-06";
const SECRET = "khoa chung: 100%";

/** Presses a button or a link of the page and waits for what it leads to. */
const press = async (page, selector) => {
  await Promise.all([page.waitForEvent("load"), page.click(selector)]);
};

const says = async (page, selector, words) => {
  const said = (await page.locator(selector).first().textContent()).trim();
  check(said.includes(words), `${page.url()} says “${said}”, not “${words}”`);
};

/** Starts the provider; it issues tokens on the demonstration's day. */
async function startProvider() {
  const file = fileURLToPath(new URL("provider.mjs", import.meta.url));
  const redirect = `${origin()}/sign-in/openid/back`;
  const child = spawn(process.execPath, [file, redirect, String(daysOff()), SECRET],
    { stdio: ["ignore", "pipe", "ignore"] });
  const issuer = await new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      if (line.startsWith("http://")) resolve(line);
    });
    child.once("exit", (code) => reject(new Error(`the provider ended with ${code}`)));
  });
  return { issuer, child };
}

/** The digits an authenticator with `key` shows, so many steps of 30 seconds from now. */
function code(key, steps = 0) {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...key.replace(/\s/g, "")].map((c) => letters.indexOf(c).toString(2).padStart(5, "0")).join("");
  const secret = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  const seconds = Date.now() / 1000 + daysOff() * 86_400;
  counter.writeBigUInt64BE(BigInt(Math.floor(seconds / 30) + steps));
  const hash = createHmac("sha1", secret).update(counter).digest();
  const at = hash[hash.length - 1] & 15;
  return String((hash.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

/** Signs in at the provider's own page, from wherever a browser was led there. */
async function atProvider(page, name) {
  await page.fill("[name=login]", name);
  await press(page, "button:not([name])");
}

/** Name and password, up to what follows. */
async function give(page, who, password = who.password) {
  await page.goto("/sign-in");
  await page.fill("#name", who.name);
  await page.fill("#password", password);
  await press(page, "form.panel button[type=submit]");
}

async function signOut(page) {
  await page.click("details.menu summary");
  await press(page, "form[action='/sign-out'] button");
}

async function byProvider(browser, { issuer }) {
  const who = account("commune_officer", "03703");
  const officer = await person(browser, who);
  await visit(officer, "/account/openid", "signin-not-linked");
  await officer.fill("#current", "không phải mật khẩu");
  await press(officer, "form[action='/account/openid/link'] button");
  await says(officer, "#current-wrong", "chưa đúng");
  await look(officer, "signin-link-wrong-password");
  await officer.fill("#current", who.password);
  await press(officer, "form[action='/account/openid/link'] button");
  await look(officer, "signin-link-go");
  await press(officer, "#go");
  check(officer.url().startsWith(issuer), "the link leads to the provider");
  await atProvider(officer, "lo.thi.thu");
  await says(officer, ".alert", "Đã liên kết");
  await look(officer, "signin-linked");
  await visit(officer, "/account", "signin-account-linked");

  // Out, and in again by the provider, which still knows this browser.
  await signOut(officer);
  await look(officer, "signin-with-provider");
  await press(officer, "#openid");
  check(new URL(officer.url()).pathname === "/", `signed in at ${officer.url()}`);
  check(await officer.locator("form[action='/sign-out']").count() === 1, "by the provider");

  // Another browser says no there, then signs in as somebody nobody here knows, then as herself.
  const other = await person(browser);
  await other.goto("/sign-in?next=%2Fhouseholds");
  await press(other, "#openid");
  await press(other, "button[name=refuse]");
  await says(other, ".oops", "đã không đồng ý");
  await look(other, "signin-refused-there");
  await other.goto("/sign-in?next=%2Fhouseholds");
  await press(other, "#openid");
  await atProvider(other, "khong.ai.biet");
  await says(other, ".oops", "chưa có tài khoản nào ở đây liên kết");
  await look(other, "signin-not-known-here");
  await other.context().clearCookies();
  await other.goto("/sign-in?next=%2Fhouseholds");
  await press(other, "#openid");
  await atProvider(other, "lo.thi.thu");
  check(new URL(other.url()).pathname === "/households", `led on to ${other.url()}`);

  await officer.goto("/account/openid");
  await press(officer, "form[action='/account/openid/unlink'] button");
  await says(officer, ".alert", "Đã bỏ liên kết");
  await signOut(officer);
  await press(officer, "#openid");
  await says(officer, ".oops", "chưa có tài khoản nào ở đây liên kết");
  for (const page of [officer, other]) await page.context().close();
}

async function withSecondStep(browser) {
  const who = account("commune_chairman", "03703");
  const page = await person(browser, who);
  await visit(page, "/account/second-step", "signin-second-step");
  await page.fill("#current", who.password);
  await press(page, "form[action='/account/second-step'] button");
  await look(page, "signin-second-step-key");
  const key = await page.locator("main code").textContent();
  await page.fill("#code", "000000");
  await press(page, "form[action$='/confirm'] button");
  await says(page, "#code-wrong", "Mã chưa đúng");
  await page.fill("#code", code(key));
  await press(page, "form[action$='/confirm'] button");
  const codes = await page.locator("main li code").allTextContents();
  check(codes.length === 10, `${codes.length} recovery codes`);
  await look(page, "signin-recovery-codes");

  // The step that was used is not taken again; the next one is, clocks being allowed to differ.
  await signOut(page);
  await give(page, who);
  check(page.url().includes("/sign-in/code"), "the password alone is not enough");
  await look(page, "signin-code");
  await page.fill("#code", "123");
  await press(page, "form.panel button[type=submit]");
  await says(page, ".alert-danger", "Mã chưa đúng");
  await look(page, "signin-code-wrong");
  await page.fill("#code", code(key, 1));
  await press(page, "form.panel button[type=submit]");
  check(await page.locator("form[action='/sign-out']").count() === 1, "a right code signs in");

  // A recovery code: once.
  await signOut(page);
  await give(page, who);
  await page.fill("#code", codes[0].toLowerCase());
  await press(page, "form.panel button[type=submit]");
  check(await page.locator("form[action='/sign-out']").count() === 1, "a recovery code signs in");
  await page.goto("/account");
  check((await page.textContent("main")).includes("Còn 9 mã dự phòng"), "and is used up");
  await signOut(page);
  await give(page, who);
  await page.fill("#code", codes[0]);
  await press(page, "form.panel button[type=submit]");
  await says(page, ".alert-danger", "đã dùng");
  await page.context().close();
}

async function outOfEverywhere(browser) {
  const who = account("province_officer");
  const [first, second, third] = [
    await person(browser, who), await person(browser, who), await person(browser, who)];
  await visit(first, "/account", "signin-sessions");
  const ends = "form[action^='/account/sessions/'][action$='/end'] button";
  const others = `table ${ends}`;
  const listed = await first.locator(others).count();
  check(listed === 2, `${listed} other sessions are listed`);
  await press(first, others);
  await says(first, ".alert", "Đã kết thúc phiên đó");
  await second.goto("/account");
  await third.goto("/account");
  const out = [second, third].filter((page) => page.url().includes("/sign-in"));
  check(out.length === 1, "the one that was ended, and only that one");
  await press(first, "form[action='/account/sessions/end'] button");
  await says(first, ".alert", "Bạn đã đăng xuất");
  for (const page of [first, second, third]) {
    await page.goto("/account");
    check(page.url().includes("/sign-in"), "signed out everywhere");
    await page.context().close();
  }
}

async function lockedOut(browser) {
  const who = account("auditor");
  const page = await person(browser);
  for (let failures = 0; failures < 5; failures += 1) await give(page, who, "không phải mật khẩu");
  await says(page, ".alert-danger", "tạm khóa 15 phút");
  await look(page, "signin-locked");
  await give(page, who);
  await says(page, ".alert-danger", "tạm khóa 15 phút");
  // Others are not concerned, and the administrator sees until when.
  const administrator = await person(browser, account("administrator"));
  await administrator.goto("/accounts");
  await administrator.locator(`main tr:has(td:text-is("${who.name}")) a`).first().click();
  await says(administrator, ".page-head", "Tạm khóa đến");
  await look(administrator, "signin-account-locked");
  await administrator.context().close();
  // Time opens it again.
  await open(NEXT_DAY);
  await give(page, who);
  check(await page.locator("form[action='/sign-out']").count() === 1, "the lock has run out");
  await page.context().close();
}

export async function signin(browser) {
  await open(DAY);
  const provider = await startProvider();
  try {
    await open(DAY, {
      VUONLEN_OPENID_ISSUER: provider.issuer,
      VUONLEN_OPENID_CLIENT_ID: "vuonlen",
      VUONLEN_OPENID_CLIENT_SECRET: SECRET,
      VUONLEN_OPENID_LABEL_VI: "Đăng nhập bằng tài khoản của tỉnh",
    });
    await byProvider(browser, provider);
  } finally {
    provider.child.kill();
  }
  await withSecondStep(browser);
  await outOfEverywhere(browser);
  await lockedOut(browser);
}
