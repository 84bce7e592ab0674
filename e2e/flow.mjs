// The demonstration in a real browser, as each of its persons.

import { pages } from "./pages.mjs";
import { registry } from "./registry.mjs";
import { close, launch, open, passed } from "./support.mjs";

// FLOWS names those to run; all of them unless set.
const flows = (process.env.FLOWS ?? "registry pages").split(" ");

await open("2026-11-20");
const browser = await launch();
try {
  if (flows.includes("registry")) await registry(browser);
  if (flows.includes("pages")) await pages(browser);
  console.log(`${passed()} browser checks passed`);
} finally {
  await browser.close();
  await close();
}
