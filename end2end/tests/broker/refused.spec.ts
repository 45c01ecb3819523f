import type { Locator, Page } from "@playwright/test";
import { Office } from "../../fixtures/office.ts";
import { expect, test } from "../../fixtures/test.ts";

// A refusal is an answer that the browser writes into its console too.
test.use({ allowedConsole: [/status of 4\d\d/] });

test("what is refused is told at its field, and all that was typed is still there", async ({
  page,
  server,
  javaScriptEnabled,
}) => {
  const office = await Office.open(server, ["+15125550250"]);
  await page.goto("/sign-in");
  await page.getByLabel("Email").fill(office.person.email);
  await page.getByLabel("Password").fill("not the password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert")).toContainText(/password/i);
  await expect(page.getByLabel("Email")).toHaveValue(office.person.email);
  await office.signIn(page);

  await page.goto(`/b/${office.slug}/leads/new`);
  // One of three is needed, so none of them is called optional.
  const main = page.getByRole("main");
  await expect(main.getByText("A phone, a name or a reference is enough.")).toBeVisible();
  for (const name of ["Name", "Phone", "Reference"]) {
    await expect(main.getByRole("textbox", { name, exact: true })).toBeVisible();
  }
  await page.getByLabel("Name").fill("Ada Abbott");
  await page.getByLabel("Phone").fill("55");
  await page.getByLabel("Notes").fill("Ring after five");
  await page.getByRole("button", { name: "Add the lead" }).click();
  await faulty(page, "Phone", /2 digits are not a phone number/, javaScriptEnabled);
  await keeps(page, { Name: "Ada Abbott", Phone: "55", Notes: "Ring after five" });
});

test("a number, a setting, an invitation, choices, a profile and a password are refused in the same way", async ({
  page,
  server,
  javaScriptEnabled,
}) => {
  const office = await Office.open(server, ["+15125550251"]);
  await office.signIn(page);

  await page.goto(`/b/${office.slug}/pool/15125550251/edit`);
  await page.getByLabel("Label").fill("Front desk");
  await page.getByLabel("Area code").fill("099");
  await page.getByRole("button", { name: "Save" }).click();
  await faulty(page, "Area code", /area code/i, javaScriptEnabled);
  await keeps(page, { Label: "Front desk", "Area code": "099" });

  await page.goto(`/b/${office.slug}/settings`);
  await page.getByLabel("Leads per number").fill("3");
  await page.getByLabel("Main line").fill("12");
  await page.getByRole("button", { name: "Save settings" }).click();
  await faulty(page, "Main line", /2 digits are not a phone number/, javaScriptEnabled);
  await keeps(page, { "Leads per number": "3", "Main line": "12" });

  await page.goto(`/b/${office.slug}/settings/users/invite`);
  await page.getByLabel("Email").fill(office.person.email);
  await page.getByRole("button", { name: "Create the link" }).click();
  await faulty(page, "Email", /already/i, javaScriptEnabled);
  await keeps(page, { Email: office.person.email });

  await page.goto(`/b/${office.slug}/settings/events/new`);
  await page.getByLabel("Address").fill("https://n8n.example.com/webhook/x");
  const events = page.getByRole("group", { name: "Which events it gets" });
  for (const event of await events.getByRole("checkbox").all()) await event.uncheck();
  await page.getByRole("button", { name: "Create the endpoint" }).click();
  await faulty(page, events, /Select at least one event/, javaScriptEnabled);
  await keeps(page, { Address: "https://n8n.example.com/webhook/x" });

  await page.goto("/account");
  await page.getByLabel("Name").fill("Ada Abbott");
  await page.getByLabel("Email").fill(`other-${office.person.email}`);
  await page.getByRole("button", { name: "Save profile" }).click();
  await faulty(page, "Current password", /password/i, javaScriptEnabled);
  await keeps(page, { Name: "Ada Abbott", Email: `other-${office.person.email}` });

  await page.getByLabel("Current password").last().fill("not the password");
  await page.getByLabel("New password").fill("a very long passphrase");
  await page.getByRole("button", { name: "Change password" }).click();
  const password = page.getByLabel("Current password").last();
  await expect(password).toHaveAttribute("aria-invalid", "true");
  // What nobody may read over a shoulder is not sent back.
  if (!javaScriptEnabled) await expect(password).toHaveValue("");
});

