import { dayIn } from "../../fixtures/day.ts";
import { held } from "../../fixtures/held.ts";
import { Office } from "../../fixtures/office.ts";
import { shown } from "../../fixtures/phone.ts";
import { expect, test } from "../../fixtures/test.ts";

const DALLAS = "+12145550147";

test("an outcome is recorded by keys alone, with a note and an appointment", async ({ page, server, javaScriptEnabled }) => {
  test.skip(!javaScriptEnabled, "keys need JavaScript");
  const office = await Office.open(server, ["+15125550171"], 10);
  await office.assign("crm-1", "512 555 0176", "Kim Orr");
  await office.signIn(page);
  await office.openLead(page, "Kim Orr");
  await expect(page.locator("html")).toHaveAttribute("data-alive", "");

  await page.keyboard.press("t");
  await expect(page.getByLabel("Note for the timeline")).toBeFocused();
  await page.keyboard.type("Ring after five");
  await page.keyboard.press("Escape");
  await page.keyboard.press("n");
  const timeline = page.getByRole("main").getByRole("listitem");
  await expect(timeline.filter({ hasText: "Attempt 1: no answer" })).toContainText("Ring after five");

  await page.keyboard.press("p");
  await expect(page.getByLabel("Appointment, when booked")).toBeFocused();
  await page.getByLabel("Appointment, when booked").fill(`${dayIn(30)}T09:30`);
  await page.keyboard.press("Escape");
  await page.keyboard.press("b");
  await expect(page.getByText("Calls from Kim Orr go to the main line")).toBeVisible();
  await expect(timeline.filter({ hasText: /^Booked/ }).first()).toBeVisible();
});

test("an outcome given before the page shows the one before it says what it is in place of", async ({
  page,
  server,
  javaScriptEnabled,
}) => {
  test.skip(!javaScriptEnabled, "without JavaScript the page that follows shows it");
  const office = await Office.open(server, ["+15125550348"]);
  await office.assign("crm-1", "512 555 0176", "Kim Orr");
  await office.signIn(page);
  await office.openLead(page, "Kim Orr");
  await expect(page.locator("html")).toHaveAttribute("data-alive", "");

  const read = held();
  await page.route("**/fn/lead_page?*", read.route);
  await page.getByRole("button", { name: /^Voicemail/ }).click();
  await expect(page.getByText(/^Voicemail: \d+ attempts left\.$/)).toBeVisible();
  await page.getByRole("button", { name: /^No answer/ }).click();
  await expect(page.getByText(/^Corrected from voicemail to no answer, \d+ attempts left\.$/)).toBeVisible();
  read.release();
  const timeline = page.getByRole("main").getByRole("listitem");
  await expect(timeline.filter({ hasText: "Attempt 1: no answer" })).toBeVisible();
  await expect(timeline.filter({ hasText: "Attempt 2" })).toHaveCount(0);
});

test("a release is undone: the same number, the same attempts", async ({ page, server }) => {
  const office = await Office.open(server, ["+15125550172", DALLAS]);
  await office.assign("crm-1", "512 555 0176", "Kim Orr");
  await office.report("crm-1", "busy");
  await office.signIn(page);
  await office.openLead(page, "Kim Orr");

  await page.getByRole("link", { name: "Release" }).click();
  await page.getByLabel("Reason").fill("by mistake");
  await page.getByRole("button", { name: "Release", exact: true }).click();
  await expect(page.getByText("(512) 555-0172 is free again.")).toBeVisible();
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await expect(page.getByText("The lead has (512) 555-0172 again.")).toBeVisible();
  await expect(page.getByRole("region", { name: "Caller ID" })).toContainText(/\(512\)\s*555-0172/);
  const timeline = page.getByRole("main").getByRole("listitem");
  await expect(timeline.filter({ hasText: "Release undone" })).toBeVisible();
  await expect(timeline.filter({ hasText: "Attempt 1: busy" })).toBeVisible();
});

