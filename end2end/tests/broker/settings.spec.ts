import { Office } from "../../fixtures/office.ts";
import { expect, test } from "../../fixtures/test.ts";

// Somebody else was quicker: the browser says so too.
test.use({ allowedConsole: [[/status of 412/], { scope: "test" }] });

test("a setting says what it would do before it is saved, and afterwards who changed it", async ({ page, server }) => {
  const office = await Office.open(server, ["+15125550131", "+15125550132"], 10);
  for (const n of [1, 2, 3, 4]) {
    await office.assign(`crm-${n}`, `737 555 019${n}`, `Lead ${n}`);
  }
  await office.signIn(page);
  await page.goto(`/b/${office.slug}/settings`);
  await page.getByLabel("Leads per number").fill("1");
  await page.getByRole("button", { name: "Preview" }).click();
  const main = page.getByRole("main");
  await expect(main.getByText("2 numbers would drain; 16 fewer free slots (16 now)")).toBeVisible();
  await expect(main.getByText("0 of 2 numbers could take a lead (2 now)")).toBeVisible();
  await expect(page.getByLabel("Leads per number")).toHaveValue("1");

  await page.getByRole("button", { name: "Save settings" }).click();
  await expect(main.getByRole("listitem").filter({ hasText: "Leads per number from 10 to 1" })).toBeVisible();
  const saved = await office.api.get(`/api/v1/brokers/${office.slug}`);
  expect([saved.body.settings.leads_per_number, saved.body.version]).toEqual([1, 2]);
});

test("the second of two who edit at once is told, and overwrites nothing of the first", async ({ page, server }) => {
  const office = await Office.open(server, ["+15125550133"], 10);
  await office.signIn(page);
  await page.goto(`/b/${office.slug}/settings`);
  await page.getByLabel("Minimum health").fill("55");
  await office.api.patch(`/api/v1/brokers/${office.slug}`, { settings: { max_attempts: 9 } });
  await page.getByRole("button", { name: "Save settings" }).click();
  await expect(page.getByText(/Attempts per lead from 5 to 9 by e2e/).first()).toBeVisible();
  await expect(page.getByLabel("Minimum health")).toHaveValue("55");
  const untouched = await office.api.get(`/api/v1/brokers/${office.slug}`);
  expect(untouched.body.settings).toMatchObject({ min_health: 40, max_attempts: 9 });

  await page.getByRole("button", { name: "Save settings" }).click();
  const changed = page.getByRole("listitem").filter({ hasText: "Minimum health from 40 to 55" });
  await expect(changed).toBeVisible();
  const both = await office.api.get(`/api/v1/brokers/${office.slug}`);
  expect(both.body.settings, "what each of them wrote").toMatchObject({ min_health: 55, max_attempts: 9 });
});

test("a key is made, shown once, and its beginning stands in what programs send", async ({ page, server }) => {
  const office = await Office.open(server, []);
  await office.signIn(page);
  await page.goto(`/b/${office.slug}/settings/keys`);
  await page.getByRole("link", { name: "New key" }).click();
  await page.getByLabel("Name").fill("Dialer");
  await page.getByRole("button", { name: "Create the key" }).click();
  await expect(page.getByText("The key “Dialer” is created.")).toBeVisible();
  const key = await page.getByText(/^slk_[0-9a-z]+\.[0-9a-z]+$/).innerText();
  await expect(page.getByText(`${key.split(".")[0]}.YOUR_SECRET`).first()).toBeVisible();
  expect((await server.api(key).get("/api/v1/numbers")).status).toBe(200);
  await page.goto(`/b/${office.slug}/settings/keys`);
  await expect(page.getByText(key)).toHaveCount(0);

  await page.getByRole("row", { name: /Dialer/ }).getByRole("link", { name: "Revoke" }).click();
  await page.getByRole("button", { name: "Revoke" }).click();
  await expect(page.getByRole("row", { name: /Dialer/ })).toContainText("Revoked");
  expect((await server.api(key).get("/api/v1/numbers")).status).toBe(401);
});
