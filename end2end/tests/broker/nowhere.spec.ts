import { Office } from "../../fixtures/office.ts";
import { expect, test } from "../../fixtures/test.ts";

// A page that says that there is none says so to the browser as well.
test.use({ allowedConsole: [[/404|401/], { scope: "test" }] });

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

test("an address that names no change of numbers offers none", async ({ page, server }) => {
  const office = await Office.open(server, ["+15125556312"]);
  await office.signIn(page);
  await page.goto(`/b/${office.slug}/pool/change?act=nonsense&numbers=15125556312`);
  await expect(page.getByText("There is no such change.")).toBeVisible();
  await expect(page.getByRole("button", { name: /Rest/ })).toBeHidden();
  await page.getByRole("link", { name: "Back to Pool" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Pool" })).toBeVisible();
});

test("who has chosen no number is told where numbers are chosen", async ({ page, server }) => {
  const office = await Office.open(server, ["+15125556314"]);
  await office.signIn(page);
  await page.goto(`/b/${office.slug}/pool/change?act=retire`);
  await expect(page.getByRole("heading", { name: "No numbers selected" })).toBeVisible();
  await expect(page.getByRole("button", { name: /Retire/ })).toBeHidden();
  await page.getByRole("link", { name: "Back to the pool" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Pool" })).toBeVisible();
});

test("a filter of an address that means nothing is named, and the list without it is a link away", async ({
  page,
  server,
}) => {
  const office = await Office.open(server, ["+15125556313"]);
  await office.assign("crm-1", "512 555 0176", "Ada Abbott");
  await office.report("crm-1", "answered");
  await office.signIn(page);
  const main = page.getByRole("main");
  for (const [list, named] of [
    ["leads?status=zz&search=Ada", "Status “zz” was not understood"],
    ["leads?state=ZZ", "State “ZZ” was not understood"],
    ["assignments?silent=soon&state=TX", "Silent “soon” was not understood"],
    ["pool?band=purple&state=TX,Atlantis", "State “Atlantis”, Band “purple” were not understood"],
    ["calls?outcome=nonsense&hour=noon", "Hour “noon”, Outcome “nonsense” were not understood"],
    ["calls?from=abc&state=TX", "From “abc” could not be used: the list is shown without that filter. Enter a day, such as"],
    ["counted?of=nonsense&attempts=x", "Of “nonsense”, Attempts “x” were not understood"],
    ["assignments?number=15125559999", "Number “15125559999” could not be used"],
    ["activity?lead=nobody", "There is no such lead."],
    ["activity?kind=deeds", "Kind “deeds” was not understood"],
  ] as const) {
    await page.goto(`/b/${office.slug}/${list}`);
    await expect(main.getByText(named)).toBeVisible();
    await expect(main).toContainText(/Ada Abbott|555-6313/);
    await main.getByRole("link", { name: /^Drop th/ }).click();
    await expect(main.getByText(/not understood|could not be used/)).toBeHidden();
    await expect(main).toContainText(/Ada Abbott|555-6313/);
  }
  await expect(page).toHaveURL(/\/activity$/);
  await page.goto(`/b/${office.slug}/analytics?from=abc`);
  await expect(main.getByText("From “abc” could not be used: the figures are shown without that filter.")).toBeVisible();
  await main.getByRole("link", { name: "Drop that filter" }).click();
  await expect(main.getByText("could not be used")).toBeHidden();
  await expect(main.getByRole("region", { name: "When leads answer" })).toBeVisible();
});

test("who was signed out meanwhile is led to sign in once, and back to what was asked for", async ({
  page,
  server,
  javaScriptEnabled,
}) => {
  const office = await Office.open(server, []);
  await office.signIn(page);
  // Else the page that starts to listen without its cookie is led away before anything is asked for.
  if (javaScriptEnabled) await expect(page.getByText("Live", { exact: true })).toBeVisible();
  await page.context().clearCookies();
  await page.getByRole("link", { name: /^Leads/ }).first().click();
  const asked = `/b/${office.slug}/leads`;
  await expect(page).toHaveURL((url) => url.pathname === "/sign-in" && url.searchParams.get("next") === asked);
  await page.getByLabel("Email").fill(office.person.email);
  await page.getByLabel("Password").fill(office.person.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(new RegExp(`/b/${office.slug}/leads$`));
});

test("outside of an office too, a form says that it is done", async ({ page, server }) => {
  const office = await Office.open(server, []);
  await office.signIn(page);
  await page.goto("/account");
  await page.getByRole("button", { name: "Save profile" }).click();
  await expect(page.getByText("Your profile is saved.").first()).toBeVisible();
});
