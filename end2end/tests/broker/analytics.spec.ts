import { Office } from "../../fixtures/office.ts";
import { expect, test } from "../../fixtures/test.ts";

async function busy(server: any, numbers: string[]): Promise<Office> {
  const office = await Office.open(server, numbers, 10);
  await office.assign("crm-1", "512 555 0176", "Ada Abbott");
  await office.assign("crm-2", "214 555 0177", "Ben Barnes");
  await office.report("crm-1", "voicemail");
  await office.report("crm-1", "answered");
  await office.report("crm-2", "booked");
  return office;
}

test("figures, their meaning, their table and the calls behind them", async ({ page, server }) => {
  const office = await busy(server, ["+15125550151", "+12145550152"]);
  await office.signIn(page);
  await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Analytics" }).first().click();
  const main = page.getByRole("main");
  await expect(main.getByRole("link", { name: /Answer rate 66\.7/ })).toBeVisible();

  const funnel = main.getByRole("region", { name: "From assigned to closed" });
  await expect(funnel.getByRole("link", { name: "Booked" })).toBeVisible();
  await funnel.getByText("What is counted").click();
  await expect(funnel.getByText(/first assignment was made on these days/)).toBeVisible();
  await funnel.getByText("Table", { exact: true }).click();
  await expect(funnel.getByRole("row", { name: /^Answered 2/ })).toBeVisible();

  await main.getByRole("link", { name: /Answer rate 66\.7/ }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Calls" })).toBeVisible();
  await expect(main.getByRole("row", { name: /Ada Abbott/ })).toHaveCount(2);
  await page.getByRole("link", { name: "Analytics" }).last().click();
  await expect(main.getByRole("region", { name: "When leads answer" })).toBeVisible();

  // Leads and assignments stand behind the other figures.
  await funnel.getByRole("link", { name: "Booked" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Leads that booked" })).toBeVisible();
  await expect(main.getByRole("row", { name: /Ben Barnes/ })).toHaveCount(1);
  await expect(main.getByRole("row", { name: /Ada Abbott/ })).toHaveCount(0);
  await page.goto(`/b/${office.slug}/counted?of=assigned`);
  await expect(main.getByRole("row", { name: /\(214\)\s*555-0152/ })).toHaveCount(1);

  // A phone holds what is counted, and no column has to be pushed aside for it.
  await page.setViewportSize({ width: 390, height: 844 });
  for (const [counted, head] of [["leads", "First assigned"], ["booked", "Booked"], ["assigned", "Assigned"]]) {
    await page.goto(`/b/${office.slug}/counted?of=${counted}`);
    await expect(main.getByRole("columnheader", { name: head, exact: true })).toBeInViewport();
    const tooWide = await page.locator(".table-scroll").evaluateAll((tables) =>
      tables.filter((table) => table.scrollWidth > table.clientWidth).map((table) => table.getAttribute("aria-label")),
    );
    expect(tooWide, `tables of ${counted} that scroll sideways`).toEqual([]);
  }
});

test("the days stand in the address, and a bad range says which field", async ({ page, server }) => {
  const office = await busy(server, ["+15125550153", "+12145550154"]);
  await office.signIn(page);
  await page.goto(`/b/${office.slug}/analytics`);
  const range = page.getByRole("navigation", { name: "Range" });
  await expect(range.getByRole("link", { name: "30 days" })).toHaveAttribute("aria-current", "true");
  await range.getByRole("link", { name: "7 days" }).click();
  await expect(page).toHaveURL(/analytics\?from=\d{4}-\d\d-\d\d&to=\d{4}-\d\d-\d\d$/);
  await expect(range.getByRole("link", { name: "7 days" })).toHaveAttribute("aria-current", "true");

  const answer = await page.request.get(`/reports/funnel.csv?broker=${office.slug}`);
  expect(answer.status()).toBe(200);
  expect(await answer.text()).toMatch(/^step,leads,leads_before,rate,rate_before,median_seconds\r\nassigned,2,0,/);
  expect((await page.request.get("/reports/nothing.csv")).status()).toBe(404);
  expect((await page.request.get("/reports/funnel.csv?broker=no-such")).status()).toBe(404);
});
