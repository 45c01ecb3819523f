import { Office } from "../../fixtures/office.ts";
import { expect, test } from "../../fixtures/test.ts";

const AUSTIN = "+15125550145";

// The word that is not the one is refused, which the browser says too.
test.use({ allowedConsole: [[/status of 422/], { scope: "test" }] });

test("a person is erased once the word is typed, and only figures stay", async ({ page, server }) => {
  const office = await Office.open(server, [AUSTIN]);
  await office.assign("crm-1", "737 555 0176", "Zelda Quackenbush");
  await office.report("crm-1", "voicemail");
  await office.signIn(page);
  await office.openLead(page, "Zelda Quackenbush");

  await page.getByRole("button", { name: "More for Zelda Quackenbush" }).click();
  await page.getByRole("link", { name: "Erase this person's data" }).click();
  await expect(page.getByRole("heading", { level: 2, name: "Erase this person's data" })).toBeVisible();
  await expect(page.getByText("(512) 555-0145 is released")).toBeVisible();
  await expect(page.getByText("The reference crm-1")).toBeVisible();
  await page.getByLabel("Type ERASE to confirm").fill("yes");
  await page.getByRole("button", { name: "Erase for good" }).click();
  await expect(page.getByText("Type ERASE to continue.").first()).toBeVisible();

  await page.getByLabel("Type ERASE to confirm").fill("ERASE");
  await page.getByRole("button", { name: "Erase for good" }).click();
  await expect(page.getByText(/^Erased on /)).toBeVisible();
  const main = page.getByRole("main");
  await expect(main.getByRole("heading", { level: 2, name: "Erased lead" })).toBeVisible();
  await expect(main.getByRole("listitem").filter({ hasText: "Attempt 1: voicemail" })).toBeVisible();
  await expect(main.getByRole("button", { name: /assign|answered|add note/i })).toHaveCount(0);
  await expect(main.getByRole("link", { name: /edit|erase|release|lock/i })).toHaveCount(0);

  await page.goto(`/b/${office.slug}/leads`);
  await expect(page.getByRole("row").getByRole("link", { name: "Erased lead" })).toBeVisible();
  await expect(page.getByRole("main")).not.toContainText(/Quackenbush|555-0176/);
  const again = await office.api.assignNumber({ lead_id: "crm-1" });
  expect([again.status, again.body.type]).toEqual([409, expect.stringMatching(/\/lead-erased$/)]);
});

test("a dialog that was open says nothing more of who was erased meanwhile", async ({ page, server, javaScriptEnabled }) => {
  test.skip(!javaScriptEnabled, "dialogs, and what others do, take JavaScript");
  const office = await Office.open(server, ["+15125550146"]);
  await office.assign("crm-1", "737 555 0177", "Zelda Quackenbush");
  await office.signIn(page);
  await office.openLead(page, "Zelda Quackenbush");
  await page.getByRole("main").getByRole("link", { name: "Release", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("Zelda");
  expect((await office.api.delete("/api/v1/leads/crm-1")).status).toBeLessThan(300);
  await expect(dialog).toContainText("Nothing more can be done with this lead.");
  await expect(dialog).not.toContainText("Zelda");
});
