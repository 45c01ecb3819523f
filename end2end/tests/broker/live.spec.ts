import { Office } from "../../fixtures/office.ts";
import { expect, test } from "../../fixtures/test.ts";

// What happens elsewhere shows by itself: that takes JavaScript.
test.skip(({ javaScriptEnabled }) => !javaScriptEnabled);

test("what a webhook changes shows within moments, without a reload", async ({ page, server }) => {
  const office = await Office.open(server, ["+15125550155"]);
  await office.signIn(page);
  await expect(page.getByText("Live", { exact: true })).toBeVisible();
  await office.assign("crm-1", "512 555 0176", "Ada Abbott");
  await expect(page.getByRole("region", { name: "Recent activity" })).toContainText("Ada Abbott");

  await office.openLead(page, "Ada Abbott");
  await office.report("crm-1", "answered");
  await expect(page.getByRole("main").getByText(/^Held/).first()).toBeVisible();
});

test("what is typed survives what happens elsewhere", async ({ page, server }) => {
  const office = await Office.open(server, ["+15125550156"]);
  await office.assign("crm-1", "512 555 0176", "Ben Barnes");
  await office.signIn(page);
  await office.openLead(page, "Ben Barnes");
  await page.getByRole("link", { name: "Edit" }).first().click();
  await page.getByLabel("Name").fill("Benjamin Bar");
  const read = page.waitForResponse((answer) => answer.url().includes("/fn/"));
  await office.report("crm-1", "no_answer");
  await read;
  await page.getByLabel("Name").pressSequentially("nes");
  await expect(page.getByLabel("Name")).toHaveValue("Benjamin Barnes");
  await expect(page.getByLabel("Name")).toBeFocused();
});

test("a page that was away catches up", async ({ page, context, server }) => {
  const office = await Office.open(server, ["+15125550157"]);
  await office.signIn(page);
  await expect(page.getByText("Live", { exact: true })).toBeVisible();
  await context.setOffline(true);
  await office.assign("crm-1", "512 555 0176", "Carla Castillo");
  await context.setOffline(false);
  await expect(page.getByRole("region", { name: "Recent activity" })).toContainText("Carla Castillo");
});
