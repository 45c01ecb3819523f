import type { Page } from "@playwright/test";
import { Office } from "../../fixtures/office.ts";
import { expect, test } from "../../fixtures/test.ts";

// Dialogs, and what is read anew: both take JavaScript.
test.skip(({ javaScriptEnabled }) => !javaScriptEnabled);
test.setTimeout(60_000);

test("a dialog that is left gives the focus back to what opened it, a menu's button too", async ({ page, server }) => {
  const office = await Office.open(server, ["+15125550240", "+12145550241"]);
  await office.assign("crm-1", "512 555 0176", "Ada Abbott");
  await office.signIn(page);

  await page.goto(`/b/${office.slug}/leads`);
  await leave(page, page.getByRole("main").getByRole("link", { name: "New lead" }));
  await page.goto(`/b/${office.slug}/pool`);
  const more = page.getByRole("button", { name: "More for (512) 555-0240" });
  await more.focus();
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: "Edit", exact: true }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(more).toBeFocused();

  await office.openLead(page, "Ada Abbott");
  await leave(page, page.getByRole("main").getByRole("link", { name: "Release", exact: true }));
  await page.goto("/shortcuts");
  await page.goto(`/b/${office.slug}`);
  await page.getByRole("link", { name: "All events" }).focus();
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Shortcuts" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("link", { name: "All events" })).toBeFocused();
});

test("a form that opens as a dialog can be typed into at once, a question is read from its top", async ({ page, server }) => {
  const office = await Office.open(server, ["+15125550247"]);
  await office.assign("crm-1", "512 555 0176", "Ada Abbott");
  await office.signIn(page);
  const dialog = page.getByRole("dialog");

  await page.goto(`/b/${office.slug}/leads`);
  await page.getByRole("main").getByRole("link", { name: "New lead" }).press("Enter");
  await expect(dialog.getByLabel("Name")).toBeFocused();
  await page.keyboard.press("Escape");

  await office.openLead(page, "Ada Abbott");
  await page.getByRole("main").getByRole("link", { name: "Release", exact: true }).press("Enter");
  await expect(dialog.getByRole("button", { name: "Close" })).toBeFocused();
});

test("the focus stays where it is while the page is read anew, and is never lost to what is gone", async ({
  page,
  server,
}) => {
  const office = await Office.open(server, ["+15125550242", "+12145550243"]);
  await office.assign("crm-1", "512 555 0176", "Ada Abbott");
  await office.signIn(page);
  await office.openLead(page, "Ada Abbott");
  const lock = page.getByRole("main").getByRole("link", { name: "Lock", exact: true });
  await lock.focus();
  await office.report("crm-1", "busy");
  await expect(page.getByRole("main").getByText("1 of 5").first()).toBeVisible();
  await expect(lock).toBeFocused();

  // What was asked for is done, and the button that asked is gone with it.
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Lock", exact: true }).press("Enter");
  await expect(dialog).toBeHidden();
  await expect(lock).toBeHidden();
  await expect(page.getByRole("heading", { level: 1, name: "Ada Abbott" })).toBeFocused();
});

/** Opens by Enter, leaves by Escape, and is where it was. */
async function leave(page: Page, opener: ReturnType<Page["getByRole"]>): Promise<void> {
  await opener.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(opener).toBeFocused();
}
