import { Office } from "../../fixtures/office.ts";
import { expect, test } from "../../fixtures/test.ts";

test("over all brokers a figure leads to the brokers behind it, and from there to the rows", async ({ page, server }) => {
  const office = await Office.open(server, ["+15125550198"], 10);
  await office.assign("crm-1", "512 555 0199", "Ada Abbott");
  await office.report("crm-1", "voicemail");
  await office.report("crm-1", "booked");
  await office.signInAsAdmin(page, server);

  await page.goto("/admin/analytics");
  const main = page.getByRole("main");
  await main.getByRole("link", { name: /^Answer rate \d/ }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Calls, by broker" })).toBeVisible();
  await main.locator(`a[href^="/b/${office.slug}/calls"]`).click();
  await expect(page.getByRole("heading", { level: 1, name: "Calls" })).toBeVisible();
  await expect(main.getByRole("row", { name: /Ada Abbott/ })).toHaveCount(2);

  await page.goto("/admin/analytics");
  await main.getByRole("region", { name: "From assigned to closed" }).getByRole("link", { name: "Booked" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Leads that booked, by broker" })).toBeVisible();
  await main.locator(`a[href^="/b/${office.slug}/counted"]`).click();
  await expect(page.getByRole("heading", { level: 1, name: "Leads that booked" })).toBeVisible();
  await expect(main.getByRole("row", { name: /Ada Abbott/ })).toHaveCount(1);

  // What cannot be read is named above the brokers that are found without it.
  await page.goto("/admin/analytics/brokers?of=booked&from=abc&attempts=x");
  await expect(main.getByText(/From “abc”, Attempts “x” could not be used: the list is shown/)).toBeVisible();
  const own = main.locator(`a[href^="/b/${office.slug}/counted"]`);
  await expect(own).toBeVisible();
  await main.getByRole("link", { name: "Drop those filters" }).click();
  await expect(main.getByText("could not be used")).toBeHidden();
  await expect(own).toBeVisible();
});
