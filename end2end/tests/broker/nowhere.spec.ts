import { Office } from "../../fixtures/office.ts";
import { expect, test } from "../../fixtures/test.ts";

// A page that says that there is none says so to the browser as well.
test.use({ allowedConsole: [[/404/], { scope: "test" }] });

test("an office that is not there is not found, and nobody waits to hear of it", async ({ page, server }) => {
  const office = await Office.open(server, []);
  await office.signIn(page);
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.goto("/b/no-such-office");
  await expect(page.getByRole("heading", { level: 1, name: "Not found" })).toBeVisible();
  await expect(page.getByText("There is no such broker.")).toBeVisible();
  await page.waitForLoadState("networkidle");
  await expect(page.getByText(/^(Live|Reconnecting)/)).toBeHidden();
  expect(asked.filter((url) => url.includes("/live?broker=no-such-office"))).toEqual([]);
});
