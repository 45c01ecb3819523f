import { Office } from "../../fixtures/office.ts";
import { expect, test } from "../../fixtures/test.ts";

test("the pool is synced: what would change is said first, then done, and calls are pointed here", async ({ page, server }) => {
  const [known, fresh] = ["+15125550305", "+15125550306"];
  const office = await Office.open(server, [known]);
  await server.signalwire.add(known);
  await server.signalwire.add(fresh);
  await server.signalwire.connect(office.api);
  await office.signIn(page);
  await page.goto(`/b/${office.slug}/pool/sync`);
  const line = (number: string) => page.getByRole("row").filter({ hasText: number });
  // Where a sync by itself is under way, reading or applying, the page is asked again until it is over: who asks
  // meanwhile is told what that one did. Then it is looked again.
  const looked = page.getByText(/^Looked /);
  const refresh = page.getByRole("link", { name: "Refresh" });
  await expect(async () => {
    if (await refresh.isVisible()) {
      await refresh.click({ timeout: 1_000 });
    } else if (!(await looked.isVisible())) {
      await page.getByRole("button", { name: /See what would change|Look again/ }).click({ timeout: 1_000 });
    }
    await expect(looked).toBeVisible({ timeout: 1_000 });
  }).toPass();
  if (await page.getByText(/numbers? would change/).isVisible()) {
    await expect(line("555-0306")).toContainText("New");
    await expect(line("555-0305")).toContainText("Updated");
  }
  await expect(page.getByText("callbacks are not heard")).toBeVisible();
  await page.getByRole("checkbox", { name: /^Point the calls of \d+ numbers here/ }).check();
  // A page that is loaded anew takes back what it asked for, if nobody answered yet.
  const answered = page.waitForResponse((response) => response.url().includes("/fn/apply_sync"));
  await page.getByRole("button", { name: /^(Change \d+ numbers?|Point them here)$/ }).click();
  await answered;
  await expect(async () => {
    await page.reload();
    await expect(page.getByText(/Calls of \d+ numbers come here now/)).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await page.goto(`/b/${office.slug}/pool`);
  await expect(line("555-0306")).toBeVisible();
  await page.goto(`/b/${office.slug}/diagnostics`);
  await expect(page.getByText("Calls to all numbers that are at SignalWire come here.")).toBeVisible();
});

test("a sync that nobody looked at says whose calls still go elsewhere, and what to do", async ({ page, server }) => {
  const number = "+15125550307";
  const office = await Office.open(server, [number]);
  await server.signalwire.add(number);
  await server.signalwire.connect(office.api);
  await office.api.post("/api/v1/numbers/sync", { apply: true });
  await expect.poll(async () => (await office.api.get("/api/v1/numbers/sync")).body.status).toBe("done");
  await office.signIn(page);
  await page.goto(`/b/${office.slug}/pool/sync`);
  await expect(page.getByText("Calls of 1 number go elsewhere: look again to point them here.")).toBeVisible();
  await page.getByRole("button", { name: "Look again" }).click();
  await expect(page.getByRole("checkbox", { name: "Point the calls of 1 number here" })).toBeVisible();
});

test.describe("buying and giving up", () => {
  // A form that is refused is answered 422.
  test.use({ allowedConsole: [/422 \(Unprocessable Entity\)/] });

  test("a number is found by area code, bought once its price is agreed to, and given up again", async ({ page, server }) => {
    const office = await Office.open(server, []);
    await server.signalwire.connect(office.api);
    await office.signIn(page);
    await page.goto(`/b/${office.slug}/pool/buy`);
    await page.getByLabel("Area code").fill("737");
    await page.getByRole("button", { name: "Find numbers" }).click();
    const offer = page.getByRole("checkbox", { name: /^\(737\)/ }).first();
    await expect(offer).toBeVisible();
    const named = await offer.evaluate((box: HTMLInputElement) => box.value);
    // As it is written, after the area code.
    const phone = named.replace(/^\+1737(\d{3})(\d{4})$/, "$1-$2");
    await offer.check();
    await page.getByLabel("Price of each number a month, in dollars").fill("0.50");
    await page.getByRole("button", { name: "Buy the selected numbers" }).click();
    // Nothing is bought before the price is agreed to.
    await expect(page.getByText("Confirm that each number costs that much a month from now on.").first()).toBeVisible();
    expect(await server.signalwire.numbers()).not.toContain(named);

    await page.getByRole("checkbox", { name: /SignalWire charges this each month/ }).check();
    await page.getByRole("button", { name: "Buy the selected numbers" }).click();
    const bought = page.getByRole("row").filter({ hasText: phone });
    await expect(async () => {
      await page.goto(`/b/${office.slug}/pool/buy`);
      await expect(bought).toContainText("In the pool", { timeout: 1_000 });
    }).toPass();
    await expect(bought).toContainText("$0.50 a month");
    expect(await server.signalwire.numbers()).toContain(named);

    await page.goto(`/b/${office.slug}/pool`);
    await page.getByRole("row").filter({ hasText: phone }).getByRole("button", { name: /^More for/ }).click();
    await page.getByRole("link", { name: "Give up" }).click();
    await expect(page.getByText(/Anyone who calls it back within 30 days still reaches your main line/)).toBeVisible();
    // In a dialog over the pool, or on a page of its own.
    await page.getByRole("button", { name: "Give up" }).last().click();
    await expect(page.getByRole("button", { name: "Give up" })).toBeHidden();
    await page.goto(`/b/${office.slug}/pool/${named.slice(1)}`);
    await expect(page.getByText(/Given up from .*: until then callbacks still reach you\./)).toBeVisible();
    expect(await server.signalwire.numbers()).toContain(named);
  });
});
