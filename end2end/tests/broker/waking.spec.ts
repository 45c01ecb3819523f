import type { Page } from "@playwright/test";
import { Office } from "../../fixtures/office.ts";
import { shown } from "../../fixtures/phone.ts";
import { expect, test } from "../../fixtures/test.ts";

// Without script no page comes to life.
test.skip(({ javaScriptEnabled }) => !javaScriptEnabled);

const NUMBERS = Array.from({ length: 30 }, (_, n) => `+1512555${7200 + n}`);

declare global {
  interface Window {
    /** How often the browser had its turn before the page was alive. */
    turns: number;
    /** Gives it the turns that were held back, and all that follow. */
    goOn: () => void;
  }
}

/** The browser has waited too long whenever it is asked; of its turns, those after the first `given` are held back. */
async function slowly(page: Page, given: number): Promise<void> {
  await page.addInitScript((given) => {
    let now = Date.now();
    Date.now = () => (now += 1_000);
    const after = window.setTimeout.bind(window);
    const held: (() => void)[] = [];
    window.turns = 0;
    window.goOn = () => {
      given = Number.MAX_SAFE_INTEGER;
      for (const turn of held.splice(0)) turn();
    };
    // The script that fetches the program says no time at all.
    const taken = (what: () => void, ms?: number): number => {
      if (ms !== 0 || document.documentElement.hasAttribute("data-alive")) return after(what, ms);
      window.turns += 1;
      if (window.turns <= given) return after(what, ms);
      held.push(what);
      return 0;
    };
    window.setTimeout = taken as typeof window.setTimeout;
  }, given);
}

test("a long list comes to life row by row, and the browser has its turn in between", async ({ page, server }) => {
  const office = await Office.open(server, NUMBERS);
  await office.signIn(page);
  await slowly(page, Number.MAX_SAFE_INTEGER);
  await page.goto(`/b/${office.slug}/pool`);
  expect(await page.evaluate(() => window.turns)).toBeGreaterThan(NUMBERS.length);
  await page.getByRole("checkbox", { name: `Select ${shown(NUMBERS[0]!)}` }).check();
  await expect(page.getByRole("region", { name: "Selection" })).toContainText("1 number");
});

test("what is not alive yet shows what happens meanwhile, and can be left", async ({ context, page, server }) => {
  const office = await Office.open(server, ["+15125557230"], 9);
  await office.assign("crm-1", "512 555 7231", "Ada Abbott");
  await office.signIn(page);
  const asleep = async (): Promise<Page> => {
    const page = await context.newPage();
    await slowly(page, 1);
    await page.goto(`/b/${office.slug}/leads`);
    await page.waitForFunction(() => window.turns > 1);
    return page;
  };
  const alive = (page: Page) => page.locator("html[data-alive]");
  const lead = (page: Page, name: string) => page.getByRole("main").getByRole("row").getByRole("link", { name });

  const stays = await asleep();
  await office.assign("crm-2", "512 555 7232", "Bo Baker");
  await expect(lead(stays, "Bo Baker")).toBeVisible();
  await expect(lead(stays, "Ada Abbott")).toHaveCount(1);
  await expect(alive(stays)).toHaveCount(0);
  await stays.evaluate(() => window.goOn());
  await expect(alive(stays)).toHaveCount(1);

  const leaves = await asleep();
  await leaves.getByRole("link", { name: "Assignments" }).click();
  await expect(leaves.getByRole("heading", { level: 1, name: "Assignments" })).toBeVisible();
  await expect(leaves.getByRole("main")).toHaveCount(1);
  await expect(alive(leaves)).toHaveCount(0);
  await leaves.evaluate(() => window.goOn());
  await expect(alive(leaves)).toHaveCount(1);
  await lead(leaves, "Bo Baker").click();
  await expect(leaves.getByRole("heading", { level: 1, name: "Bo Baker" })).toBeVisible();
});

test("what other pages take is fetched once a page is alive, as every browser can", async ({ page, server }) => {
  const office = await Office.open(server, []);
  await office.signIn(page);
  const ahead = page.waitForRequest((request) => /\/split_settings\.\w+\.wasm$/.test(request.url()));
  await page.goto(`/b/${office.slug}/pool`);
  expect((await ahead).resourceType()).toBe("fetch");
});
