import type { Locator, Page as Tab } from "@playwright/test";
import { findings } from "../../fixtures/axe.ts";
import { Office } from "../../fixtures/office.ts";
import { Server } from "../../fixtures/server.ts";
import { delayFont, shifts, watchShifts } from "../../fixtures/shift.ts";
import { Stage } from "../../fixtures/stage.ts";
import { expect, test as base } from "../../fixtures/test.ts";
import { address, PAGES, pageName } from "../../pages.ts";

const WIDE = { width: 1440, height: 900 };
const TABLET = { width: 768, height: 1024 };
const PHONE = { width: 390, height: 844 };
const NARROW = { width: 360, height: 740 };

const test = base.extend<{ fresh: boolean }, { stage: Stage }>({
  stage: [async ({ server }, use) => use(await Stage.small(server)), { scope: "worker", timeout: 60_000 }],
  fresh: [false, { option: true }],
  // A server without users stops after the page is closed: what the page loads ahead still finds it.
  baseURL: async ({ fresh, server }, use) => {
    if (!fresh) return use(server.baseURL);
    const empty = await Server.start();
    await use(empty.baseURL);
    await empty.stop();
  },
});

// Axe runs in the page, and hydration is what speaks in the console: both take JavaScript.
test.skip(({ javaScriptEnabled }) => !javaScriptEnabled);
test.describe.configure({ mode: "parallel" });
// Colours that are still on their way from light to dark are no colours of the page.
test.use({ contextOptions: { reducedMotion: "reduce" } });

for (const shown of PAGES) {
  test.describe(pageName(shown), () => {
    // The page that says that there is none is told to the console too.
    test.use({ allowedConsole: shown.route === "/no/such/page" ? [/404/] : [], fresh: shown.fresh === true });

    test(`${pageName(shown)}: quiet, still, accessible and nowhere wider than the window`, async ({ page, context, stage }) => {
      const path = address(shown, stage.world);
      expect(path, "the stage has what the page shows").toBeDefined();
      const session = await stage.session(shown);
      if (typeof session === "object") await context.addCookies(session.cookies);
      await watchShifts(page);
      await page.setViewportSize(PHONE);
      const asked: string[] = [];
      page.on("request", (request) => asked.push(new URL(request.url()).pathname));
      // Where something changes in that moment, all is read again: then it is opened once more.
      await expect(async () => {
        asked.length = 0;
        await page.goto(path!);
        expect(asked.filter((path) => path.startsWith("/fn/")), "what came with the page is asked for again").toEqual([]);
      }).toPass();
      expect(await shifts(page), "moves while it is opened, 390 wide").toEqual([]);
      await page.setViewportSize(WIDE);
      await page.goto(path!);
      expect(await shifts(page), "moves while it is opened, 1440 wide").toEqual([]);
      if (shown.lands !== undefined) await expect(page).toHaveURL(new RegExp(`${shown.lands}$`));
      expect(await sideways(page), "wider than the window at 1440").toEqual([]);
      expect(await findings(page), "light, 1440 wide").toEqual([]);
      await page.emulateMedia({ colorScheme: "dark" });
      expect(await findings(page, ["color-contrast"]), "dark, 1440 wide").toEqual([]);
      await page.setViewportSize(TABLET);
      expect(await sideways(page), "wider than the window at 768").toEqual([]);
      await page.setViewportSize(PHONE);
      expect(await sideways(page), "wider than the window at 390").toEqual([]);
      expect(await findings(page), "dark, 390 wide").toEqual([]);
      await page.emulateMedia({ colorScheme: "light" });
      expect(await findings(page, ["color-contrast"]), "light, 390 wide").toEqual([]);
    });
  });
}

