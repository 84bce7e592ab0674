// A whole review of one village, as its persons do it: from accounts and a list of households to the
// sealed tables. The first meeting fails the rule of half, an objection is upheld, a household is
// taken off the list, a certificate is checked by the address in its QR.

import { account, check, fill, look, open, person, visit } from "./support.mjs";

/** A commune of the province in which nobody works yet: Thuận Châu. */
const COMMUNE = "03721";
const VILLAGE = "Bản Mới";
const PASSWORD = "suối trong chảy qua bản";

/** Sign-in name by role. */
const CAST = {
  commune_officer: "can-bo-moi",
  enumerator: "ra-soat-moi",
  village_head: "truong-ban-moi",
  commune_chairman: "chu-tich-moi",
  fatherland_front: "mat-tran-moi",
};

/** Poor, near-poor and neither by what they answer: every question has its answer. */
const HOUSEHOLDS = [
  { head: "Lò Văn Thưởng", class: "poor", income: 900000, means: "little" },
  { head: "Cà Thị Hặc", class: "poor", income: 1200000, means: "little" },
  { head: "Quàng Văn Én", class: "near_poor", income: 1400000, means: "some" },
  { head: "Lường Thị Muôn", class: "poor", income: 4200000, means: "enough" },
];

const MEANS = {
  little: { floor_area: 20, wall_material: "bamboo_leaf", column_material: "bamboo", roof_material: "thatch", water_source: "surface", toilet: "none", uses_internet: false, assets: [] },
  some: { floor_area: 60, wall_material: "durable_wood", column_material: "durable_wood", roof_material: "tile", water_source: "unprotected_spring", toilet: "septic", uses_internet: true, assets: ["colour_tv", "smartphone"] },
  enough: { floor_area: 90, wall_material: "brick_stone", column_material: "reinforced_concrete", roof_material: "tile", water_source: "piped", toilet: "septic", uses_internet: true, assets: ["colour_tv", "smartphone", "motorbike", "refrigerator"] },
};

function household({ head, class: stated, income, means }, number) {
  return JSON.stringify({
    id: `M-${number + 1}`, unit: COMMUNE, village: VILLAGE, head_name: head, stated_class: stated,
    income_per_person: income, farm_household: true, local_ethnic_minority: true,
    electricity_kwh: 40, annual_crop_land: 1500, perennial_crop_land: 0, forest_land: 0,
    water_surface: 0, large_livestock: 0, small_livestock: 1, poultry: 8, aquaculture: false,
    waste_disposal: "collected", uses_digital_services: true, causes: ["capital"], needs: [],
    ...MEANS[means],
    members: [{
      name: head, birth: `198${number}-03-1${number}`, relation: "head",
      sex: head.includes(" Thị ") ? "female" : "male", ethnicity: "03", able_to_work: true,
      job: "self_employed", nonfarm_job: "none", insured: true, disabled: false, seriously_ill: false,
      untreated_illness: false, social_allowance: false, pension: false, merit: false, organisations: [],
      education: means === "little" ? "none" : "lower_secondary", in_training: false,
      certified_on_the_job: false,
    }],
  });
}

/** Presses a button of the page and waits for what it leads to. */
const press = async (page, selector) => {
  await Promise.all([page.waitForEvent("load"), page.click(selector)]);
};

const success = async (page, words) => {
  const said = await page.locator(".alert").first().textContent();
  check(said.includes(words), `${page.url()} says “${said.trim()}”, not “${words}”`);
};

/** The administrator makes the accounts; each person chooses a password by invitation. */
async function accounts(browser) {
  const administrator = await person(browser, account("administrator"));
  for (const [role, name] of Object.entries(CAST)) {
    await administrator.goto("/accounts");
    await fill(administrator, { display_name: `Người thử (${name})`, name });
    await press(administrator, "form[action='/accounts'] button");
    await administrator.selectOption("main [name=role]", role);
    await fill(administrator, { area_code: COMMUNE, from: "2026-01-01" });
    await press(administrator, "form[action$='/roles'] button");
    await press(administrator, "form[action$='/invite'] button");
    const invited = await person(browser);
    await invited.goto(new URL(await administrator.inputValue("#link")).pathname);
    await invited.fill("[name=password]", PASSWORD);
    await press(invited, "main form button[type=submit]");
    await invited.context().close();
  }
  await look(administrator, "round-accounts");
  await administrator.context().close();
}