test("a booking gets another appointment, and is told where that is in the past", async ({ page, server }) => {
  const office = await Office.open(server, ["+15125550311"]);
  await office.assign("crm-1", "512 555 0176", "Kim Orr");
  await office.api.callOutcome({ lead_id: "crm-1", outcome: "booked", call_id: "call-1" });
  await office.signIn(page);
  await office.openLead(page, "Kim Orr");
  const main = page.getByRole("main");
  // By which zone it is, a phone says as well.
  const whole = page.viewportSize()!;
  await page.setViewportSize({ width: 390, height: 844 });
  await expect(main.getByRole("region", { name: "Record an outcome" }).getByText(/^\w+ time$/)).toBeVisible();
  await page.setViewportSize(whole);
  await main.getByRole("link", { name: "Correct", exact: true }).click();
  // In a dialog over the page, whose form of outcomes has such fields too; without JavaScript a page.
  const button = page.getByRole("button", { name: "Correct the call" });
  const form = page.locator("form").filter({ has: button });
  // The day before yesterday, whatever the zone: an appointment may be 30 days back.
  await form.getByLabel("Appointment, when booked").fill(`${dayIn(-2)}T09:30`);
  await form.getByLabel("Note").fill("said another year");
  await button.click();
  await expect(page.getByText("The appointment is in the past.")).toBeVisible();
  const timeline = main.getByRole("listitem");
  await expect(timeline.filter({ hasText: "Corrected: booked" })).toContainText("The outcome stays.");
  await expect(timeline.filter({ hasText: "Corrected: booked" })).toContainText("said another year");
  await expect(timeline.filter({ hasText: /Appointment: .*9:30/ })).toBeVisible();
});

test("a suppression is undone, and the number comes back with it", async ({ page, server }) => {
  const office = await Office.open(server, ["+15125550173"]);
  await office.assign("crm-1", "512 555 0176", "Kim Orr");
  await office.signIn(page);
  await office.openLead(page, "Kim Orr");

  await page.getByRole("button", { name: "More for Kim Orr" }).click();
  await page.getByRole("link", { name: "Suppress this person" }).click();
  await page.getByRole("button", { name: "Suppress", exact: true }).click();
  await expect(page.getByText("The person is suppressed from now on.")).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText("The person is no longer suppressed.", { exact: true })).toBeVisible();
  await expect(page.getByRole("region", { name: "Caller ID" })).toContainText(/\(512\)\s*555-0173/);
});

test("what was done to another record of the person is not told as this one's", async ({ page, server }) => {
  const office = await Office.open(server, ["+15125550310"]);
  await office.assign("crm-1", "512 555 0111", "Ann Ash");
  await office.assign("web-7", "512 555 0111", "Ann Ash");
  await office.signIn(page);
  await page.goto(`/b/${office.slug}/leads/web-7`);
  const timeline = page.getByRole("region", { name: "Timeline" });
  await expect(timeline.getByText("Lead created", { exact: true })).toHaveCount(2);
  await expect(timeline.getByText("in the record")).toHaveCount(2);
  await timeline.getByRole("link", { name: "Ann Ash" }).first().click();
  await expect(page).toHaveURL(/\/leads\/[0-9a-f-]{36}$/);
});

test("leads that were silent are released together, and taken back together", async ({ page, server }) => {
  const office = await Office.open(server, ["+15125550174"], 10);
  const leads = { "Ann Ash": "512 555 0101", "Bob Birch": "512 555 0102", "Cat Cole": "512 555 0103" };
  for (const [lead, phone] of Object.entries(leads)) {
    await office.assign(lead, phone, lead);
  }
  await office.signIn(page);
  await page.goto(`/b/${office.slug}/leads?sort=name`);
  const ann = page.getByRole("checkbox", { name: "Select Ann Ash" });
  // The whole height of the row takes the press, not the box alone; what marks it stands in its middle.
  await ann.locator("xpath=..").click({ position: { x: 2, y: 2 } });
  await expect(ann).toBeChecked();
  await expect(ann).toHaveCSS("place-items", "center");
  await expect(ann).toHaveCSS("display", "grid");
  await page.getByRole("checkbox", { name: "Select Bob Birch" }).check();
  await page.getByRole("button", { name: "Release", exact: true }).click();
  const main = page.getByRole("main");
  await expect(main).toContainText("2 leads give their numbers back.");
  await expect(main).toContainText("Ann Ash");
  await expect(main).not.toContainText("Cat Cole");
  await page.getByLabel("Reason").fill("moved away");
  await page.getByRole("button", { name: "Release", exact: true }).click();
  await expect(page.getByText("2 leads gave their numbers back.")).toBeVisible();
  // The list is the one they were chosen in.
  await expect(page).toHaveURL(/\/leads\?sort=name$/);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText("2 leads have their numbers again.")).toBeVisible();
  await expect(page.getByRole("link", { name: "Active 3" })).toBeVisible();

  await page.goto(`/b/${office.slug}/assignments?silent=3`);
  await page.getByRole("link", { name: "Release all silent leads" }).click();
  await expect(main).toContainText("No lead has been silent for 3 days");
  await main.getByRole("link", { name: "Back to the list" }).click();
  await expect(page).toHaveURL(/\/assignments\?silent=3$/);
});