test("a lead that is added while no number is free says why where one is asked for", async ({ page, server }) => {
  const office = await Office.open(server, ["+15125556308"]);
  await office.assign("crm-1", "512 555 0176", "Ben Barnes");
  await office.signIn(page);
  await page.goto(`/b/${office.slug}/leads/new`);
  await page.getByLabel("Name").fill("Ada Abbott");
  await page.getByLabel("Phone").fill("512 555 0177");
  await page.getByRole("button", { name: "Add the lead" }).click();
  const card = page.getByRole("region", { name: "Caller ID" });
  await expect(card.getByRole("button", { name: "Assign a number" })).toBeVisible();
  await expect(card.getByRole("alert")).toHaveText("No number is free: 1 full.");
});

test("a deal is neither won nor lost before somebody says which", async ({ page, server }) => {
  const office = await Office.open(server, ["+15125550346"]);
  await office.assign("crm-1", "512 555 0176", "Ada Abbott");
  await office.signIn(page);
  await office.openLead(page, "Ada Abbott");
  const address = `${page.url()}/deal`;
  await page.goto(address);
  const deal = page.getByRole("group", { name: "The deal" });
  const won = deal.getByRole("radio", { name: "Won" });
  const look = (radio: HTMLInputElement) => getComputedStyle(radio).backgroundColor;
  const unchosen = await won.evaluate(look);
  // What it is by now is chosen, and saved unseen it changes nothing.
  await expect(deal.getByRole("radio", { name: "Open" })).toBeChecked();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("The deal stays as it was.").first()).toBeVisible();
  // Nor does it change what somebody else did meanwhile.
  await page.goto(address);
  const lead = `/api/v1/leads/${new URL(address).pathname.split("/")[4]}`;
  expect((await office.api.patch(lead, { deal: "closed_won" })).status).toBe(200);
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page).not.toHaveURL(/deal$/);
  await expect(page.getByText("Deal won", { exact: true }).first()).toBeVisible();
  await page.goto(address);
  await deal.getByRole("radio", { name: "Lost" }).check();
  // One that is not chosen looks the same before and after another one is: at first all looked chosen.
  expect(await won.evaluate(look)).toBe(unchosen);
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("The deal is closed as lost.").first()).toBeVisible();

  // How it stands is said above the choices, and not on the first of them.
  await page.goto(address);
  const stands = (await page.getByRole("status").filter({ hasText: /lost since/ }).boundingBox())!;
  const choices = (await deal.boundingBox())!;
  expect(choices.y - (stands.y + stands.height)).toBeGreaterThan(8);
});

/** The field is marked, says why to every reader, and by script has the focus. */
async function faulty(page: Page, named: string | Locator, why: RegExp, alive: boolean | undefined): Promise<void> {
  const field = typeof named === "string" ? page.getByLabel(named).first() : named;
  await expect(field).toHaveAttribute("aria-invalid", "true");
  await expect(field).toHaveAccessibleDescription(why);
  if (alive) await expect(field).toBeFocused();
}

/** What waits for it goes on once it is open. */
function gate(): { open: () => void; opened: Promise<void> } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { open, opened };
}

async function keeps(page: Page, typed: Record<string, string>): Promise<void> {
  for (const [label, words] of Object.entries(typed)) {
    await expect(page.getByLabel(label).first()).toHaveValue(words);
  }
}

test("a refusal stays where the page is read again, and goes once the form is done", async ({
  page,
  server,
  javaScriptEnabled,
}) => {
  test.skip(!javaScriptEnabled, "what happens elsewhere shows by itself with JavaScript alone");
  const office = await Office.open(server, ["+15125550264"]);
  await office.assign("crm-1", "512 555 0176", "Ada Abbott");
  await office.signIn(page);
  await office.openLead(page, "Ada Abbott");
  const note = page.getByLabel("Note for the timeline");
  await note.fill("so many words ".repeat(1000));
  await page.getByRole("button", { name: /^Voicemail/ }).click();
  await expect(page.getByRole("alert")).toContainText(/at most 5000/);
  await expect(note).toHaveAttribute("aria-invalid", "true");

  await office.report("crm-1", "no_answer");
  await expect(page.getByText("Attempt 1: no answer")).toBeVisible();
  await expect(page.getByRole("alert")).toContainText(/at most 5000/);
  await expect(note).toHaveAttribute("aria-invalid", "true");
  await expect(note).toHaveValue(/^so many words/);

  await note.fill("few words");
  await page.getByRole("button", { name: /^Voicemail/ }).click();
  await expect(page.getByText("Attempt 2: voicemail")).toBeVisible();
  await expect(note).toHaveValue("");
  await expect(note).not.toHaveAttribute("aria-invalid");
  await office.report("crm-1", "busy");
  await expect(page.getByText("Attempt 3: busy")).toBeVisible();
  await expect(note).not.toHaveAttribute("aria-invalid");
});