test("what is done with chosen numbers fits into every window", async ({ page, context, stage }) => {
  const pool = PAGES.find(({ route }) => route === "/b/:broker/pool")!;
  const session = await stage.session(pool);
  if (typeof session === "object") await context.addCookies(session.cookies);
  await page.goto(address(pool, stage.world)!);
  await page.getByRole("checkbox", { name: /^Select \S/ }).first().check();
  await expect(page.getByRole("region", { name: "Selection" })).toBeVisible();
  for (const size of [WIDE, TABLET, PHONE]) {
    await page.setViewportSize(size);
    expect(await sideways(page), `wider than the window at ${size.width}`).toEqual([]);
  }
});

test("what is done with all numbers of a long list fits into every window too", async ({ page, server }) => {
  const office = await Office.open(server, Array.from({ length: 51 }, (_, nth) => `+15125567${100 + nth}`));
  await office.signIn(page);
  await page.goto(`/b/${office.slug}/pool`);
  await page.getByRole("checkbox", { name: "Select all rows on this page" }).check();
  await expect(page.getByRole("button", { name: "All 51 matching" })).toBeVisible();
  for (const width of [1440, 1280, 1100, 1024, 768, 390]) {
    await page.setViewportSize({ width, height: 800 });
    expect(await sideways(page), `wider than the window at ${width}`).toEqual([]);
  }
});

test("what is asked of numbers, leads, assignments and calls is seen on a phone, a tablet and a small laptop without scrolling", async ({
  page,
  context,
  stage,
}) => {
  const pool = PAGES.find(({ route }) => route === "/b/:broker/pool")!;
  const session = await stage.session(pool);
  if (typeof session === "object") await context.addCookies(session.cookies);
  const laptop = { width: 1100, height: 800 };
  for (const [list, table, column] of [
    ["pool", "Numbers of the pool", "Health"],
    ["leads", "Leads", "Caller ID"],
    ["assignments", "Assignments", "Status"],
    ["calls", "Calls", "When"],
  ] as const) {
    await page.goto(`/b/${stage.world.broker}/${list}`);
    for (const size of [NARROW, PHONE, TABLET, laptop]) {
      await page.setViewportSize(size);
      const last = page.getByRole("columnheader", { name: column });
      if (size === PHONE && (list === "leads" || list === "assignments")) {
        const air = await last.evaluate((head) => getComputedStyle(head).paddingInlineEnd);
        expect(air, `from the last column of the ${list} to the edge, as to the first`).toBe("10px");
      }
      const head = (await last.boundingBox())!;
      expect(head.x + head.width, `${column} of the ${list} at ${size.width}`).toBeLessThanOrEqual(size.width);
      const scroll = page.getByRole("group", { name: table, exact: true });
      const hidden = await scroll.evaluate((scroll) => scroll.scrollWidth - scroll.clientWidth);
      expect(hidden, `out of sight of the ${list} at ${size.width}`).toBe(0);
    }
  }
});

test("no list cuts a caller ID or a time on the narrowest phones", async ({ page, context, stage }) => {
  const pool = PAGES.find(({ route }) => route === "/b/:broker/pool")!;
  const session = await stage.session(pool);
  if (typeof session === "object") await context.addCookies(session.cookies);
  await page.setViewportSize(NARROW);
  for (const list of ["pool", "leads", "assignments", "calls", "counted", "counted?of=assigned", "imports", "activity"]) {
    await page.goto(`/b/${stage.world.broker}/${list}`);
    expect(await sideways(page), `${list} wider than the window`).toEqual([]);
    expect(await cut(page), `cut in ${list}`).toEqual([]);
  }
});

test("no list of leads cuts a name on a phone", async ({ page, server }) => {
  const office = await Office.open(server, ["+15125556371"], 10);
  await office.assign("crm-1", "512 555 0224", "Yusuf Underwood");
  await office.assign("crm-2", "512 555 0225", "Maximilian Worthington");
  await office.signIn(page);
  for (const list of ["leads", "assignments", "counted?of=assigned"]) {
    await page.goto(`/b/${office.slug}/${list}`);
    for (const size of [NARROW, PHONE, { width: 430, height: 932 }]) {
      await page.setViewportSize(size);
      for (const name of ["Yusuf Underwood", "Maximilian Worthington"]) {
        const link = page.getByRole("rowheader").getByRole("link", { name });
        const hidden = await link.evaluate((shown) => [
          shown.scrollWidth - shown.clientWidth,
          shown.scrollHeight - shown.clientHeight,
        ]);
        expect(hidden, `hidden of ${name} in ${list} at ${size.width}`).toEqual([0, 0]);
      }
    }
  }
});