test("leads that spoke to us on several numbers are not said to share one", async ({ page, server }) => {
  const office = await Office.open(server, ["+15125550175", "+15125550178"]);
  const leads = [];
  for (const [lead, phone] of [["Ann Ash", "512 555 0101"], ["Bob Birch", "512 555 0102"]] as const) {
    leads.push((await office.assign(lead, phone, lead)).lead_id);
    await office.report(lead, "answered");
  }
  await office.signIn(page);
  await page.goto(`/b/${office.slug}/many/release?leads=${leads.join(",")}`);
  await expect(page.getByRole("main")).toContainText("2 have spoken to you on their numbers");
});

test("a lead that booked stands apart from those that lose their numbers", async ({ page, server }) => {
  const office = await Office.open(server, ["+15125556401", "+15125556402"]);
  const leads = [];
  for (const [lead, phone] of [["Ann Ash", "512 555 0101"], ["Bob Birch", "512 555 0102"]] as const) {
    leads.push((await office.assign(lead, phone, lead)).lead_id);
  }
  await office.report("Bob Birch", "booked");
  await office.signIn(page);
  await page.goto(`/b/${office.slug}/many/release?leads=${leads.join(",")}`);
  const main = page.getByRole("main");
  await expect(main).toContainText("1 lead gives its number back.");
  await expect(main).toContainText("It may see another number next time");
  await expect(main.getByRole("region", { name: "Who is affected" }).getByRole("listitem")).toHaveText([/Ann Ash/]);
  const below = main.getByRole("region", { name: "Only if you check the box" });
  await expect(below.getByRole("listitem")).toHaveText([/Bob Birch/]);
});

test("who would call before the office is connected is led to where it is", async ({ page, server }) => {
  const office = await Office.open(server, ["+15125550321"]);
  await office.assign("crm-1", "512 555 0176", "Kim Orr");
  await office.signIn(page);
  await office.openLead(page, "Kim Orr");
  await page.goto(`${page.url()}/call`);
  const main = page.getByRole("main");
  await expect(main).toContainText("SignalWire is not connected");
  await main.getByRole("link", { name: "Connect" }).click();
  await expect(page).toHaveURL(/\/settings\/signalwire$/);
});

test("who would lock a locked lead reads that it is, and comes back to it", async ({ page, server }) => {
  const office = await Office.open(server, ["+15125550347"]);
  await office.assign("crm-1", "512 555 0176", "Kim Orr");
  await office.report("crm-1", "booked");
  await office.signIn(page);
  await office.openLead(page, "Kim Orr");
  const lead = page.url();
  await page.goto(`${lead}/lock`);
  const main = page.getByRole("main");
  await expect(main).toContainText("The lead is already locked to its number.");
  await main.getByRole("link", { name: "Back to the lead" }).click();
  await expect(page).toHaveURL(lead);
});