const signIn = (browser, role) => person(browser, { name: CAST[role], password: PASSWORD });

/** The list is taken in, the round planned and begun; gives the address of the round. */
async function planned(officer) {
  await officer.goto("/imports");
  const list = HOUSEHOLDS.map(household).join("\n");
  await officer.setInputFiles("main [name=file]",
    { name: "so-cu.jsonl", mimeType: "application/json", buffer: Buffer.from(list) });
  await press(officer, "main form button");
  await look(officer, "round-import");
  await fill(officer, { effective_on: "2026-01-01", recognised_for: "2025" });
  await press(officer, "form[action$='/take'] button");
  await success(officer, `Đã nhập ${HOUSEHOLDS.length} hộ`);
  await visit(officer, "/households", "round-households");

  await officer.goto("/rounds/new");
  await officer.selectOption("main [name=score_table]", "illustrative-2022");
  await look(officer, "round-plan");
  await press(officer, "form[action='/rounds/new'][method=post] button");
  const round = new URL(officer.url()).pathname;
  await look(officer, "round-planned");
  await press(officer, "form[action$='/start'] button");
  await look(officer, "round-surveying");
  return round;
}

/** The enumerator asks every household of the list. */
async function surveyed(enumerator, village, name) {
  await enumerator.goto(village);
  const forms = await enumerator.$$eval("th.lead a[href^='/forms/']", (found) => found.map((a) => a.getAttribute("href")));
  check(forms.length === HOUSEHOLDS.length, `the list has ${forms.length} households`);
  for (const [number, form] of forms.entries()) {
    await enumerator.goto(form);
    if (number === 0) await look(enumerator, `${name}-form`);
    if (await enumerator.locator("button[value=confirm]").count() === 0) continue;
    await enumerator.fill("[name=respondent]", "Chủ hộ");
    await press(enumerator, "button[value=confirm]");
    const wrong = await enumerator.locator("#problems").count();
    check(wrong === 0, `${form} is confirmed: ${wrong && await enumerator.locator("#problems").textContent()}`);
  }
}

/** The meeting agrees to each household with so many of forty. */
async function met(head, village, agree, name) {
  await head.goto(`${village}/meeting`);
  await fill(head, { place: "Nhà văn hóa bản", chair: "Lò Văn Trưởng", secretary: "Cà Thị Thư", attendance: "40" });
  for (const input of await head.locator("[name^='agree.']").all()) await input.fill(String(agree));
  for (const input of await head.locator("[name^='disagree.']").all()) await input.fill(String(40 - agree));
  await look(head, `${name}-agenda`);
  await press(head, "main form[data-keep] button");
  await look(head, name);
}

