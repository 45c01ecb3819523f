import type { BrowserContext, Page } from "@playwright/test";
import { Office, signOut } from "../../fixtures/office.ts";
import { expect, test } from "../../fixtures/test.ts";

// What happens elsewhere shows by itself: that takes JavaScript.
test.skip(({ javaScriptEnabled }) => !javaScriptEnabled);

test("what a webhook changes shows within moments, without a reload", async ({ page, server }) => {
  const office = await Office.open(server, ["+15125550155"]);
  await office.signIn(page);
  await expect(live(page)).toBeVisible();
  await office.assign("crm-1", "512 555 0176", "Ada Abbott");
  await expect(page.getByRole("region", { name: "Live activity" })).toContainText("Ada Abbott");

  await office.openLead(page, "Ada Abbott");
  await office.report("crm-1", "answered");
  await expect(page.getByRole("main").getByText(/^Held/).first()).toBeVisible();
});

test("the page that a form leads to is read once", async ({ page, server }) => {
  const office = await Office.open(server, ["+15125550277"]);
  const read: string[] = [];
  page.on("request", (request) => read.push(new URL(request.url()).pathname));
  await office.signIn(page);
  await expect(page.getByRole("heading", { level: 1, name: "Dashboard" })).toBeVisible();
  // Whatever would be read again is asked for by the time that another page is there.
  await page.getByRole("navigation", { name: "Pages" }).first().getByRole("link", { name: "Leads" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Leads" })).toBeVisible();
  expect(read.filter((path) => path === "/fn/dashboard")).toHaveLength(1);
});

test("a page whose reader signs out reads nothing of what happens until the next page is there", async ({ context, page, server }) => {
  const office = await Office.open(server, ["+15125556380"]);
  await office.signIn(page);
  await page.goto(`/b/${office.slug}/leads`);
  const other = await context.newPage();
  await other.goto(`/b/${office.slug}/leads`);
  await expect(live(other)).toBeVisible();
  const read: string[] = [];
  page.on("request", (request) => read.push(new URL(request.url()).pathname));
  await page.route("**/fn/sign_out", async (route) => {
    read.length = 0;
    await office.assign("crm-1", "512 555 6381", "Ada Abbott");
    await expect(other.getByRole("link", { name: "Ada Abbott" })).toBeVisible();
    await other.close();
    await route.continue();
  });
  await signOut(page);
  expect(read.filter((path) => path.startsWith("/fn/"))).toEqual([]);
});

test("what is typed survives what happens elsewhere", async ({ page, server }) => {
  const office = await Office.open(server, ["+15125550156"]);
  await office.assign("crm-1", "512 555 0176", "Ben Barnes");
  await office.signIn(page);
  await office.openLead(page, "Ben Barnes");
  await page.getByRole("link", { name: "Edit" }).first().click();
  await page.getByRole("textbox", { name: "Name" }).fill("Benjamin Bar");
  const read = page.waitForResponse((answer) => answer.url().includes("/fn/"));
  await office.report("crm-1", "no_answer");
  await read;
  await page.getByRole("textbox", { name: "Name" }).pressSequentially("nes");
  await expect(page.getByRole("textbox", { name: "Name" })).toHaveValue("Benjamin Barnes");
  await expect(page.getByRole("textbox", { name: "Name" })).toBeFocused();
});

test("keys that are made and revoked elsewhere show, and the one that was just made stays", async ({ page, context, server }) => {
  const office = await Office.open(server, []);
  await office.signIn(page);
  await page.goto(`/b/${office.slug}/settings/keys/new`);
  await page.getByLabel("Name").fill("Dialer");
  await page.getByRole("button", { name: "Create the key" }).click();
  const key = page.getByText(/^slk_[0-9a-z]+\.[0-9a-z]+$/);
  await expect(key).toBeVisible();
  await expect(live(page)).toBeVisible();

  const elsewhere = await context.newPage();
  await elsewhere.goto(`/b/${office.slug}/settings/keys`);
  await elsewhere.getByRole("row", { name: /e2e/ }).getByRole("link", { name: "Revoke" }).click();
  await elsewhere.getByRole("button", { name: "Revoke" }).click();
  await expect(page.getByRole("row", { name: /e2e/ })).toContainText("Revoked");
  await expect(key).toBeVisible();
});

test.describe("offline", () => {
  test.use({ allowedConsole: [/ERR_INTERNET_DISCONNECTED/] });

  test("a page that was away says so, comes back by itself and catches up", async ({ page, context, server }) => {
    const office = await Office.open(server, ["+15125550157"]);
    await page.clock.install();
    await office.signIn(page);
    await expect(live(page)).toBeVisible();
    await expect(page.getByText("· just now", { exact: true })).toBeVisible();
    // What is open stays open when a browser goes offline: the stream is lost with the visit, as by a sleeping laptop.
    await context.setOffline(true);
    await page.evaluate(() => window.dispatchEvent(new Event("online")));
    await expect(page.getByText("Reconnecting", { exact: true })).toBeVisible();
    const lost = page.getByText("The connection to Steadyline is lost: what you see may be old.");
    await expect(lost).toBeHidden();
    await page.clock.fastForward(130_000);
    await expect(lost).toBeVisible();
    await expect(page.getByText("· 2 min ago", { exact: true })).toBeVisible();
    await office.assign("crm-1", "512 555 0176", "Carla Castillo");
    await context.setOffline(false);
    await expect(page.getByRole("region", { name: "Live activity" })).toContainText("Carla Castillo");
    await expect(live(page)).toBeVisible();
    await expect(lost).toBeHidden();
  });
});

test("two tabs share one stream, and when one closes the other goes on", async ({ page, context, server }) => {
  const office = await Office.open(server, ["+15125550158"]);
  const opened = streams(context);
  await office.signIn(page);
  await expect(live(page)).toBeVisible();
  const second = await context.newPage();
  await second.goto(page.url());
  await expect(live(second)).toBeVisible();
  expect(opened(), "one stream for both").toBe(1);
  await office.assign("crm-1", "512 555 0176", "Dev Drake");
  for (const tab of [page, second]) {
    await expect(tab.getByRole("region", { name: "Live activity" })).toContainText("Dev Drake");
  }

  await page.close();
  await expect.poll(opened, "the other tab listens itself").toBe(2);
  await office.report("crm-1", "answered");
  await expect(second.getByRole("region", { name: "Live activity" })).toContainText(/answered/i);
});

test("a tab that nobody looks at listens to nothing and catches up", async ({ page, context, server }) => {
  const office = await Office.open(server, ["+15125550159"]);
  const opened = streams(context);
  await office.signIn(page);
  await expect(live(page)).toBeVisible();
  await look(page, "hidden");
  await expect(live(page)).toBeHidden();
  await office.assign("crm-1", "512 555 0176", "Eve Ellis");
  await look(page, "visible");
  await expect(page.getByRole("region", { name: "Live activity" })).toContainText("Eve Ellis");
  expect(opened()).toBe(2);
});

test("a newer build is told, what is typed stays, and the next page is of that build", async ({ page, server }) => {
  const office = await Office.open(server, ["+15125550160"]);
  await office.assign("crm-1", "512 555 0176", "Finn Fox");
  await page.route("**/live?*", (route) => route.fulfill({ contentType: "text/event-stream", body: stream("newer 1") }));
  await office.signIn(page);
  await page.goto(`/b/${office.slug}/leads/new`);
  await expect(page.getByText("A new version of Steadyline is available")).toBeVisible();
  await page.getByRole("textbox", { name: "Name" }).fill("Half a na");
  await expect(page.getByRole("textbox", { name: "Name" })).toHaveValue("Half a na");

  await page.evaluate(() => Object.assign(window, { isOld: true }));
  await page.unroute("**/live?*");
  await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Pool" }).first().click();
  await expect(page.getByRole("heading", { level: 1, name: "Pool" })).toBeVisible();
  expect(await page.evaluate(() => "isOld" in window), "the page was loaded whole").toBe(false);
  await expect(page.getByText("A new version of Steadyline is available")).toBeHidden();
});

test.describe("signed out", () => {
  test.use({ allowedConsole: [/status of 401/] });

  test("whom an admin signs out everywhere is led to signing in at once", async ({ page, server }) => {
    const office = await Office.open(server, []);
    const admin = await server.adminApi();
    await office.signIn(page);
    await page.goto(`/b/${office.slug}/settings/users`);
    await expect(live(page)).toBeVisible();
    const users = await admin.get(`/api/v1/users?broker_id=${office.slug}`);
    const id = users.body.items.find(({ email }: { email: string }) => email === office.person.email).id;
    expect((await admin.post(`/api/v1/users/${id}/sign-out`)).status).toBe(200);
    await expect(page).toHaveURL(/sign-in/);
  });

  test("a page whose session ended says so, asks no more and leads back", async ({ page, context, server }) => {
    const office = await Office.open(server, ["+15125550191"]);
    await office.signIn(page);
    await page.goto(`/b/${office.slug}/leads/new`);
    await expect(live(page)).toBeVisible();
    await page.getByRole("textbox", { name: "Name" }).fill("Half a name");
    await context.clearCookies();
    await page.evaluate(() => window.dispatchEvent(new Event("online")));
    await expect(page.getByText("You are signed out")).toBeVisible();
    await expect(page.getByRole("textbox", { name: "Name" })).toHaveValue("Half a name");
    const asked = streams(context);
    await page.waitForTimeout(4_000);
    expect(asked(), "nothing is asked any more").toBe(0);

    await page.getByRole("link", { name: "Sign in again" }).click();
    await page.getByLabel("Email").fill(office.person.email);
    await page.getByLabel("Password").fill(office.person.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page).toHaveURL(new RegExp(`/b/${office.slug}/leads/new$`));
  });
});

function live(page: Page) {
  return page.getByText("Live", { exact: true });
}

/** Counts the streams that are opened from now on. */
function streams(context: BrowserContext): () => number {
  let count = 0;
  context.on("request", (request) => {
    if (request.url().includes("/live?")) count += 1;
  });
  return () => count;
}

/** What the browser tells a page when another tab is put before it, or it before that. */
async function look(page: Page, state: "hidden" | "visible"): Promise<void> {
  await page.evaluate((state) => {
    Object.defineProperty(document, "hidden", { configurable: true, get: () => state === "hidden" });
    Object.defineProperty(document, "visibilityState", { configurable: true, get: () => state });
    document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
  }, state);
}

function stream(hello: string): string {
  return `event: hello\ndata: ${hello}\n\n`;
}
