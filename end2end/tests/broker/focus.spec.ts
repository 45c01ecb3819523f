import type { Page } from "@playwright/test";
import { dayIn } from "../../fixtures/day.ts";
import { held } from "../../fixtures/held.ts";
import { Office } from "../../fixtures/office.ts";
import { expect, test } from "../../fixtures/test.ts";

// Dialogs, and what is read anew: both take JavaScript.
test.skip(({ javaScriptEnabled }) => !javaScriptEnabled);

test("a dialog that is left gives the focus back to what opened it, a menu's button too", async ({ page, server }) => {
  const office = await Office.open(server, ["+15125550240", "+12145550241"]);
  await office.assign("crm-1", "512 555 0176", "Ada Abbott");
  await office.signIn(page);

  await page.goto(`/b/${office.slug}/leads`);
  await leave(page, page.getByRole("main").getByRole("link", { name: "New lead" }));
  await page.goto(`/b/${office.slug}/pool`);
  const more = page.getByRole("button", { name: "More for (512) 555-0240" });
  await more.focus();
  await page.keyboard.press("Enter");
  // The page is read again once its stream is open, and the link may be made anew between being found and focused.
  const edit = page.getByRole("link", { name: "Edit", exact: true });
  await expect(async () => {
    await edit.focus();
    await expect(edit).toBeFocused({ timeout: 500 });
  }).toPass();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(more).toBeFocused();

  await office.openLead(page, "Ada Abbott");
  await leave(page, page.getByRole("main").getByRole("link", { name: "Release", exact: true }));
  await page.goto("/shortcuts");
  await page.goto(`/b/${office.slug}`);
  await page.getByRole("link", { name: "All events" }).focus();
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Shortcuts" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("link", { name: "All events" })).toBeFocused();
});

test("a click that the browser itself follows opens no dialog", async ({ page, server }) => {
  const office = await Office.open(server, ["+15125550239"]);
  await office.signIn(page);
  await page.goto(`/b/${office.slug}/pool`);
  await page.getByRole("button", { name: "More for (512) 555-0239" }).click();
  for (const name of [/^Edit$/, /^Shortcuts/]) {
    // With Alt Chromium stores what the link leads to: asked for, and then let be.
    const follows = await page.getByRole("link", { name }).first().evaluate(
      (link) =>
        new Promise<boolean>((done) => {
          const heard = (event: Event) => {
            done(!event.defaultPrevented);
            event.preventDefault();
          };
          window.addEventListener("click", heard, { once: true });
          link.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, altKey: true }));
        }),
    );
    expect(follows, String(name)).toBe(true);
  }
  await expect(page.getByRole("dialog")).toBeHidden();
});

test("a form that opens as a dialog can be typed into at once, a question is read from its top", async ({ page, server }) => {
  const office = await Office.open(server, ["+15125550247"]);
  await office.assign("crm-1", "512 555 0176", "Ada Abbott");
  await office.signIn(page);
  const dialog = page.getByRole("dialog");

  await page.goto(`/b/${office.slug}/leads`);
  await page.getByRole("main").getByRole("link", { name: "New lead" }).press("Enter");
  await expect(dialog.getByLabel("Name")).toBeFocused();
  await page.keyboard.press("Escape");

  await office.openLead(page, "Ada Abbott");
  await page.getByRole("main").getByRole("link", { name: "Release", exact: true }).press("Enter");
  await expect(dialog.getByRole("button", { name: "Close" })).toBeFocused();
});

test("the focus stays where it is while the page is read anew, and is never lost to what is gone", async ({
  page,
  server,
}) => {
  const office = await Office.open(server, ["+15125550242", "+12145550243"]);
  await office.assign("crm-1", "512 555 0176", "Ada Abbott");
  await office.signIn(page);
  await office.openLead(page, "Ada Abbott");
  const lock = page.getByRole("main").getByRole("link", { name: "Lock", exact: true });
  await lock.focus();
  await office.report("crm-1", "busy");
  await expect(page.getByRole("main").getByText("1 of 5").first()).toBeVisible();
  await expect(lock).toBeFocused();

  // What was asked for is done, and the button that asked is gone with it.
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Lock", exact: true }).press("Enter");
  await expect(dialog).toBeHidden();
  await expect(lock).toBeHidden();
  await expect(page.getByRole("heading", { level: 1, name: "Ada Abbott" })).toBeFocused();
});

