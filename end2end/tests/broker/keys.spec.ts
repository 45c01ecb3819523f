import { Office } from "../../fixtures/office.ts";
import { expect, test } from "../../fixtures/test.ts";

test("search finds a lead as one types, by keys alone", async ({ page, server, javaScriptEnabled }) => {
  const office = await Office.open(server, ["+15125550230"]);
  await office.assign("crm-1", "512 555 0176", "Ada Abbott");
  await office.signIn(page);
  const field = page.getByRole("combobox", { name: "Find a number, lead or page" });
  if (!javaScriptEnabled) {
    await field.fill("0176");
    await field.press("Enter");
    await page.getByRole("main").getByRole("link", { name: /Ada Abbott/ }).click();
    await expect(page.getByRole("heading", { level: 2, name: "Ada Abbott" }).first()).toBeVisible();
    return;
  }
  await page.goto(`/b/${office.slug}`);
  await page.keyboard.press("/");
  await expect(field).toBeFocused();
  await page.keyboard.type("abb");
  const option = page.getByRole("option", { name: /Ada Abbott/ });
  await expect(option).toHaveAttribute("aria-selected", "true");
  // One mark: what "a" alone found in it may still stand there for a moment.
  await expect(option.locator("mark")).toHaveText(["Abb"]);
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("option", { name: /Search everything for abb/ })).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 2, name: "Ada Abbott" }).first()).toBeVisible();

  await page.keyboard.press("Control+k");
  await page.keyboard.type("dark");
  await expect(page.getByRole("option", { name: /Dark mode/ })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("option", { name: /Dark mode/ })).toBeHidden();
  await field.fill("zzzz");
  await expect(page.getByRole("option", { name: /Nothing here. Search everything for zzzz/ })).toBeVisible();
});

test("? lists the keys, g and a letter lead to a page, and single keys can be turned off", async ({ page, server, javaScriptEnabled }) => {
  const office = await Office.open(server, ["+15125550231"]);
  await office.signIn(page);
  if (!javaScriptEnabled) {
    await page.getByRole("link", { name: "Shortcuts" }).first().click();
    await expect(page.getByRole("heading", { name: "Go to" })).toBeVisible();
    await expect(page.getByRole("main").getByRole("listitem").filter({ hasText: /^Settings/ })).toBeVisible();
    // Admins alone may open it.
    await expect(page.getByRole("main").getByRole("listitem").filter({ hasText: /^Brokers/ })).toBeHidden();
    return;
  }
  // Opened anew, so that everything listens before a key is pressed.
  await page.goto(`/b/${office.slug}`);
  await page.keyboard.press("?");
  const list = page.getByRole("dialog", { name: "Shortcuts" });
  await expect(list.getByRole("heading", { name: "Go to" })).toBeVisible();
  await expect(list.getByRole("listitem").filter({ hasText: /^Settings/ })).toBeVisible();
  await expect(list.getByRole("listitem").filter({ hasText: /^(Brokers|Users)/ })).toBeHidden();
  await page.keyboard.press("Escape");
  await expect(list).toBeHidden();
  await page.keyboard.press("g");
  await page.keyboard.press("p");
  await expect(page).toHaveURL(/\/pool$/);
  await page.keyboard.press("g");
  await page.keyboard.press("i");
  await expect(page).toHaveURL(/\/diagnostics$/);
  await page.keyboard.press("?");
  await list.getByLabel(/Single-key shortcuts work/).uncheck();
  await page.keyboard.press("Escape");
  await page.keyboard.press("g");
  await page.keyboard.press("d");
  await expect(page).toHaveURL(/\/diagnostics$/);
});

test("dark stays dark on every page, from the first paint", async ({ page, server }) => {
  const office = await Office.open(server, ["+15125550232"]);
  await office.signIn(page);
  await page.goto("/theme");
  const kept = page.waitForResponse((answer) => answer.url().includes("/fn/set_theme"));
  await page.getByRole("main").getByRole("button", { name: "Dark" }).click();
  await kept;
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  const answer = await page.goto(`/b/${office.slug}/pool`);
  expect(await answer!.text()).toContain('data-theme="dark"');
  await page.goto("/theme");
  await page.getByRole("main").getByRole("button", { name: "System" }).click();
  await expect(page.locator("html")).not.toHaveAttribute("data-theme");
});

test("under a dialog or a menu the page's keys do nothing", async ({ page, server, javaScriptEnabled }) => {
  test.skip(!javaScriptEnabled, "keys take JavaScript");
  const office = await Office.open(server, ["+15125556306"]);
  await office.assign("crm-1", "512 555 0176", "Ada Abbott");
  await office.signIn(page);
  await office.openLead(page, "Ada Abbott");
  const attempt = page.getByText("Attempt 1: voicemail");
  const main = page.getByRole("main");
  const dialog = page.locator("dialog[open]");

  await page.keyboard.press("?");
  await expect(dialog).toBeVisible();
  await page.keyboard.press("v");
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();

  await main.getByRole("button", { name: /^More for/ }).first().click();
  await expect(page.locator("[popover]:popover-open")).toBeVisible();
  await page.keyboard.press("v");
  await page.keyboard.press("Escape");

  await main.getByRole("link", { name: "Release" }).first().click();
  await dialog.getByRole("button", { name: /^Close/ }).first().focus();
  await page.keyboard.press("v");
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();

  await page.reload();
  await page.locator("html[data-alive]").waitFor();
  await expect(main.getByText("Held").or(main.getByText("Active")).first()).toBeVisible();
  await expect(attempt).toBeHidden();
  await page.keyboard.press("v");
  await expect(attempt).toBeVisible();
});
