import type { Page } from "@playwright/test";
import { Office } from "../../fixtures/office.ts";
import { type Server, expect, test } from "../../fixtures/test.ts";

/** Looks again until it holds: without JavaScript a page stands still. */
async function eventually(page: Page, holds: () => Promise<void>): Promise<void> {
  await expect(async () => {
    await page.reload();
    await holds();
  }).toPass({ timeout: 60_000 });
}

/** What the log says of calls, newest first. */
async function outcomes(office: Office): Promise<string[][]> {
  const { body } = await office.api.get("/api/v1/calls");
  return body.items.map((call: any) => [call.direction, call.outcome]);
}

/** The head of a lead's page, once the lead is held. */
function held(page: Page, name: string) {
  return page.getByRole("heading", { level: 2, name: new RegExp(`^${name} Held`) });
}

/** An office that is connected, calls at any hour, and has one number. */
async function connected(server: Server, number: string): Promise<Office> {
  const office = await Office.open(server, [number], 10);
  const hours = { settings: { call_hours: "00:00-24:00" } };
  expect((await office.api.patch(`/api/v1/brokers/${office.slug}`, hours)).status).toBe(200);
  await server.signalwire.connect(office.api, number);
  return office;
}

test.describe("connecting", () => {
  // A form that is refused is answered 422.
  test.use({ allowedConsole: [/422 \(Unprocessable Entity\)/] });

  test("SignalWire is connected, tested, changed and disconnected, and what lets in is never shown", async ({ page, server, javaScriptEnabled }) => {
    const { space, project, token, signing_key } = server.signalwire.credentials;
    const office = await Office.open(server, ["+15125550300"]);
    await office.signIn(page);
    await page.goto(`/b/${office.slug}/settings`);
    await page.getByRole("navigation", { name: "Settings" }).getByRole("link", { name: "SignalWire" }).click();
    await expect(page.getByRole("heading", { name: "Connect SignalWire" })).toBeVisible();
    await page.getByLabel("Space").fill(`${space}.signalwire.com`);
    await page.getByLabel("Project ID").fill(project);
    await page.getByLabel("API token").fill("PT_wrong");
    await page.getByLabel("Signing key").fill(signing_key);
    await page.getByRole("button", { name: "Connect" }).click();
    await expect(page.getByText("SignalWire refuses this project and token").first()).toBeVisible();
    await expect(page.getByLabel("Project ID")).toHaveValue(project);

    await page.getByLabel("API token").fill(token);
    await page.getByLabel("Signing key").fill(signing_key);
    await page.getByLabel("Monthly price of a number, $").fill("0.50");
    await page.getByRole("button", { name: "Connect" }).click();
    await expect(page.getByText("Works", { exact: true })).toBeVisible();
    await expect(page.getByText("ends in 5550")).toBeVisible();
    await expect(page.getByText("$0.50")).toBeVisible();
    expect(await page.content()).not.toContain(token);
    expect(await page.content()).not.toContain(project);

    // What the test changed is read again while the dialog is open already.
    let go = () => {};
    const opened = new Promise<void>((resolve) => (go = resolve));
    await page.route("**/fn/carrier?*", async (route) => {
      await opened;
      await route.continue();
    });
    await page.getByRole("button", { name: "Test" }).click();
    await expect(page.getByText("SignalWire answers: the connection works.").first()).toBeVisible();
    await page.getByRole("link", { name: "Change" }).click();
    await page.getByLabel("Most numbers bought a day").fill("3");
    const read = javaScriptEnabled ? page.waitForResponse(/\/fn\/carrier\?/) : undefined;
    go();
    await read;
    await expect(page.getByLabel("Most numbers bought a day")).toHaveValue("3");
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByText("3 numbers a day")).toBeVisible();

    await page.getByRole("link", { name: "Disconnect" }).click();
    await page.getByRole("main").getByRole("button", { name: "Disconnect" }).click();
    await expect(page.getByRole("heading", { name: "Connect SignalWire" })).toBeVisible();
  });
});

test("a lead is called with a click, and what came of it is recorded by itself", async ({ page, server }) => {
  const number = "+15125550301";
  const office = await connected(server, number);
  await server.signalwire.ends("+15125550302", { lead: "answered" });
  await office.assign("crm-1", "512 555 0302", "Ada Abbott");
  await office.signIn(page);
  await office.openLead(page, "Ada Abbott");
  await page.getByRole("link", { name: "Call", exact: true }).first().click();
  await expect(page.getByText(/rings first\./)).toBeVisible();
  await page.getByRole("button", { name: "Call now" }).click();
  await expect(page.getByText(/^(Calling Ada Abbott|Calling Ada|On the phone with Ada)/).first()).toBeVisible();
  await expect.poll(() => outcomes(office)).toEqual([["outbound", "answered"]]);
  await eventually(page, () => expect(held(page, "Ada Abbott")).toBeVisible({ timeout: 1_000 }));
});

test("a lead who calls back is bridged, and a callback that nobody took is warned of until it is done with", async ({ page, server, javaScriptEnabled }) => {
  const number = "+15125550303";
  const lead = "+15125550304";
  const office = await connected(server, number);
  await office.assign("crm-1", lead, "Ben Barnes");
  await office.signIn(page);
  await server.signalwire.ends("+15125550100", { office: "no_answer" });
  const over = server.signalwire.ringIn(lead, number);
  // The page hears of it while it rings.
  if (javaScriptEnabled) await expect(page.getByText("1 lead is calling back")).toBeVisible();
  await over;
  await eventually(page, () =>
    expect(page.getByText(/Missed callback from Ben Barnes/).first()).toBeVisible({ timeout: 1_000 }),
  );
  await office.openLead(page, "Ben Barnes");
  const missed = page.getByText("Missed callback.");
  await expect(missed).toBeVisible();
  await page.getByRole("link", { name: "Dismiss" }).click();
  await page.getByRole("button", { name: "Dismiss" }).click();
  await expect(page.getByRole("button", { name: "Dismiss" })).toBeHidden();
  await expect(page.getByRole("link", { name: "Dismiss" })).toBeHidden();

  await server.signalwire.ends("+15125550100", { office: "answered" });
  await server.signalwire.ringIn(lead, number);
  await eventually(page, () => expect(held(page, "Ben Barnes")).toBeVisible({ timeout: 1_000 }));
  expect(await outcomes(office)).toEqual([
    ["inbound", "answered"],
    ["inbound", "no_answer"],
  ]);
});
