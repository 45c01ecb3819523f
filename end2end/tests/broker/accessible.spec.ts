import { AxeBuilder } from "@axe-core/playwright";
import { Office } from "../../fixtures/office.ts";
import { expect, test } from "../../fixtures/test.ts";

// Axe runs in the page: it takes JavaScript.
test.skip(({ javaScriptEnabled }) => !javaScriptEnabled);
test.setTimeout(240_000);
// The page that says that there is none.
test.use({ allowedConsole: [/404/] });

const LOOKS = [
  { colorScheme: "light", viewport: { width: 1440, height: 900 } },
  { colorScheme: "dark", viewport: { width: 390, height: 844 } },
] as const;

for (const { colorScheme, viewport } of LOOKS) {
  test(`axe finds nothing on any page, ${colorScheme}, ${viewport.width} wide`, async ({ page, server }) => {
    const exchange = colorScheme === "light" ? "015" : "016";
    const office = await Office.open(server, [`+1512555${exchange}0`, `+1214555${exchange}1`], 10);
    const { lead_id: lead, number_id: number } = await office.assign("crm-1", "512 555 0176", "Ada Abbott");
    await office.assign("crm-2", "214 555 0177", "Ben Barnes");
    await office.report("crm-1", "answered");
    await office.report("crm-2", "voicemail");
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme });

    const found: string[] = [];
    const look = async (path: string) => {
      await page.goto(path);
      const { violations } = await new AxeBuilder({ page }).analyze();
      for (const { id, help, nodes } of violations) {
        found.push(`${path}: ${id}: ${help}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`);
      }
    };
    await look("/sign-in");
    await office.signIn(page);
    const b = `/b/${office.slug}`;
    const ofNumber = ["", "/edit", "/rest", "/retire"].map((action) => `/pool/${number}${action}`);
    const actions = ["", "/edit", "/release", "/lock", "/rehome", "/deal", "/suppress", "/erase"];
    const ofLead = actions.map((action) => `/leads/${lead}${action}`);
    const lists = ["", "/pool", "/pool/add", "/leads", "/leads/new", "/assignments", "/find?text=512"];
    for (const path of [...lists, ...ofNumber, ...ofLead, "/settings", "/settings/keys"]) {
      await look(b + path);
    }
    for (const path of ["/account", "/shortcuts", "/no/such/page"]) {
      await look(path);
    }
    expect(found).toEqual([]);
  });
}
