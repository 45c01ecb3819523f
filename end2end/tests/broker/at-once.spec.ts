import { Office } from "../../fixtures/office.ts";
import { expect, test } from "../../fixtures/test.ts";

// Somebody else was quicker: the browser says so too.
test.use({ allowedConsole: [[/status of 412/], { scope: "test" }] });

test("two who edit a lead at once: each field keeps what was written last, knowingly", async ({ page, server }) => {
  const office = await Office.open(server, ["+15125550261"]);
  await office.assign("crm-1", "512 555 0179", "Ada Abbott");
  const lead = (await office.api.get("/api/v1/leads/crm-1")).body;
  await office.signIn(page);
  await page.goto(`/b/${office.slug}/leads/${lead.id}/edit`);
  const main = page.getByRole("main");
  // As where a lead is added: one of three is needed, so none of them is called optional.
  await expect(main.getByText("A phone, a name or a reference is enough.")).toBeVisible();
  await expect(main.getByRole("textbox", { name: "Reference", exact: true })).toBeVisible();
  await main.getByLabel("Name").fill("Ada Byron");
  await main.getByLabel("Notes").fill("Calls back at noon");
  await office.api.patch("/api/v1/leads/crm-1", { notes: "Prefers\nthe evening", state: "NV" });

  await main.getByRole("button", { name: "Save" }).click();
  await expect(main.getByText(/The lead changed since you opened it: notes now says “Prefers the evening”/)).toBeVisible();
  await expect(main.getByLabel("Notes")).toHaveValue("Calls back at noon");
  const untouched = await office.api.get("/api/v1/leads/crm-1");
  expect(untouched.body).toMatchObject({ name: "Ada Abbott", notes: "Prefers\nthe evening", state: "NV" });

  await main.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Ada Byron" })).toBeVisible();
  const saved = await office.api.get("/api/v1/leads/crm-1");
  // What was only shown is not written.
  expect(saved.body).toMatchObject({ name: "Ada Byron", notes: "Calls back at noon", state: "NV" });
});

test("two who edit a number at once: what only one of them changed stays", async ({ page, server }) => {
  const office = await Office.open(server, ["+15125550262"]);
  await office.signIn(page);
  await page.goto(`/b/${office.slug}/pool/15125550262/edit`);
  await page.getByLabel("Label").fill("Front desk");
  const number = (await office.api.get("/api/v1/numbers")).body.items[0];
  await office.api.patch(`/api/v1/numbers/${number.id}`, { state: "NV" });
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "(512) 555-0262" })).toBeVisible();
  expect((await office.api.get("/api/v1/numbers")).body.items[0]).toMatchObject({ label: "Front desk", state: "NV" });
});
