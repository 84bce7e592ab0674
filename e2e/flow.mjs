// The demonstration in a real browser, as each of its persons.

import { attack } from "./attack.mjs";
import { pages } from "./pages.mjs";
import { registry } from "./registry.mjs";
import { review } from "./review.mjs";
import { round } from "./round.mjs";
import { signin } from "./signin.mjs";
import { close, launch, open, passed } from "./support.mjs";

// FLOWS names those to run. The walk to every page of every role takes its time: name it by hand,
// `FLOWS=pages bash e2e/run.sh`.
const flows = (process.env.FLOWS ?? "registry review round attack signin").split(" ");

await open("2026-11-20");
const browser = await launch();
try {
  if (flows.includes("registry")) await registry(browser);
  if (flows.includes("review")) await review(browser);
  if (flows.includes("pages")) await pages(browser);
  // Goes on to a later day.
  if (flows.includes("round")) await round(browser);
  // Leaves its marks in every list. What is shown does not depend on the database.
  if (flows.includes("attack") && !process.env.DATABASE) await attack(browser);
  // Last: accounts are locked, and days go by.
  if (flows.includes("signin")) await signin(browser);
  console.log(`${passed()} browser checks passed`);
} finally {
  await browser.close();
  await close();
}
