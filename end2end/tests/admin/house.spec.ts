import { Office, PASSWORD, signOut } from "../../fixtures/office.ts";
import { expect, test } from "../../fixtures/test.ts";

test("from the pages of no office an administrator goes on in the one that was open last", async ({ page, context, server }) => {
  const first = await Office.open(server, ["+15125556301"]);
  const last = await Office.open(server, ["+15125556302"]);
  await first.signInAsAdmin(page, server);
  const pool = page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: /^Pool/ }).first();
  for (const office of [last, first]) {
    // What the office before still reads ends here.
    await page.goto("/account");
    await page.goto(`/b/${office.slug}`);
    await page.goto("/account");
    await expect(pool).toHaveAttribute("href", `/b/${office.slug}/pool`);
    await page.goto("/");
    await expect(page).toHaveURL(new RegExp(`/b/${office.slug}$`));
  }
  await page.goto("/shortcuts");
  await expect(page.getByRole("main").getByRole("listitem").filter({ hasText: /^Brokers/ })).toBeVisible();
  const kept = async () => (await context.cookies()).some(({ name }) => name === "steadyline_office");
  expect(await kept()).toBe(true);
  await page.goto("/account");
  await signOut(page);
  expect(await kept()).toBe(false);
});

test("the installation's SignalWire says whose calls go over it, an office's does not", async ({ page, server }) => {
  const office = await Office.open(server, []);
  await office.signInAsAdmin(page, server);
  const whose = page.getByRole("main").getByText("every broker without a project of its own calls over it");
  await page.goto("/admin/signalwire");
  await expect(whose).toBeVisible();
  await page.goto(`/b/${office.slug}/settings/signalwire`);
  await expect(page.getByRole("region", { name: "Connect SignalWire" })).toBeVisible();
  await expect(whose).toBeHidden();
});

test("on a phone an office's time zone stands in one line, without its place", async ({ page, server }) => {
  const office = await Office.open(server, []);
  await office.signInAsAdmin(page, server);
  await page.goto(`/admin/brokers?search=${office.slug}`);
  const zone = page.getByRole("rowheader").filter({ hasText: office.slug }).getByText("Central time");
  const place = zone.getByText("(Chicago)");
  await expect(place).toBeVisible();
  for (const width of [390, 360]) {
    await page.setViewportSize({ width, height: 800 });
    await expect(place).toBeHidden();
    await expect(zone).toHaveAttribute("title", "Central time (Chicago)");
    const lines = await zone.evaluate((zone) => zone.getBoundingClientRect().height / parseFloat(getComputedStyle(zone).fontSize));
    expect(lines, `at ${width}`).toBeLessThan(2);
  }
});

test.describe("by script", () => {
  test.skip(({ javaScriptEnabled }) => !javaScriptEnabled);

  test("the brokers' page follows what happens in any office", async ({ page, server }) => {
    const office = await Office.open(server, ["+15125556303"]);
    await office.signInAsAdmin(page, server);
    await page.goto("/admin/brokers?sort=-numbers");
    const row = page.getByRole("row").filter({ has: page.locator(`a[href="/b/${office.slug}"]`) });
    const numbers = row.getByRole("cell").first();
    await expect(numbers).toHaveText("1");
    await expect(row.getByRole("rowheader")).toContainText(`${office.slug} · Central time (Chicago)`);
    await office.api.post("/api/v1/numbers", { number: "+15125556304" });
    await expect(numbers).toHaveText("2");
  });

  test("a menu that is open stays that of whom it was opened for, whoever comes before them", async ({ page, server }) => {
    const office = await Office.open(server, []);
    const admin = await server.adminApi();
    await office.signInAsAdmin(page, server);
    await page.goto(`/b/${office.slug}/settings/users`);
    await page.getByRole("row").filter({ hasText: office.person.email }).getByRole("button", { name: /^More for/ }).click();
    const menu = page.locator("main [popover]:popover-open");
    const id = await menu.getAttribute("id");
    const first = `aa-${office.slug}@example.com`;
    await server.createUser(office.slug, { email: first, password: PASSWORD });
    // The command line is another program: the page hears of what this one did next.
    await admin.post("/api/v1/invites", { email: `grace-${office.slug}@example.com`, broker_id: office.slug });
    await expect(page.getByRole("row").nth(1)).toContainText(first);
    await expect(menu).toHaveAttribute("id", id!);
    await expect(menu).toBeVisible();
  });

  test("a click in a dialog that stands in a row opens no row", async ({ page, server }) => {
    const office = await Office.open(server, ["+15125556309"]);
    await office.signInAsAdmin(page, server);
    await page.goto("/admin/brokers?sort=-numbers");
    const row = page.getByRole("row").filter({ has: page.locator(`a[href="/b/${office.slug}"]`) });
    await row.getByRole("link", { name: "Edit" }).click();
    const dialog = page.getByRole("dialog");
    const name = dialog.getByRole("textbox", { name: "Office name" });
    await name.fill("Half a name");
    await dialog.getByRole("heading").first().click();
    await dialog.click({ position: { x: 6, y: 6 } });
    await dialog.getByRole("combobox").first().dispatchEvent("click");
    await expect(name).toHaveValue("Half a name");
    // A page that it was led to would have come by then.
    await dialog.getByRole("button", { name: "Close" }).click();
    await expect(dialog).toBeHidden();
    await expect(row.getByRole("link", { name: "Edit" })).toBeVisible();
    await expect(page).toHaveURL(/\/admin\/brokers/);
  });

  test.describe("signed out", () => {
    test.use({ allowedConsole: [/status of 401/] });

    test("a page of no office says that its session ended", async ({ page, context, server }) => {
      const office = await Office.open(server, ["+15125556305"]);
      await office.signIn(page);
      const listens = page.waitForRequest((request) => request.url().endsWith("/live"));
      await page.goto("/account");
      await listens;
      await page.getByRole("textbox", { name: "Name" }).first().fill("Half a name");
      await context.clearCookies();
      await page.evaluate(() => window.dispatchEvent(new Event("online")));
      await expect(page.getByText("You are signed out: what you see may be old.")).toBeVisible();
      await expect(page.getByRole("textbox", { name: "Name" }).first()).toHaveValue("Half a name");
    });
  });
});
