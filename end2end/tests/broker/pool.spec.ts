import type { Locator, Page } from "@playwright/test";
import { Office } from "../../fixtures/office.ts";
import { shown } from "../../fixtures/phone.ts";
import { expect, test } from "../../fixtures/test.ts";

// A number belongs to one broker in the installation: each test has its own.
let made = 0;
function numbers(count: number): string[] {
  made += 1;
  const two = (figure: number) => String(figure).padStart(2, "0");
  return Array.from({ length: count }, (_, n) => `+1512556${two(made)}${two(n)}`);
}

const key = (number: string) => number.slice(1);
const check = (page: Page, number: string) => page.getByRole("checkbox", { name: `Select ${shown(number)}` });

async function standings(office: Office): Promise<string[]> {
  const { body } = await office.api.get("/api/v1/numbers");
  return body.items.map((item: any) => item.standing);
}

test("the text of a row can be chosen with the mouse, and a click on it opens the row", async ({
  page,
  server,
  javaScriptEnabled,
}) => {
  const [first = ""] = numbers(1);
  const office = await Office.open(server, [first]);
  await office.signIn(page);
  await page.goto(`/b/${office.slug}/pool`);
  const row = page.getByRole("row").filter({ has: check(page, first) });
  const place = row.getByRole("cell", { name: "TX", exact: true });
  const opened = new RegExp(`/pool/${key(first)}$`);
  if (javaScriptEnabled) {
    expect(await dragged(page, place)).toContain("TX");
    // The number is the row's link itself.
    const link = row.getByRole("link").first();
    expect(await dragged(page, link)).toContain(first.slice(5, 8));
    // Firefox leaves a link in place only where the link itself says so.
    await expect(link).toHaveAttribute("draggable", "false");
    await expect(page).toHaveURL(/\/pool$/);

    // What opens another tab does so wherever the row is clicked.
    for (const [key, button] of [["ControlOrMeta", "left"], [undefined, "middle"]] as const) {
      const other = page.context().waitForEvent("page");
      if (key !== undefined) await page.keyboard.down(key);
      await clickOn(page, place, button);
      if (key !== undefined) await page.keyboard.up(key);
      const tab = await other;
      await expect(tab).toHaveURL(opened);
      await tab.close();
      await expect(page).toHaveURL(/\/pool$/);
    }
    // A click where text is chosen is a click.
    expect(await dragged(page, place)).toContain("TX");
  }
  await clickOn(page, place);
  await expect(page).toHaveURL(opened);
});

test("a control in a row opens no row, of whatever kind it is", async ({ page, server }) => {
  const [first = ""] = numbers(1);
  const office = await Office.open(server, [first]);
  await office.signIn(page);
  await page.goto(`/b/${office.slug}/pool`);
  const row = page.getByRole("row").filter({ has: check(page, first) });
  await row.evaluate((row) => {
    row.querySelector("a.row-link")!.addEventListener("click", () => row.setAttribute("data-opened", ""));
    const controls = `<textarea aria-label="Words"></textarea> <details><summary>Unfold</summary></details>
      <span role="button" tabindex="0">Do it</span>`;
    row.querySelector("th")!.insertAdjacentHTML("beforeend", controls);
  });
  // One that the row's link lies above cannot be clicked.
  await row.getByRole("textbox", { name: "Words" }).click();
  await row.getByText("Unfold").click();
  await row.getByRole("button", { name: "Do it" }).click();
  await expect(row).not.toHaveAttribute("data-opened");
  await expect(page).toHaveURL(/\/pool$/);
});

/** Wherever the mouse hits there, as a person clicks: before the page is alive that is the row's link. */
async function clickOn(page: Page, what: Locator, button: "left" | "middle" = "left"): Promise<void> {
  const box = (await what.boundingBox())!;
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2, { button });
}

/** The text that is chosen once the mouse was drawn across. */
async function dragged(page: Page, what: Locator): Promise<string> {
  const box = (await what.boundingBox())!;
  const middle = box.y + box.height / 2;
  await page.mouse.move(box.x + 1, middle);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width - 1, middle, { steps: 8 });
  await page.mouse.up();
  return page.evaluate(() => String(getSelection()));
}

test("a number's figures stay in sight beside its history", async ({ page, server }) => {
  const [first = ""] = numbers(1);
  const office = await Office.open(server, [first], 10);
  for (let nth = 0; nth < 10; nth += 1) await office.assign(`crm-${nth}`, `512 555 023${nth}`, `Ada Abbott ${nth}`);
  await office.signIn(page);
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.goto(`/b/${office.slug}/pool/${key(first)}`);
  await page.getByRole("region", { name: "History" }).getByRole("listitem").last().scrollIntoViewIfNeeded();
  await expect(page.getByRole("region", { name: "Leads on this number" }).getByRole("columnheader").first()).not.toBeInViewport();
  await expect(page.getByRole("heading", { name: "Figures" })).toBeInViewport({ ratio: 1 });
});