test("a page that was left after a refusal says nothing of it when it is opened again", async ({
  page,
  server,
  javaScriptEnabled,
}) => {
  test.skip(!javaScriptEnabled, "without JavaScript the refusal stands in the address");
  const office = await Office.open(server, ["+15125550268"]);
  await office.signIn(page);
  await page.goto(`/b/${office.slug}/pool/15125550268/edit`);
  await page.getByLabel("Area code").fill("099");
  await page.getByRole("button", { name: "Save" }).click();
  await faulty(page, "Area code", /area code/i, javaScriptEnabled);
  await page.getByRole("link", { name: "Cancel" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "(512) 555-0268" })).toBeVisible();
  await page.goBack();
  await expect(page.getByLabel("Area code")).toHaveValue("512");
  await expect(page.getByLabel("Area code")).not.toHaveAttribute("aria-invalid");
  await expect(page.getByRole("alert")).toBeHidden();
});

test("a form that is refused once another page was opened says nothing on the same form there", async ({
  page,
  server,
  javaScriptEnabled,
}) => {
  test.skip(!javaScriptEnabled, "without JavaScript a form leads to its own page");
  const office = await Office.open(server, ["+15125550278"], 2);
  await office.assign("crm-1", "512 555 0279", "Ada Abbott");
  await office.assign("crm-2", "512 555 0280", "Bo Baker");
  await office.signIn(page);
  await office.openLead(page, "Ada Abbott");
  const [answer, read] = [gate(), gate()];
  await page.route("**/fn/record_outcome*", async (route) => {
    const response = await route.fetch();
    await answer.opened;
    await route.fulfill({ response });
  });
  await page.getByLabel("Note for the timeline").fill("so many words ".repeat(1000));
  await page.getByRole("button", { name: /^Voicemail/ }).click();
  await page.route("**/fn/lead_page*", async (route) => {
    await read.opened;
    await route.continue();
  });
  const before = page.url();
  await page.keyboard.press("Control+k");
  await page.keyboard.type("Bo Baker");
  await page.getByRole("option", { name: /555-0280/ }).click();
  await expect(page).not.toHaveURL(before);
  // The page of the one lead stands there until that of the other is read.
  const refused = page.waitForResponse("**/fn/record_outcome*");
  answer.open();
  await (await refused).finished();
  await expect(page.getByRole("alert").first()).toContainText(/at most 5000/);
  read.open();
  await expect(page.getByRole("heading", { level: 1, name: "Bo Baker" })).toBeVisible();
  await expect(page.getByRole("alert")).toBeHidden();
  await expect(page.getByLabel("Note for the timeline")).not.toHaveAttribute("aria-invalid");
});

test("a form that was sent after the session ended is shown again, with what was typed, after signing in", async ({
  page,
  server,
  javaScriptEnabled,
}) => {
  test.skip(javaScriptEnabled === true, "with JavaScript the page stays as it was");
  const office = await Office.open(server, ["+15125556307"]);
  await office.assign("crm-1", "512 555 0176", "Ada Abbott");
  await office.signIn(page);
  await office.openLead(page, "Ada Abbott");
  const note = page.getByLabel("Note for the timeline");
  await note.fill("Ring after five");
  await page.context().clearCookies();
  await page.getByRole("button", { name: /^Voicemail/ }).click();
  await page.getByLabel("Email").fill(office.person.email);
  await page.getByLabel("Password").fill(office.person.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(note).toHaveValue("Ring after five");
  await expect(page.getByText("You were signed out, so nothing was done.").first()).toBeVisible();
  await page.getByRole("button", { name: /^Voicemail/ }).click();
  await expect(page.getByText("Attempt 1: voicemail")).toBeVisible();
});