test("a full list of next leads reaches as far down as the activity beside it", async ({ page, server }) => {
  const office = await Office.open(server, ["+15125556360"], 10);
  for (let nth = 0; nth < 10; nth += 1) {
    await office.assign(`crm-${nth}`, `512 555 021${nth}`, "Maximilian Worthington");
    await office.report(`crm-${nth}`, "answered");
  }
  await page.setViewportSize({ width: 1280, height: 900 });
  await office.signIn(page);
  const card = page.getByRole("region", { name: "Next leads" });
  await expect(card.getByRole("row")).toHaveCount(11);
  const end = async (what: Locator) => {
    const { y, height } = (await what.boundingBox())!;
    return y + height;
  };
  expect(Math.abs((await end(card)) - (await end(card.getByRole("table"))))).toBeLessThan(4);
  for (const size of [{ width: 1280, height: 900 }, PHONE]) {
    await page.setViewportSize(size);
    const name = (await card.getByRole("link", { name: "Maximilian Worthington" }).first().boundingBox())!;
    expect(name.height, `a name in one line, ${size.width} wide`).toBeLessThan(24);
  }
});

test("what is noted of a next lead is told on a phone as well: that its appointment has passed", async ({ page, server }) => {
  const office = await Office.open(server, ["+15125556361"], 10);
  await office.assign("crm-1", "512 555 0221", "Ann Ash");
  const gone = new Date(Date.now() - 50 * 3_600_000).toISOString();
  const { status } = await office.api.callOutcome({ lead_id: "crm-1", outcome: "booked", appointment_at: gone });
  expect(status).toBe(200);
  await office.signIn(page);
  const row = page.getByRole("region", { name: "Next leads" }).getByRole("row").filter({ hasText: "Ann Ash" });
  for (const size of [WIDE, PHONE]) {
    await page.setViewportSize(size);
    await expect(row.getByText("passed").filter({ visible: true }), `${size.width} wide`).toHaveCount(1);
  }
});

test("analytics with few calls in every hour fit a phone: what they lack takes two lines", async ({ page, server }) => {
  const office = await Office.open(server, ["+15125556372", "+13055550157"], 10);
  // By the leads' own clocks, which are an hour apart: enough calls for all days, too few for an hour of one.
  for (const [lead, phone] of [["crm-1", "512 555 0226"], ["crm-2", "305 555 0227"]] as const) {
    await office.assign(lead, phone, "Ann Ash");
    for (let call = 0; call < 12; call += 1) await office.report(lead, "answered");
  }
  await office.signIn(page);
  await page.goto(`/b/${office.slug}/analytics`);
  await page.setViewportSize(PHONE);
  const heat = page.getByRole("region", { name: "When leads answer" });
  await expect(heat.getByText("Fewer than 20 calls in each hour of each day")).toBeVisible();
  expect(await sideways(page), "wider than the window at 390").toEqual([]);
});

test("the last call of a lead is told alike wherever leads are listed", async ({ page, server }) => {
  const office = await Office.open(server, ["+15125556362"], 10);
  await office.assign("crm-1", "512 555 0222", "Ann Ash");
  await office.report("crm-1", "answered");
  await page.setViewportSize(WIDE);
  await office.signIn(page);
  for (const list of ["leads", "assignments", "pool/15125556362"]) {
    await page.goto(`/b/${office.slug}/${list}`);
    const row = page.getByRole("row").filter({ hasText: "Ann Ash" });
    await expect(row, list).toContainText("Just now");
  }
});

