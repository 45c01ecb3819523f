import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Office } from "../../fixtures/office.ts";
import { expect, test } from "../../fixtures/test.ts";

test("an endpoint is made, tested, told, and its log says what came of it", async ({ page, server }) => {
  const got: string[] = [];
  let status = 200;
  const receiver = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => (body += chunk));
    request.on("end", () => {
      got.push(JSON.parse(body).type);
      response.writeHead(status, { connection: "close" }).end("thanks");
    });
  });
  await new Promise<void>((done) => receiver.listen(0, "127.0.0.1", done));
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
  const office = await Office.open(server, ["+15125550260"]);
  await office.signIn(page);
  await page.goto(`/b/${office.slug}/settings/events`);
  await expect(page.getByText("No endpoints yet")).toBeVisible();
  await page.getByRole("link", { name: "New endpoint" }).first().click();
  await page.getByLabel("Address").fill(url);
  await page.getByLabel("Name").fill("Dialer");
  await page.getByRole("button", { name: "Create the endpoint" }).click();
  await expect(page.getByText("The secret of “Dialer”.")).toBeVisible();
  await expect(page.getByText(/^whsec_[0-9a-z]{32}$/)).toBeVisible();

  await page.getByRole("button", { name: "Send a test" }).click();
  await expect.poll(() => got).toEqual(["endpoint.test"]);
  const path = page.url().split("?")[0]!;
  const delivered = (event: string) => page.getByRole("row").filter({ hasText: event }).filter({ hasText: "Delivered" });
  await expect(async () => {
    await page.goto(path);
    await expect(delivered("endpoint.test")).toBeVisible({ timeout: 1_000 });
  }).toPass();

  status = 500;
  await office.assign("crm-1", "512 555 0261", "Ada Abbott");
  await expect.poll(() => got.length).toBeGreaterThan(1);
  await page.goto(path);
  await page.getByRole("link", { name: "assignment.created" }).click();
  await expect(page.getByText("it answered 500").first()).toBeVisible();
  await expect(page.getByLabel("The body that is sent")).toContainText('"lead_reference": "crm-1"');
  status = 200;
  const answered = page.waitForResponse((response) => response.url().includes("/fn/replay_delivery"));
  await page.getByRole("button", { name: "Send now" }).click();
  await answered;
  await expect(async () => {
    await page.reload();
    await expect(page.getByRole("button", { name: "Send again" })).toBeVisible({ timeout: 1_000 });
  }).toPass();

  await page.goto(`${path}?ask=remove`);
  await page.getByRole("main").getByRole("button", { name: "Remove" }).click();
  await expect(page.getByText("No endpoints yet")).toBeVisible();
  receiver.close();
});

test("who saves an endpoint's form after somebody else overwrites nothing of theirs", async ({ page, server }) => {
  const office = await Office.open(server, []);
  const url = "https://n8n.example.com/webhook/steadyline";
  const made = await office.api.post("/api/v1/event-endpoints", { name: "n8n", url, events: ["assignment.created"] });
  const endpoint = `/api/v1/event-endpoints/${made.body.id}`;
  await office.signIn(page);
  await page.goto(`/b/${office.slug}/settings/events/${made.body.id}/edit`);
  await office.api.patch(endpoint, { name: "Dialer", events: ["assignment.created", "number.rested"] });

  await page.getByRole("checkbox", { name: /^A lead answered and stays on its number/ }).check();
  await page.getByRole("button", { name: "Save" }).click();

  await expect(page.getByText("Dialer is saved.")).toBeVisible();
  const { body } = await office.api.get(endpoint);
  expect(body.name).toBe("Dialer");
  expect(body.events).toEqual(["assignment.created", "assignment.held", "number.rested"]);
});
