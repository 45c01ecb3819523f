import { Office } from "../../fixtures/office.ts";
import { expect, test } from "../../fixtures/test.ts";

// A number belongs to one broker in the installation: each test has its own.
const [AUSTIN, DALLAS, SECOND, THIRD] = ["+15125550142", "+12145550114", "+15125550143", "+15125550144"];

test("a new lead gets a local number and keeps it", async ({ page, server }) => {
  const office = await Office.open(server, [DALLAS, AUSTIN]);
  await office.signIn(page);
  await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Leads" }).click();
  await page.getByRole("main").getByRole("link", { name: /new lead|add a lead/i }).first().click();
  await page.getByRole("textbox", { name: "Name" }).fill("Ada Abbott");
  await page.getByRole("textbox", { name: "Phone" }).fill("512 555 0176");
  await page.getByRole("button", { name: "Add the lead" }).click();
  const card = page.getByRole("region", { name: "Caller ID" });
  await expect(card.getByRole("heading", { name: /caller ID .* always sees/i })).toBeVisible();
  await expect(card.getByTitle(AUSTIN).first()).toHaveText("(512)555-0142");
  await expect(card).toContainText("Same area code as the lead, 512");

  const { body: leads } = await office.api.get("/api/v1/leads");
  const again = await office.api.assignNumber({ lead_id: leads.items[0].id });
  expect(again.body).toMatchObject({ created: false, phone_number: AUSTIN, match: "area_code" });
});

test("answered, then booked: locked to the number and routed to the main line", async ({ page, server }) => {
  const office = await Office.open(server, [SECOND]);
  await office.assign("crm-1", "512 555 0176", "Ben Barnes");
  await office.signIn(page);
  await office.openLead(page, "Ben Barnes");

  await page.getByRole("button", { name: /^Answered/ }).click();
  // Once the page shows it: another outcome before that is taken for a correction of the same call.
  await expect(page.getByRole("region", { name: "Attempts" }).getByText("1, no limit")).toBeVisible();

  await page.getByRole("button", { name: /^Booked/ }).click();
  await expect(page.getByText(/^Booked: locked; route calls to/).first()).toBeVisible();
  const kept = await office.assign("crm-1", "512 555 0176", "Ben Barnes");
  expect(kept).toMatchObject({ created: false, status: "booked_locked", route_to: "+15125550100" });
  expect(kept.call_attempts).toBe(2);

  await page.reload();
  await expect(page.getByRole("listitem").filter({ hasText: /Booked/ }).first()).toBeVisible();
  expect(await office.report("crm-1", "no_answer")).toMatchObject({ action: "locked", attempts_left: null });
});

test("never answers: unreachable at the fifth attempt, and the number goes to the next lead", async ({
  page,
  server,
}) => {
  const office = await Office.open(server, [THIRD]);
  await office.assign("crm-1", "512 555 0176", "Carla Castillo");
  const refused = await office.api.assignNumber({ lead_id: "crm-2", phone: "512 555 0177" });
  expect(refused.status).toBe(409);
  expect(refused.body.type).toMatch(/\/no-available-number$/);
  for (const left of [4, 3, 2, 1]) {
    expect(await office.report("crm-1", "voicemail")).toMatchObject({ action: "continue", attempts_left: left });
  }
  await office.signIn(page);
  await office.openLead(page, "Carla Castillo");
  await page.getByRole("button", { name: /^No answer/ }).click();
  await expect(page.getByText("No answer: attempts used up, the lead no longer has a number.").first()).toBeVisible();
  await expect(page.getByText(/^Unreachable/).first()).toBeVisible();

  const next = await office.assign("crm-2", "512 555 0177", "Dev Drake");
  expect(next).toMatchObject({ created: true, phone_number: THIRD });
  await page.goto(`/b/${office.slug}/pool`);
  await expect(page.getByRole("row").filter({ hasText: "555-0144" })).toContainText("Full");

  // There is no number to release any more, but a wait to end.
  await office.openLead(page, "Carla Castillo");
  await page.getByRole("link", { name: "End the wait" }).click();
  await page.getByLabel("Reason").fill("asked for a call");
  await page.getByRole("button", { name: "End the wait" }).click();
  await expect(page.getByText("The lead no longer has to wait for a number.").first()).toBeVisible();
  await expect(page.getByRole("link", { name: "End the wait" })).toBeHidden();
});