export async function round(browser) {
  await accounts(browser);
  let officer = await signIn(browser, "commune_officer");
  const path = await planned(officer);
  const village = await officer.locator("main th.lead a").first().getAttribute("href");
  const enumerator = await signIn(browser, "enumerator");
  await surveyed(enumerator, village, "round-survey");
  await visit(officer, village, "round-village");
  await press(officer, "form[action$='/close'] button");

  // Nineteen of forty are fewer than half: the survey is done again.
  const head = await signIn(browser, "village_head");
  await met(head, village, 19, "round-meeting-failed");
  await success(head, "chưa đạt 50%");
  await surveyed(enumerator, village, "round-survey-again");
  await officer.goto(village);
  await press(officer, "form[action$='/close'] button");
  await met(head, village, 33, "round-meeting");
  await success(head, "thống nhất");

  await officer.goto(`${village}/posting`);
  for (const place of await officer.locator("[name=places]").all()) await place.check();
  await press(officer, "form[action$='/posting'] button");
  await look(officer, "round-posting");

  // Somebody in the village says a household owns a lorry; it is looked at again, and he is right.
  const neighbour = await person(browser);
  await visit(neighbour, village.replace(/^.*\/villages\//, `/posted/${COMMUNE}/`), "round-posted");
  const rich = HOUSEHOLDS[1].head;
  await neighbour.selectOption("#about", { label: await neighbour.locator("#about option", { hasText: rich }).textContent() });
  await neighbour.fill("[name=content]", "Hộ này có xe tải và tiền lương");
  await press(neighbour, "main form button");
  await success(neighbour, "đã nhận");
  await officer.goto(`${path}/objections`);
  await press(officer, "main a[href^='/objections/']");
  const objection = new URL(officer.url()).pathname;
  await look(officer, "round-objection");
  await officer.goto(`${objection}/recheck`);
  await fill(officer, { "answers.income_per_person": "6500000", note: "Có xe tải, có lương" });
  await look(officer, "round-recheck");
  await press(officer, "main form button[value=save], main form .submit-bar button");
  await officer.goto(objection);
  await officer.check("[value=upheld]");
  await officer.fill("[name=reason]", "Thu nhập vượt mức quy định");
  await press(officer, "form[action$='/settle'] button");
  await look(officer, "round-objection-upheld");

  // Mặt trận supervises; what it found must be answered.
  const front = await signIn(browser, "fatherland_front");
  await front.goto(`${path}/supervision`);
  await front.fill("[name=content]", "Bảng niêm yết bị che khuất");
  await press(front, "main form button");
  await officer.goto(`${path}/supervision`);
  await officer.fill("main textarea[name=answer]", "Đã dời bảng ra cửa nhà văn hóa");
  await press(officer, "main form:has(textarea[name=answer]) button");
  await look(officer, "round-supervision");
  for (const page of [officer, enumerator, head, front, neighbour]) await page.context().close();

  // The lists have hung out.
  await open("2026-11-30");
  officer = await signIn(browser, "commune_officer");
  await officer.goto(`${village}/posting`);
  await press(officer, "form[action$='/conclude'] button");
  await officer.goto(`${path}/doubts`);
  while (await officer.locator("form[action*='/doubts/']").count() > 0) {
    await officer.locator("form[action*='/doubts/'] [name=reason]").first().fill("Đã xuống xem hộ");
    await press(officer, "form[action*='/doubts/'] button");
  }
  await visit(officer, `${path}/decision`, "round-before-submission");
  await press(officer, "form[action$='/submit'] button");

  const chairman = await signIn(browser, "commune_chairman");
  await visit(chairman, `${path}/decision`, "round-to-sign");
  await fill(chairman, { number: "128/QĐ-UBND", signer: "Điêu Chính Hải" });
  await press(chairman, "form[action$='/recognise'] button");
  await success(chairman, "Đã công nhận");
  await look(chairman, "round-recognised");
  for (const file of await chairman.$$eval("a[href*='/decisions/']", (found) => found.map((a) => a.href))) {
    check((await chairman.request.get(file)).ok(), `${file} is there`);
  }

  await visit(officer, `${path}/certificates`, "round-certificates");
  await officer.goto(await officer.locator("tbody tr a").first().getAttribute("href"));
  const address = await officer.locator("a[href^='/v/']").getAttribute("href");
  const anybody = await person(browser);
  await visit(anybody, address, "round-verified");
  check(await anybody.locator(".alert-success").isVisible(), "the certificate is valid");

  await chairman.goto(`${path}/decision`);
  await press(chairman, "form[action$='/seal'] button");
  await success(chairman, "Đã niêm phong");
  await chairman.goto(`${path}/removal`);
  await chairman.selectOption("[name=household_id]", { index: 1 });
  await fill(chairman, { criterion: "Thu nhập", reason: "Không đúng đối tượng", number: "150/QĐ-UBND", signer: "Điêu Chính Hải" });
  await look(chairman, "round-removal");
  await press(chairman, "main form button.button-danger");
  await success(chairman, "Đã đưa hộ ra khỏi danh sách");
  await visit(officer, `/tables/${COMMUNE}/2026`, "round-tables");
  await visit(officer, path, "round-sealed");
  for (const page of [officer, chairman, anybody]) await page.context().close();
}