test("chosen numbers rest, all at once, and it is taken back", async ({ page, server, javaScriptEnabled }) => {
  const [first = "", second = "", third = ""] = numbers(3);
  const office = await Office.open(server, [first, second, third]);
  await office.signIn(page);
  await page.goto(`/b/${office.slug}/pool?sort=number`);
  await check(page, first).check();
  await check(page, second).check();
  const bar = page.getByRole("region", { name: "Selection" });
  if (javaScriptEnabled) await expect(bar).toContainText("2 numbers · 0 live leads");
  await bar.getByRole("button", { name: "Rest" }).click();
  const place = javaScriptEnabled ? page.getByRole("dialog", { name: "Rest numbers" }) : page.getByRole("main");
  await expect(place).toContainText("2 numbers take no new leads while they rest");
  await place.getByLabel("For how long").fill("3");
  await place.getByRole("button", { name: "Rest 2 numbers" }).click();
  await expect(page.getByText("2 numbers rest for 3 days.")).toBeVisible();
  expect(await standings(office)).toEqual(["resting", "resting", "active"]);
  if (javaScriptEnabled) {
    await expect(bar).toBeHidden();
    const amid = async (what: Locator) => {
      const { x, width } = (await what.boundingBox())!;
      return x + width / 2;
    };
    const off = (await amid(page.locator(".toast"))) - (await amid(page.getByRole("main")));
    expect(Math.abs(off), "from the middle of the page").toBeLessThan(2);
  }
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText("Undone: 2 numbers are as before.")).toBeVisible();
  expect(await standings(office)).toEqual(["active", "active", "active"]);

  await page.goto(`/b/${office.slug}/pool/change?act=activate&numbers=${key(first)}`);
  await expect(page.getByText("The number is already active.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Activate 1 number" })).toBeDisabled();

  // Of two, the one that rests is activated.
  const { id } = (await office.api.get("/api/v1/numbers")).body.items.find((item: any) => item.number === first);
  expect((await office.api.post(`/api/v1/numbers/${id}/rest`, {})).status).toBe(200);
  await page.goto(`/b/${office.slug}/pool/change?act=activate&numbers=${key(first)},${key(second)}`);
  await expect(page.getByText("1 number takes new leads again from now on.")).toBeVisible();
  await expect(page.getByText("1 is already active")).toBeVisible();
  await page.getByRole("button", { name: "Activate 1 number" }).click();
  await expect(page.getByText("1 number is active again.")).toBeVisible();
});

test("a filter that keeps no number says what it is", async ({ page, server }) => {
  const [first = ""] = numbers(1);
  const office = await Office.open(server, [first]);
  await office.signIn(page);
  await page.goto(`/b/${office.slug}/pool?state=AK`);
  await expect(page.getByText("No numbers match these filters")).toBeVisible();
  await expect(page.getByRole("button", { name: "State: Alaska" })).toBeVisible();
  await page.getByRole("link", { name: "Clear all" }).click();
  await expect(check(page, first)).toBeVisible();
});

test("what was chosen can be worked on after others changed the pool", async ({ page, server, javaScriptEnabled }) => {
  test.skip(!javaScriptEnabled, "a page without JavaScript does not hear of changes");
  const [first = "", second = "", third = ""] = numbers(3);
  const office = await Office.open(server, [first]);
  await office.signIn(page);
  await page.goto(`/b/${office.slug}/pool?sort=number`);
  await check(page, first).check();
  for (const number of [second, third]) {
    expect((await office.api.post("/api/v1/numbers", { number })).status).toBe(201);
    await expect(check(page, number)).toBeVisible();
  }
  const bar = page.getByRole("region", { name: "Selection" });
  await bar.getByRole("button", { name: "Rest" }).click();
  const dialog = page.getByRole("dialog", { name: "Rest numbers" });
  await expect(dialog).toContainText("1 number takes no new leads while it rests");
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(dialog).toBeHidden();
});