test("since when a number is there is said once on its page, and not of one that is out as if it were in", async ({
  page,
  server,
}) => {
  const office = await Office.open(server, ["+15125556364"]);
  const { id } = (await office.api.get("/api/v1/numbers")).body.items[0];
  expect((await office.api.post(`/api/v1/numbers/${id}/retire`, {})).status).toBe(200);
  await office.signIn(page);
  await page.goto(`/b/${office.slug}/pool/15125556364`);
  const main = page.getByRole("main");
  await expect(main.getByText(/^Added [A-Z][a-z]+ \d+$/)).toBeVisible();
  await expect(main.getByText(/^In the pool since/)).toHaveCount(0);
  await expect(main.getByRole("term").filter({ hasText: "Added" })).toHaveCount(0);
});

test("that a number has too few calls to be judged is said alike in the pool and to its lead", async ({ page, server }) => {
  const office = await Office.open(server, ["+15125556363"], 10);
  await office.assign("crm-1", "512 555 0223", "Ann Ash");
  await office.report("crm-1", "answered");
  await office.signIn(page);
  await page.goto(`/b/${office.slug}/pool`);
  await expect(page.getByRole("row").filter({ hasText: "555-6363" })).toContainText("Learning (1 of 20 calls)");
  await office.openLead(page, "Ann Ash");
  await expect(page.getByRole("region", { name: "Caller ID" })).toContainText("Learning (1 of 20 calls)");
});

test("the dashboard says by which day and zone it counts, on a phone as well", async ({ page, context, stage }) => {
  const dashboard = PAGES.find(({ route }) => route === "/b/:broker")!;
  const session = await stage.session(dashboard);
  if (typeof session === "object") await context.addCookies(session.cookies);
  await page.goto(address(dashboard, stage.world)!);
  const now = page.getByRole("main").getByText(/^\w{3}, \w{3} \d+, \d{4}, \d+:\d\d \S+$/);
  for (const size of [WIDE, PHONE, NARROW]) {
    await page.setViewportSize(size);
    await expect(now, `${size.width} wide`).toBeVisible();
    expect(await sideways(page), `wider than the window at ${size.width}`).toEqual([]);
  }
});

test("the figures of each state stand at even distances", async ({ page, context, stage }) => {
  const states = PAGES.find(({ route, as }) => route === "/b/:broker" && as === "table")!;
  const session = await stage.session(states);
  if (typeof session === "object") await context.addCookies(session.cookies);
  await page.goto(address(states, stage.world)!);
  const table = page.getByRole("table", { name: "Free numbers by state" });
  for (const size of [WIDE, PHONE]) {
    await page.setViewportSize(size);
    const ends = await table.locator("tbody tr:first-child .num").evaluateAll((cells) =>
      cells.map((cell) => {
        const { right } = cell.getBoundingClientRect();
        return right - Number.parseFloat(getComputedStyle(cell).paddingRight);
      }),
    );
    const gaps = ends.slice(1).map((end, at) => end - ends[at]!);
    expect(gaps).toHaveLength(3);
    expect(Math.max(...gaps) - Math.min(...gaps), `${gaps} at ${size.width}`).toBeLessThan(3);
  }
});

test("what wants a hand is counted on a phone as well, before its menu is open and in it", async ({ page, server }) => {
  const office = await Office.open(server, ["+15125556370"], 10);
  await office.signIn(page);
  await page.setViewportSize(WIDE);
  const alert = page.locator(".side .nav-alert");
  await expect(alert).toHaveText(/^\d+$/);
  const count = (await alert.textContent())!;
  await page.setViewportSize(PHONE);
  const more = page.getByRole("button", { name: /^More/ });
  await expect(more).toContainText(count);
  await more.click();
  await expect(page.locator("#more-menu").getByRole("link", { name: /^Diagnostics/ })).toContainText(count);
});