test("a date that is half typed is finished after the page was read anew, and the heading keeps the focus", async ({
  page,
  server,
}) => {
  const office = await Office.open(server, ["+15125550248"]);
  await office.assign("crm-1", "512 555 0176", "Ada Abbott");
  await office.signIn(page);
  await office.openLead(page, "Ada Abbott");
  const heading = page.getByRole("heading", { level: 1, name: "Ada Abbott" });
  await expect(heading).toBeFocused();
  await office.report("crm-1", "busy");
  await expect(page.getByRole("main").getByText("1 of 5").first()).toBeVisible();
  await expect(heading).toBeFocused();

  const appointment = page.getByLabel("Appointment, when booked");
  const day = dayIn(30);
  const [year = "", month = "", date = ""] = day.split("-");
  await appointment.focus();
  await page.keyboard.type(month + date);
  await office.report("crm-1", "busy");
  await expect(page.getByRole("main").getByText("2 of 5").first()).toBeVisible();
  await page.keyboard.type(year);
  await page.keyboard.press("ArrowRight");
  await page.keyboard.type("0930A");
  await expect(appointment).toHaveValue(`${day}T09:30`);
  await page.keyboard.press("Escape");
  await expect(appointment).not.toBeFocused();
});

test("days of one's own are chosen while calls come in", async ({ page, server }) => {
  const office = await Office.open(server, ["+15125550263"]);
  await office.assign("crm-1", "512 555 0178", "Cora Cole");
  await office.report("crm-1", "answered");
  await office.signIn(page);
  await page.goto(`/b/${office.slug}/analytics`);
  await page.getByText("Custom days", { exact: true }).click();
  const first = page.getByLabel("First day");
  await first.focus();
  await page.keyboard.type("0506");
  const of = (calls: string) => page.getByRole("main").getByRole("link", { name: `Answer rate 100.0% of ${calls}, few calls` });
  await expect(of("1 call")).toBeVisible();
  await office.report("crm-1", "answered");
  await expect(of("2 calls")).toBeVisible();
  await expect(first).toBeVisible();
  await page.keyboard.type("2026");
  await expect(first).toHaveValue("2026-05-06");
});

test("a page that says the same when it is read anew is left as it is", async ({ page, server }) => {
  const office = await Office.open(server, ["+15125550249", "+12145550250"]);
  await office.signIn(page);
  await page.goto(`/b/${office.slug}/pool/15125550249`);
  const changes = await page.getByRole("main").evaluateHandle((main) => {
    const seen: MutationRecord[] = [];
    new MutationObserver((records) => seen.push(...records)).observe(main, {
      attributes: true,
      characterData: true,
      childList: true,
      subtree: true,
    });
    return seen;
  });

  // Calls of somebody with another number; a minute may begin with one of them, and then another time is said.
  const counted: number[] = [];
  await office.assign("crm-1", "214 555 0177", "Ben Birch");
  for (const outcome of ["busy", "no_answer"] as const) {
    await page.waitForLoadState("networkidle");
    await changes.evaluate((seen) => seen.splice(0));
    const read = page.waitForResponse((response) => response.url().includes("/fn/number_page"));
    await office.report("crm-1", outcome);
    await (await read).finished();
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))));
    counted.push(await changes.evaluate((seen) => seen.length));
  }
  expect(Math.min(...counted)).toBe(0);
});

/** Opens by Enter, leaves by Escape, and is where it was. */
async function leave(page: Page, opener: ReturnType<Page["getByRole"]>): Promise<void> {
  await opener.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(opener).toBeFocused();
}

test("the heading of another page gets the focus, even where the page before it was read anew on the way", async ({
  page,
  server,
}) => {
  const office = await Office.open(server, ["+15125550322"]);
  await office.assign("crm-1", "512 555 0176", "Ada Abbott");
  await office.signIn(page);
  await page.goto(`/b/${office.slug}`);
  await expect(page.getByText("Live", { exact: true })).toBeVisible();

  // What the dashboard reads and the code of the leads' page come when they are told to; so do the frames.
  const [read, opened] = [held(), held()];
  await page.route("**/fn/dashboard?*", read.route);
  await page.route("**/split_leads.*", opened.route);
  await office.report("crm-1", "busy");
  await read.isAsked;
  await page.evaluate(() => {
    const frames: FrameRequestCallback[] = [];
    const real = window.requestAnimationFrame.bind(window);
    window.requestAnimationFrame = (frame) => frames.push(frame);
    Object.assign(window, {
      goOn: () => {
        window.requestAnimationFrame = real;
        for (const frame of frames) real(frame);
      },
    });
  });
  await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: /^Leads/ }).press("Enter");
  await opened.isAsked;
  read.release();
  await expect(page.getByRole("main").getByText(/busy/i).first()).toBeVisible();
  opened.release();
  const heading = page.getByRole("heading", { level: 1, name: "Leads" });
  await expect(heading).toBeVisible();
  await page.evaluate("goOn()");
  await expect(heading).toBeFocused();
});