test("a number is retired with its lead, who is named and gets another one", async ({
  page,
  server,
  javaScriptEnabled,
}) => {
  const [first = "", second = ""] = numbers(2);
  const office = await Office.open(server, [first]);
  const before = await office.assign("crm-1", "512 555 0176", "Ada Abbott");
  expect(before.phone_number).toBe(first);
  await office.signIn(page);

  // Nobody would take the lead: said before anything is done.
  await page.goto(`/b/${office.slug}/pool`);
  await check(page, first).check();
  await page.getByRole("region", { name: "Selection" }).getByRole("button", { name: "Retire" }).click();
  await expect(page.getByText("1 lead finds no other number")).toBeVisible();
  await page.goto(`/b/${office.slug}/pool/${key(first)}/retire`);
  await expect(page.getByText("1 lead finds no other number")).toBeVisible();
  await expect(page.getByRole("listitem").filter({ hasText: "Ada Abbott" })).toContainText("no other number");
  // Leads are moved unasked only where all of them find one.
  const rehome = { name: /^Give its lead another number/ };
  await expect(page.getByRole("checkbox", rehome)).not.toBeChecked();

  expect((await office.api.post("/api/v1/numbers", { number: second })).status).toBe(201);
  await page.goto(`/b/${office.slug}/pool?sort=number`);
  await page.getByRole("button", { name: `More for ${shown(first)}` }).click();
  await page.getByRole("link", { name: "Retire" }).click();
  const place = javaScriptEnabled ? page.getByRole("dialog", { name: "Retire this number" }) : page.getByRole("main");
  await expect(place.getByRole("link", { name: "Ada Abbott" })).toBeVisible();
  await expect(place.getByRole("checkbox", rehome)).toBeChecked();
  // Seen however long the list is.
  const [choice, lead] = [place.getByRole("checkbox", rehome), place.getByRole("link", { name: "Ada Abbott" })];
  expect((await choice.boundingBox())!.y).toBeLessThan((await lead.boundingBox())!.y);
  await place.getByRole("button", { name: "Retire" }).click();
  await expect(page.getByText(`${shown(first)} is retired, and 1 lead has another number.`)).toBeVisible();
  if (javaScriptEnabled) await expect(page).toHaveURL(/\/pool\?sort=number$/);
  const after = await office.assign("crm-1", "512 555 0176", "Ada Abbott");
  expect(after).toMatchObject({ created: false, phone_number: second });
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText(`Undone: ${shown(first)} is as before.`)).toBeVisible();
  expect(await standings(office)).toEqual(["active", "active"]);
});

