// The demonstration in a real browser, as each of its persons.

import { pages } from "./pages.mjs";
import { registry } from "./registry.mjs";
import { close, launch, open, passed } from "./support.mjs";

await open("2026-11-20");
const browser = await launch();
try {
  await registry(browser);
  await pages(browser);
  console.log(`${passed()} browser checks passed`);
} finally {
  await browser.close();
  await close();
}