test("the filters of a phone stand in one line, what is chosen before the rest", async ({ page, context, stage }) => {
  const pool = PAGES.find(({ route }) => route === "/b/:broker/pool")!;
  const session = await stage.session(pool);
  if (typeof session === "object") await context.addCookies(session.cookies);
  await page.setViewportSize(PHONE);
  for (const [list, chosen] of [
    ["pool?room=free", "Room: Free"],
    ["leads?deal=open", "Deal: Open"],
    ["assignments?quality=normal", "Quality: Normal"],
  ] as const) {
    await page.goto(`/b/${stage.world.broker}/${list}`);
    const filters = page.getByRole("group", { name: "Filters" });
    const heights = await filters.evaluate((bar) => {
      const chips = [...bar.querySelectorAll(".filter")].map((chip) => chip.getBoundingClientRect());
      return { chips: chips.length, lines: new Set(chips.map(({ top }) => Math.round(top))).size };
    });
    expect(heights.chips, list).toBeGreaterThan(3);
    expect(heights.lines, `lines of chips of ${list}`).toBe(1);
    const box = (await filters.getByRole("button", { name: chosen }).boundingBox())!;
    expect(box.x + box.width, `${chosen} of ${list}`).toBeLessThanOrEqual(PHONE.width);
    expect(await sideways(page), `${list} wider than the window`).toEqual([]);
  }
});

test("a row is opened by a tap anywhere on it, whatever the window", async ({ page, context, stage }) => {
  const leads = PAGES.find(({ route }) => route === "/b/:broker/leads")!;
  const session = await stage.session(leads);
  if (typeof session === "object") await context.addCookies(session.cookies);
  for (const [size, column] of [[PHONE, "Status"], [TABLET, "Last call"], [{ width: 1100, height: 800 }, "Last call"]] as const) {
    await page.setViewportSize(size);
    await page.goto(address(leads, stage.world)!);
    const { x, width } = (await page.getByRole("columnheader", { name: column }).boundingBox())!;
    const row = page.getByRole("row", { name: /Ada Abbott/ });
    const from = (await row.boundingBox())!;
    await row.click({ position: { x: x + width / 2 - from.x, y: from.height / 2 } });
    await expect(page, `${size.width} wide`).toHaveURL(new RegExp(`/leads/${stage.world.lead}$`));
  }
});

test("a font that comes late moves nothing", async ({ page, context, stage }) => {
  await delayFont(page);
  await watchShifts(page);
  await page.setViewportSize(PHONE);
  for (const shown of PAGES.filter(({ route }) => route === "/b/:broker/leads/:lead")) {
    const session = await stage.session(shown);
    if (typeof session === "object") await context.addCookies(session.cookies);
    await page.goto(address(shown, stage.world)!);
    expect(await shifts(page), pageName(shown)).toEqual([]);
  }
});

/** The caller IDs and times that the edge of the window, or of what they stand in, cuts. */
function cut(page: Tab): Promise<string[]> {
  return page.evaluate(() => {
    const isCut = (shown: Element) => {
      const right = shown.getBoundingClientRect().right - 1;
      if (right > document.documentElement.clientWidth) return true;
      for (let around = shown.parentElement; around !== null; around = around.parentElement) {
        const clips = getComputedStyle(around).overflowX !== "visible";
        if (clips && around.getBoundingClientRect().right < right) return true;
      }
      return false;
    };
    const shown = [...document.querySelectorAll("main :is(.phone, time)")].filter((one) => one.checkVisibility());
    if (shown.length === 0) return ["nothing is shown that could be"];
    return shown.filter(isCut).map((one) => one.textContent ?? "");
  });
}

/** What makes the page scroll sideways. */
function sideways(page: Tab): Promise<string[]> {
  return page.evaluate(() => {
    const root = document.documentElement;
    if (root.scrollWidth <= root.clientWidth) return [];
    const wide = [...document.querySelectorAll("body *")].filter(
      (element) => element.getBoundingClientRect().right > root.clientWidth + 1,
    );
    return wide.slice(0, 5).map((element) => `${element.tagName} ${element.className}`);
  });
}