test.describe("with a form that is older than what it is about", () => {
  test.use({ allowedConsole: [/status of 409/] });

  test("a lead that got the number while its form was open: the form offers to give it another one", async ({
    page,
    server,
  }) => {
    const [first = "", second = ""] = numbers(2);
    const office = await Office.open(server, [first]);
    await office.signIn(page);
    await page.goto(`/b/${office.slug}/pool/${key(first)}/retire`);
    await expect(page.getByText("No lead is on it: nobody loses a number")).toBeVisible();
    await office.assign("crm-1", "512 555 0177", "Ada Abbott");
    expect((await office.api.post("/api/v1/numbers", { number: second })).status).toBe(201);
    const retire = page.getByRole("main").getByRole("button", { name: "Retire" });
    await retire.click();
    await expect(page.getByText("1 lead sees this number")).toBeVisible();
    await expect(page.getByRole("alert")).toContainText("has 1 live lead: give it another number");
    await page.getByRole("checkbox", { name: /^Give its lead another number/ }).check();
    await retire.click();
    await expect(page.getByText(`${shown(first)} is retired, and 1 lead has another number.`)).toBeVisible();
  });

  test("a lead that got the number while the dialog was open: the dialog offers to give it another one", async ({
    page,
    server,
    javaScriptEnabled,
  }) => {
    test.skip(!javaScriptEnabled, "there are no dialogs without JavaScript");
    const [first = "", second = ""] = numbers(2);
    const office = await Office.open(server, [first]);
    await office.signIn(page);
    await page.goto(`/b/${office.slug}/pool`);
    await check(page, first).check();
    await page.getByRole("region", { name: "Selection" }).getByRole("button", { name: "Retire" }).click();
    const dialog = page.getByRole("dialog", { name: "Retire numbers" });
    await expect(dialog).toContainText("No lead is on it: nobody loses a number");
    await office.assign("crm-1", "512 555 0178", "Ada Abbott");
    expect((await office.api.post("/api/v1/numbers", { number: second })).status).toBe(201);
    const retire = dialog.getByRole("button", { name: "Retire 1 number" });
    await retire.click();
    await expect(dialog).toContainText("1 lead sees this number");
    await expect(dialog.getByRole("alert")).toContainText("has 1 live lead: give it another number");
    await dialog.getByRole("checkbox", { name: /^Give its lead another number/ }).check();
    await retire.click();
    await expect(page.getByText(`${shown(first)} is retired, and 1 lead has another number.`)).toBeVisible();
    await expect(dialog).toBeHidden();
  });

  test("a dialog that is read again keeps what was typed, and says what stands in the way by now", async ({
    page,
    server,
    javaScriptEnabled,
  }) => {
    test.skip(!javaScriptEnabled, "there are no dialogs without JavaScript");
    const [first = "", second = ""] = numbers(2);
    const office = await Office.open(server, [first, second]);
    await office.signIn(page);
    await page.goto(`/b/${office.slug}/pool`);
    for (const number of [first, second]) await check(page, number).check();
    await page.getByRole("region", { name: "Selection" }).getByRole("button", { name: "Rest" }).click();
    const dialog = page.getByRole("dialog", { name: "Rest numbers" });
    await dialog.getByLabel("For how long").fill("3");
    const { id } = (await office.api.get("/api/v1/numbers")).body.items.find((item: any) => item.number === first);
    expect((await office.api.post(`/api/v1/numbers/${id}/retire`, {})).status).toBe(200);
    const rest = dialog.getByRole("button", { name: "Rest 2 numbers" });
    await rest.click();
    await expect(dialog.getByText("1 number stands in the way")).toBeVisible();
    await expect(rest).toBeDisabled();
    const refusal = dialog.getByRole("alert").filter({ hasText: "Nothing was changed" });
    await expect(refusal).toContainText("is retired: activate it first");
    await expect(dialog.getByLabel("For how long")).toHaveValue("3");
  });

  test("a filter that keeps one number more while the dialog is open: it tells so, and asks again", async ({
    page,
    server,
    javaScriptEnabled,
  }) => {
    test.skip(!javaScriptEnabled, "there are no dialogs without JavaScript");
    // One more than a page of the pool.
    const [late = "", ...pool] = numbers(52);
    const office = await Office.open(server, pool);
    await office.signIn(page);
    await page.goto(`/b/${office.slug}/pool`);
    await page.getByRole("checkbox", { name: "Select all rows on this page" }).check();
    const bar = page.getByRole("region", { name: "Selection" });
    await bar.getByRole("button", { name: "All 51 matching" }).click();
    await expect(bar.getByRole("button", { name: "Rest", exact: true })).toBeFocused();
    await expect(bar).toContainText("51 numbers · 0 live leads");
    await bar.getByRole("button", { name: "Rest" }).click();
    const dialog = page.getByRole("dialog", { name: "Rest numbers" });
    await expect(dialog).toContainText("51 numbers take no new leads while they rest");
    await dialog.getByLabel("For how long").fill("3");
    expect((await office.api.post("/api/v1/numbers", { number: late })).status).toBe(201);

    await dialog.getByRole("button", { name: "Rest 51 numbers" }).click();
    await expect(dialog.getByRole("alert")).toContainText("52 numbers match the filter now, not 51");
    await expect(dialog).toContainText("52 numbers take no new leads while they rest");
    await expect(dialog.getByLabel("For how long")).toHaveValue("3");
    expect((await office.api.get("/api/v1/numbers?standing=resting")).body.items).toEqual([]);
    await dialog.getByRole("button", { name: "Rest 52 numbers" }).click();
    await expect(page.getByText("52 numbers rest for 3 days.")).toBeVisible();
    await expect(dialog).toBeHidden();
    expect((await office.api.get("/api/v1/numbers?standing=active")).body.items).toEqual([]);
  });
});

test("the pool by keyboard alone: rows are chosen, a range too, and outlive a live change", async ({
  page,
  server,
  javaScriptEnabled,
}) => {
  test.skip(!javaScriptEnabled, "keys need JavaScript; without it the checkboxes are a form");
  const pool = numbers(4);
  const third = pool[2] ?? "";
  const office = await Office.open(server, pool);
  await office.signIn(page);
  await page.goto(`/b/${office.slug}/pool?sort=number`);
  const bar = page.getByRole("region", { name: "Selection" });
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("j");
  await page.keyboard.press("Shift+X");
  await expect(bar).toContainText("3 numbers");
  const link = page.getByRole("row").filter({ has: check(page, third) }).getByRole("link").first();
  await expect(link).toBeFocused();

  // Somebody else gives the third number a lead: the row is read anew, chosen and with the focus as before.
  const { assignment_id } = await office.assign("crm-1", "512 555 0176", "Ada Abbott");
  await expect(bar).toContainText("3 numbers · 1 live lead");
  await expect(link).toBeFocused();
  // Whoever left the row meanwhile is not taken back to it.
  await link.blur();
  await office.api.post(`/api/v1/assignments/${assignment_id}/release`, { reason: "moved away" });
  await expect(bar).toContainText("3 numbers · 0 live leads");
  await expect(link).not.toBeFocused();
  await link.focus();
  await page.keyboard.press("Escape");
  await expect(bar).toBeHidden();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`/pool/${key(third)}$`));
});
