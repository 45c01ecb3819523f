import type { Page } from "@playwright/test";
import { Office } from "../../fixtures/office.ts";
import { expect, test } from "../../fixtures/test.ts";

async function upload(page: Page, name: string, text: string): Promise<void> {
  const file = { name, mimeType: "text/csv", buffer: Buffer.from(text) };
  await page.getByLabel("Or a CSV file").setInputFiles(file);
  await page.getByRole("button", { name: "Check the list" }).click();
  await expect(page).toHaveURL(/\/imports\/[0-9a-f-]+$/);
}

/** A line of the report. */
function line(page: Page, text: string) {
  return page.getByRole("table", { name: "Lines" }).getByRole("row").filter({ hasText: text });
}

test("leads from a CSV file: checked line by line, imported without the bad one, undone", async ({ page, server }) => {
  const office = await Office.open(server, ["+15125550161"]);
  await office.api.post("/api/v1/leads", { reference: "crm-1", name: "Ada Abbott", phone: "512 555 0171" });
  await office.signIn(page);
  await page.goto(`/b/${office.slug}/leads`);
  await page.getByRole("link", { name: "Import leads" }).first().click();
  const lines = [
    "Lead ID;Full Name;Mobile;E-mail",
    "crm-1;Ada Abbott;(512) 555-0171;a@example.com",
    'crm-2;"Burke; Bo";512.555.0172;',
    "crm-3;Cy Cole;55;",
    "crm-2;Bo again;;",
  ];
  await upload(page, "leads.csv", `\uFEFF${lines.join("\r\n")}\r\n`);

  const main = page.getByRole("main");
  await expect(main).toContainText("1 line is bad, so nothing is imported yet.");
  await expect(line(page, "Cy Cole")).toContainText("2 digits are not a phone number");
  await expect(line(page, "Ada Abbott")).toContainText("Known");
  await expect(line(page, "Bo again")).toContainText("Line 3 has the same reference.");
  await expect(main).toContainText("Ignored: E-mail.");
  await page.getByRole("group", { name: "Filters" }).getByRole("link", { name: /^Bad/ }).click();
  await expect(page).toHaveURL(/kind=bad/);
  await expect(line(page, "Ada Abbott")).toHaveCount(0);
  expect((await office.api.get("/api/v1/leads")).body.items).toHaveLength(1);

  await page.getByRole("button", { name: "Leave out 1, import the other 1" }).click();
  await expect(main).toContainText("1 lead added.");
  await expect(page.getByText(/1 lead added/), "said once").toHaveCount(1);
  expect((await office.api.get("/api/v1/leads/crm-2")).body).toMatchObject({ name: "Burke; Bo", phone: "+15125550172" });

  await page.goto(`/b/${office.slug}/imports`);
  // Those of numbers stand there too: the page is not one of the leads'.
  await expect(page.getByRole("banner").getByRole("heading", { name: "Imports" })).toBeVisible();
  await expect(page.getByRole("banner").getByRole("link", { name: "Leads" })).toBeHidden();
  await expect(page.getByRole("row").filter({ hasText: "leads.csv" })).toContainText("Imported");
  await page.getByRole("button", { name: "Undo the import" }).click();
  await expect(page.getByRole("row").filter({ hasText: "leads.csv" })).toContainText("Undone");
  expect((await office.api.get("/api/v1/leads/crm-2")).status).toBe(404);
});

test("who is suppressed is not told as filled", async ({ page, server }) => {
  const office = await Office.open(server, []);
  await office.api.post("/api/v1/leads", { reference: "crm-1", name: "Ada Abbott", phone: "512 555 0171" });
  await office.signIn(page);
  await page.goto(`/b/${office.slug}/leads/import`);
  const lines = ["reference,name,phone,do not call", "crm-1,Ada Abbott,512 555 0171,yes", "crm-2,Bo Burke,512 555 0172,"];
  await page.getByRole("textbox", { name: "Leads", exact: true }).fill(lines.join("\n"));
  await page.getByRole("button", { name: "Check the list" }).click();
  const main = page.getByRole("main");
  await page.getByRole("button", { name: "Import 2 leads" }).click();
  await expect(main).toContainText("1 lead added, 1 person suppressed.");
  // Nor does what is said of the form.
  await expect(page.getByText("1 filled")).toHaveCount(0);
});

test("numbers pasted: one is known, the others come into the pool; one that was used stays after the undo", async ({
  page,
  server,
}) => {
  const office = await Office.open(server, ["+15125550162"]);
  await office.signIn(page);
  await page.goto(`/b/${office.slug}/pool/add`);
  await page.getByLabel("Numbers", { exact: true }).fill("(512) 555-0162\n512 555 0163, Austin\n512 555 0164, Austin");
  await page.getByRole("button", { name: "Check the list" }).click();
  const main = page.getByRole("main");
  await expect(main).toContainText("2 numbers would be added");
  // What the check has found is said once.
  await expect(page.getByText(/checked\.$/)).toBeHidden();
  await page.getByRole("button", { name: "Import 2 numbers" }).click();
  await expect(main).toContainText("2 numbers added");

  const numbers = (await office.api.get("/api/v1/numbers")).body.items;
  const used = numbers.find((number: { number: string }) => number.number === "+15125550163");
  await office.api.post(`/api/v1/numbers/${used.id}/rest`, { days: 2 });
  await page.getByRole("button", { name: "Undo the import" }).click();
  await expect(main).toContainText("1 number removed");
  await expect(main).toContainText("1 number kept");
  await expect(page.getByText("The import is undone, except for 1 number.")).toBeVisible();
  await expect(page.getByText("1 number removed"), "said once").toHaveCount(1);
  await expect(line(page, "0163")).toContainText("Kept");
  await expect(line(page, "0164")).toContainText("Not added");
  const left = (await office.api.get("/api/v1/numbers")).body.items;
  expect(left.map((number: { number: string }) => number.number)).toEqual(["+15125550162", "+15125550163"]);
});

test("a file of numbers with a bad line, and what is no file of lines", async ({ page, server }) => {
  const office = await Office.open(server, []);
  await office.signIn(page);
  await page.goto(`/b/${office.slug}/pool/add`);
  const workbook = { name: "pool.xlsx", mimeType: "application/octet-stream", buffer: Buffer.from("PK\u0003\u0004x") };
  await page.getByLabel("Or a CSV file").setInputFiles(workbook);
  await page.getByRole("button", { name: "Check the list" }).click();
  await expect(page.getByRole("main")).toContainText("That is a workbook.");
  await expect(page.getByLabel("Or a CSV file")).toHaveAttribute("aria-invalid", "true");

  await upload(page, "pool.csv", "number,label,state\n512 555 0165,Main,TX\n512 555 0166,Other,Tex\n");
  await expect(line(page, "555-0166")).toContainText("State");
  await page.getByRole("button", { name: "Discard" }).click();
  await expect(page).toHaveURL(/\/pool\/add$/);
  expect((await office.api.get("/api/v1/numbers")).body.items).toEqual([]);
});
