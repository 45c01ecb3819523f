import { Server } from "../../fixtures/server.ts";
import { expect, test } from "../../fixtures/test.ts";

test("the first page makes the first admin and the first office, and ends on pasting numbers", async ({ page, javaScriptEnabled }) => {
  const server = await Server.start();
  try {
    await page.goto(server.baseURL);
    await expect(page).toHaveURL(/\/set-up$/);
    await page.getByLabel("Name", { exact: true }).fill("Jo Tate");
    await page.getByLabel("Email").fill("jo@example.com");
    await page.getByLabel("Password").fill("a long enough password");
    await page.getByLabel("Office name").fill("Alder & Finch");
    // The browser's own; without JavaScript nothing is known of it.
    const zone = page.getByLabel("Time zone");
    await expect(zone).toHaveValue(javaScriptEnabled ? "America/Chicago" : "America/New_York");
    await zone.selectOption("America/Chicago");
    await page.getByLabel("Main line").fill("(512) 555-0100");
    await expect(page.getByRole("radio", { name: /a number of its own/ })).toBeChecked();
    await page.getByRole("button", { name: "Set up and add numbers" }).click();
    await expect(page).toHaveURL(/\/b\/alder-finch\/pool\/add/);
    // The address is the new one before the page is: a field of the old one must not be taken for it.
    await expect(page.getByRole("heading", { level: 1, name: "Add numbers" })).toBeVisible();
    await page.getByLabel("Numbers", { exact: true }).fill("(512) 555-0142\n214-555-0114\nnot a number");
    await page.getByRole("button", { name: "Check the list" }).click();
    await expect(page.getByText("not a number").first()).toBeVisible();
  } finally {
    // Before its server: an open page goes on asking it for what changes.
    await page.close();
    await server.stop();
  }
});