test.describe("with a dialog that is older than the lead", () => {
  test.use({ allowedConsole: [/status of 409/] });

  test("a lead that was moved while the dialog was open: it says from which number by now, and keeps what was typed", async ({
    page,
    server,
    javaScriptEnabled,
  }) => {
    test.skip(!javaScriptEnabled, "there are no dialogs without JavaScript");
    const office = await Office.open(server, ["+15125550349", "+15125550350", "+15125550351"]);
    const first = await office.assign("crm-1", "512 555 0176", "Kim Orr");
    await office.signIn(page);
    await office.openLead(page, "Kim Orr");
    await page.getByRole("region", { name: "Caller ID" }).getByRole("link", { name: "Rehome" }).click();
    const dialog = page.getByRole("dialog", { name: "Rehome to another number" });
    await expect(dialog).toContainText(`rehomed from ${shown(first.phone_number)}`);
    await dialog.getByLabel("Reason").fill("hears the line drop");
    const reason = "asked for another one";
    const moved = await office.api.post(`/api/v1/assignments/${first.assignment_id}/rehome`, { reason });
    expect(moved.status).toBe(200);

    const rehome = dialog.getByRole("button", { name: "Rehome" });
    await rehome.click();
    await expect(dialog).toContainText(`rehomed from ${shown(moved.body.phone_number)}`);
    await expect(dialog.getByRole("alert")).toContainText("The lead already gave its number back.");
    await expect(dialog.getByLabel("Reason")).toHaveValue("hears the line drop");
    await rehome.click();
    await expect(page.getByText(/^The lead is on .+ now\.$/)).toBeVisible();
    await expect(dialog).toBeHidden();
  });

  test("a lead that gave its number back while the dialog was open: it says that there is none to lock", async ({
    page,
    server,
    javaScriptEnabled,
  }) => {
    test.skip(!javaScriptEnabled, "there are no dialogs without JavaScript");
    const office = await Office.open(server, ["+15125550352"]);
    const { assignment_id } = await office.assign("crm-1", "512 555 0176", "Kim Orr");
    await office.signIn(page);
    await office.openLead(page, "Kim Orr");
    await page.getByRole("main").getByRole("link", { name: "Lock", exact: true }).click();
    const dialog = page.getByRole("dialog", { name: "Lock the number" });
    const lock = dialog.getByRole("button", { name: "Lock" });
    await expect(lock).toBeVisible();
    const released = await office.api.post(`/api/v1/assignments/${assignment_id}/release`, { reason: "moved away" });
    expect(released.status).toBe(200);
    await lock.click();
    await expect(dialog).toContainText("The lead has no number to lock.");
    await expect(lock).toHaveCount(0);
  });

  test("a lead that was moved and waits by now: the dialog that releases its number ends the wait, by name", async ({
    page,
    server,
    javaScriptEnabled,
  }) => {
    test.skip(!javaScriptEnabled, "there are no dialogs without JavaScript");
    const office = await Office.open(server, ["+15125550353", "+15125550354"]);
    const { assignment_id } = await office.assign("crm-1", "512 555 0176", "Kim Orr");
    await office.signIn(page);
    await office.openLead(page, "Kim Orr");
    await page.getByRole("main").getByRole("link", { name: "Release", exact: true }).click();
    const before = page.getByRole("dialog", { name: "Release the number" });
    await before.getByLabel("Reason").fill("hears the line drop");
    // What the dialog was opened for ended with the move: the wait is that after the next number.
    const reason = "asked for another one";
    const moved = await office.api.post(`/api/v1/assignments/${assignment_id}/rehome`, { reason });
    expect(moved.status).toBe(200);
    for (let attempt = 1; attempt < 5; attempt += 1) await office.report("crm-1", "voicemail");
    expect(await office.report("crm-1", "voicemail")).toMatchObject({ action: "unreachable" });

    await before.getByRole("button", { name: "Release", exact: true }).click();
    const after = page.getByRole("dialog", { name: "End the wait" });
    await expect(after.getByRole("heading", { name: "End the wait" })).toBeVisible();
    await expect(before).toHaveCount(0);
    await expect(after).toContainText("can be assigned again right away");
    await expect(after.getByRole("alert")).toContainText("The lead already gave its number back.");
    await expect(after.getByLabel("Reason")).toHaveValue("hears the line drop");
    await after.getByRole("button", { name: "End the wait" }).click();
    await expect(page.getByText("The lead no longer has to wait for a number.")).toBeVisible();
    await expect(after).toBeHidden();
  });

  test("a lead that used up its attempts while its release was open: that its wait would end is said first", async ({
    page,
    server,
    javaScriptEnabled,
  }) => {
    const office = await Office.open(server, ["+15125550355"]);
    const lead = { lead_id: "crm-1", phone: "512 555 0353" };
    await office.assign(lead.lead_id, lead.phone, "Kim Orr");
    await office.signIn(page);
    await office.openLead(page, "Kim Orr");
    await page.getByRole("main").getByRole("link", { name: "Release", exact: true }).click();
    // Without JavaScript it is a page.
    const opened = page.getByRole(javaScriptEnabled ? "dialog" : "main");
    await expect(opened.getByRole("heading", { name: "Release the number" })).toBeVisible();
    await opened.getByLabel("Reason").fill("asked for a call");
    for (let attempt = 1; attempt < 5; attempt += 1) await office.report("crm-1", "voicemail");
    expect(await office.report("crm-1", "voicemail")).toMatchObject({ action: "unreachable" });

    await opened.getByRole("button", { name: "Release", exact: true }).click();
    await expect(opened.getByRole("heading", { name: "End the wait" })).toBeVisible();
    await expect(opened).toContainText("can be assigned again right away");
    const refusal = "The lead is unreachable now, not active: nothing was released.";
    await expect(opened.getByRole("alert")).toContainText(refusal);
    await expect(opened.getByLabel("Reason")).toHaveValue("asked for a call");
    const waits = await office.api.assignNumber(lead);
    expect(waits.status).toBe(409);
    expect(waits.body.type).toMatch(/\/lead-unreachable$/);
    await opened.getByRole("button", { name: "End the wait" }).click();
    await expect(page.getByText("The lead no longer has to wait for a number.").first()).toBeVisible();
    await expect(page.getByRole("link", { name: "End the wait" })).toBeHidden();
    expect(await office.api.assignNumber(lead)).toMatchObject({ status: 200, body: { created: true } });
  });
});
