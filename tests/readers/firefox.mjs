// node firefox.mjs FIREFOX SCRIPT WIDTH MISSING FOLDER ADDRESS…: lets Firefox draw each page. Writes into the folder what
// words.js (SCRIPT) finds on page n, n.json, and pictures with and without its text, n-shown.png and n-hidden.png.
import { readFileSync, writeFileSync } from "node:fs";
import puppeteer from "puppeteer-core";

const [executablePath, script, width, missing, folder, ...addresses] = process.argv.slice(2);
const browser = await puppeteer.launch({ browser: "firefox", executablePath });
try {
  const page = await browser.newPage();
  for (const [number, address] of addresses.entries()) {
    await page.setViewport({ width: Number(width), height: 800 });
    await page.goto(address);
    await page.evaluate(readFileSync(script, "utf8"));
    await page.evaluate(() => window.words.ready());
    await page.setViewport({ width: Number(width), height: await page.evaluate(() => window.words.drawn()) });
    await page.evaluate(() => window.words.drawn());
    writeFileSync(`${folder}/${number}.json`, await page.evaluate((may) => window.words.texts(may), missing));
    for (const state of ["shown", "hidden"]) {
      await page.evaluate((hide) => (hide ? window.words.hide() : window.words.show()), state === "hidden");
      await page.screenshot({ path: `${folder}/${number}-${state}.png`, fullPage: true });
    }
  }
} finally {
  await browser.close();
}
