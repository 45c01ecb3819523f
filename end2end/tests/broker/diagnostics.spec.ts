import { inDays } from "../../fixtures/day.ts";
import { Office } from "../../fixtures/office.ts";
import { Server } from "../../fixtures/server.ts";
import { expect, test } from "../../fixtures/test.ts";

/** Three numbers with a held lead each, of which the first is hardly answered any more. */
async function officeWithPoorNumber(server: any, exchange: string): Promise<Office> {
  const numbers = [`+1512555${exchange}0`, `+1214555${exchange}1`, `+1305555${exchange}2`];
  const office = await Office.open(server, numbers);
  const phones = ["512 555 0176", "214 555 0177", "305 555 0178"];
  for (const [at, phone] of phones.entries()) {
    await office.assign(`crm-${at}`, phone, `Lead ${at}`);
    await office.report(`crm-${at}`, "answered");
    for (let call = 0; call < 19; call += 1) {
      await office.report(`crm-${at}`, at === 0 ? "no_answer" : "answered");
    }
  }
  return office;
}

async function standing(office: Office, exchange: string): Promise<string> {
  const { body } = await office.api.get("/api/v1/numbers");
  return body.items.find(({ number }: any) => number === `+1512555${exchange}0`).standing;
}

/** The pool is what the carrier has. */
async function synced(office: Office): Promise<void> {
  expect((await office.api.post("/api/v1/numbers/sync", { apply: true })).status).toBeLessThan(300);
  await expect.poll(async () => (await office.api.get("/api/v1/numbers/sync")).body.status).toBe("done");
}

test("a warning is mended from the dashboard, once it was confirmed", async ({ page, server, javaScriptEnabled }) => {
  const office = await officeWithPoorNumber(server, "020");
  await office.signIn(page);
  const attention = page.getByRole("region", { name: "Needs attention" });
  const title = attention.getByRole("heading", { name: "(512) 555-0200 is less healthy than the rest" });
  await expect(title).toBeVisible();
  await attention.getByRole("link", { name: "Rest 7 days" }).click();
  if (javaScriptEnabled) {
    await expect(page.getByRole("dialog", { name: "Rest (512) 555-0200" })).toBeVisible();
  } else {
    await expect(page).toHaveURL(/\/diagnostics\/poor_health\/rest\?number=15125550200&days=7$/);
  }
  await expect(page.getByText("1 lead keeps it and may be called from it")).toBeVisible();
  await page.getByLabel("Rest for").fill("3");
  await page.getByRole("button", { name: "Rest", exact: true }).click();
  if (javaScriptEnabled) {
    await expect(title).toBeHidden();
    await expect(page).toHaveURL(new RegExp(`/b/${office.slug}$`));
  } else {
    await expect(page.getByText("Nothing found")).toBeVisible();
  }
  expect(await standing(office, "020")).toBe("resting");
});

test("Diagnostics says what is fine and what is not, and mends it", async ({ page, server }) => {
  const office = await officeWithPoorNumber(server, "021");
  await office.signIn(page);
  await page.goto(`/b/${office.slug}/diagnostics`);
  await expect(page.getByText("0 conflicts: every lead sees one number.").first()).toBeVisible();
  const fine = page.getByRole("region", { name: "Fine" });
  await expect(fine.getByRole("heading", { name: "Live leads on a dead number" })).toBeVisible();
  const poor = page.getByRole("region", { name: "Numbers less healthy than the rest" });
  await expect(poor).toContainText("score 43");
  await poor.getByRole("link", { name: "Rest it" }).click();
  await expect(page.getByText("2 numbers stay for new leads").first()).toBeVisible();
  await page.getByRole("button", { name: "Rest", exact: true }).click();
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(page.getByText("score 43")).toBeHidden();
  expect(await standing(office, "021")).toBe("resting");
});

test("the activity page has every event and keeps those of one kind", async ({ page, server }) => {
  const office = await Office.open(server, ["+15125550222"]);
  await office.assign("crm-1", "512 555 0176", "Ada Abbott");
  await office.report("crm-1", "answered");
  await office.signIn(page);
  await page.getByRole("link", { name: "All events" }).click();
  const events = page.getByRole("region", { name: "Events" });
  await expect(events).toContainText("Ada Abbott answered on");
  await expect(events).toContainText("Ada Abbott assigned");
  await page.getByRole("link", { name: "Calls", exact: true }).click();
  await expect(page).toHaveURL(/kind=calls$/);
  await expect(events).toContainText("Ada Abbott answered on");
  await expect(events).not.toContainText("Ada Abbott assigned");
});

// Leads that stand for weeks are in the example data.
test("on a phone what mends a lead stands beside it, within the window", async ({ browser, javaScriptEnabled }) => {
  // With a carrier of its own, that takes a number away.
  const server = await Server.start();
  try {
    const numbers = ["+15125550308", "+12145550310"];
    const office = await Office.open(server, numbers);
    for (const number of numbers) {
      await server.signalwire.add(number);
    }
    await server.signalwire.connect(office.api);
    await synced(office);
    await office.assign("crm-1", "512 555 0309", "Ada Abbott");
    await office.assign("crm-2", "214 555 0311", "Ben Baker");
    const booked = { lead_id: "crm-1", outcome: "booked", appointment_at: inDays(1) };
    expect((await office.api.callOutcome(booked)).status).toBe(200);
    for (const number of numbers) {
      await server.signalwire.remove(number);
    }
    await synced(office);
    const viewport = { width: 390, height: 844 };
    const context = await browser.newContext({ baseURL: server.baseURL, javaScriptEnabled, viewport });
    const page = await context.newPage();
    await office.signIn(page);
    await page.goto(`/b/${office.slug}/diagnostics`);
    const verdict = await page.getByText(/ checks are fine/).innerText();
    const [things = 0, fine = 0, all] = verdict.match(/\d+/g)!.map(Number);
    expect(things + fine, `both dead numbers are one thing: ${verdict}`).toBe(all);
    const table = page.getByRole("table", { name: "Live leads on a dead number" });
    const row = table.getByRole("row").nth(1);
    await expect(row.getByRole("link", { name: /555-0308/ })).toBeVisible();
    await expect(row.getByText(/^Appointment /)).toBeVisible();
    const { x, width } = (await row.getByRole("link", { name: "Rehome" }).boundingBox())!;
    expect(x + width, "its right end").toBeLessThanOrEqual(390);
    const tooWide = await page.locator(".table-scroll").evaluateAll((tables) =>
      tables.filter((table) => table.scrollWidth > table.clientWidth).map((table) => table.getAttribute("aria-label")),
    );
    expect(tooWide, "tables that scroll sideways").toEqual([]);
    await context.close();
  } finally {
    await server.stop();
  }
});
