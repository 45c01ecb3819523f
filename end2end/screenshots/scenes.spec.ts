import type { Page as Tab } from "@playwright/test";
import type { Stage } from "../fixtures/stage.ts";
import { ALL, open, SIZES, shoot, test, TWO, type Look } from "./camera.ts";

/** What a page shows only once something was done on it. */
interface Scene {
  name: string;
  /** Behind the broker's address, unless it begins with two slashes. */
  path: string;
  by?: "admin";
  looks?: Look[];
  act?: (tab: Tab, stage: Stage) => Promise<unknown>;
}

const WIDE: Look[] = [["desktop", "light"], ["desktop", "dark"]];
const PHONE: Look[] = [["phone", "dark"], ["phone", "light"]];

const main = (tab: Tab) => tab.getByRole("main");
const press = (name: string | RegExp) => (tab: Tab) => main(tab).getByRole("button", { name }).first().click();

async function chooseThree(tab: Tab): Promise<void> {
  for (const row of [0, 1, 3]) await main(tab).getByRole("checkbox", { name: /^Select \S/ }).nth(row + 1).check();
}

async function chosen(tab: Tab, name: string): Promise<void> {
  await chooseThree(tab);
  await tab.getByRole("region", { name: "Selection" }).getByRole("button", { name }).click();
  await tab.getByRole("dialog").waitFor();
}

async function chosenLeads(tab: Tab, name: string): Promise<void> {
  await chooseThree(tab);
  await tab.getByRole("region", { name: "Selection" }).getByRole("button", { name }).click();
  await tab.waitForURL(/\/many\//);
}

async function find(tab: Tab, words: string): Promise<void> {
  await tab.keyboard.press("/");
  await tab.keyboard.type(words);
  await tab.getByRole("option").first().waitFor();
  await tab.waitForTimeout(400);
}

/** An act of the lead's page: those of its menu are found there. */
const ofLead = (name: string, isInMenu = false) => async (tab: Tab) => {
  if (isInMenu) await press(/^More for/)(tab);
  await main(tab).getByRole("link", { name, exact: true }).first().click();
  await tab.getByRole("dialog").waitFor();
};

const ofNumber = (name: RegExp) => async (tab: Tab) => {
  await press(/^More for \(/)(tab);
  await main(tab).getByRole("link", { name }).first().click();
  await tab.getByRole("dialog").waitFor();
};

/** A list that is checked, and what is then pressed. */
const imported = (text: string, ...presses: (string | RegExp)[]) => async (tab: Tab) => {
  const file = { name: "leads.csv", mimeType: "text/csv", buffer: Buffer.from(text) };
  await tab.getByLabel("Or a CSV file").setInputFiles(file);
  await tab.getByRole("button", { name: "Check the list" }).click();
  await tab.waitForURL(/\/imports\/[0-9a-f-]+$/);
  await tab.locator("html[data-alive]").waitFor({ state: "attached" });
  for (const name of presses) {
    await tab.getByRole("button", { name }).first().click();
    await tab.waitForTimeout(600);
  }
};

const lines = (from: number, count: number) =>
  Array.from({ length: count }, (_, at) => `(512) 555-${from + at}, Lead ${from + at}, scene-${from + at}`).join("\n");

const SCENES: Scene[] = [
  { name: "dashboard-account-menu", path: "", looks: WIDE, act: (tab) => tab.getByRole("button", { name: /account/i }).first().click() },
  { name: "dashboard-broker-menu", path: "", by: "admin", looks: WIDE, act: (tab) => tab.getByRole("button", { name: /^Broker:/ }).click() },
  {
    name: "dashboard-more-menu",
    path: "",
    by: "admin",
    looks: PHONE,
    act: async (tab) => {
      await tab.setViewportSize(SIZES.phone);
      await tab.getByRole("button", { name: /^More/ }).click();
    },
  },
  { name: "dashboard-search", path: "", looks: WIDE, act: (tab) => find(tab, "512") },
  { name: "dashboard-search-nothing", path: "", looks: WIDE, act: (tab) => find(tab, "zzzz") },
  { name: "dashboard-shortcuts", path: "", act: (tab) => tab.keyboard.press("?") },
  {
    name: "diagnostics-fix",
    path: "/diagnostics",
    act: async (tab) => {
      await main(tab).getByRole("link", { name: /^(Rest|Release|Rehome)/ }).first().click();
      await tab.getByRole("heading", { name: /^(Rest|Release|Rehome)/ }).first().waitFor();
    },
  },
  { name: "dashboard-stale", path: "", act: (tab) => tab.context().setOffline(true).then(() => tab.evaluate(() => void window.dispatchEvent(new Event("online")))) },
  { name: "find-nothing", path: "/find?text=zzzz" },
  { name: "pool-nothing", path: "/pool?state=AK" },
  { name: "pool-filtered", path: "/pool?state=TX,FL&band=good" },
  { name: "pool-filter-menu", path: "/pool", looks: WIDE, act: press(/^State/) },
  { name: "pool-chosen", path: "/pool", looks: ALL, act: chooseThree },
  { name: "pool-row-menu", path: "/pool", act: press(/^More for \(/) },
  ...["Rest", "Retire", "Activate"].map((name) => ({
    name: `pool-chosen-${name.toLowerCase()}`,
    path: "/pool",
    act: (tab: Tab) => chosen(tab, name),
  })),
  ...["Edit", "Rest", "Retire"].map((name) => ({ name: `pool-row-${name.toLowerCase()}`, path: "/pool", act: ofNumber(new RegExp(`^${name}`)) })),
  { name: "leads-nothing", path: "/leads?search=zzzz" },
  { name: "leads-held", path: "/leads?status=held" },
  { name: "leads-chosen", path: "/leads", looks: ALL, act: chooseThree },
  { name: "lead-menu", path: "/leads/:lead", act: press(/^More for/) },
  { name: "lead-release", path: "/leads/:lead", act: ofLead("Release") },
  { name: "lead-lock", path: "/leads/:lead", act: ofLead("Lock") },
  { name: "lead-edit", path: "/leads/:lead", act: ofLead("Edit the lead", true) },
  { name: "lead-rehome", path: "/leads/:lead", act: ofLead("Rehome to another number", true) },
  { name: "lead-deal", path: "/leads/:lead", act: ofLead("Close the deal", true) },
  { name: "lead-suppress", path: "/leads/:lead", act: ofLead("Suppress this person", true) },
  { name: "lead-erase", path: "/leads/:lead", act: ofLead("Erase this person's data", true) },
  { name: "leads-chosen-suppress", path: "/leads", act: (tab) => chosenLeads(tab, "Suppress") },
  {
    name: "lead-correct",
    path: "/leads/:booked",
    act: async (tab) => {
      await tab.getByRole("link", { name: "Correct" }).first().focus();
      await tab.keyboard.press("Enter");
      await tab.getByRole("dialog").waitFor();
    },
  },
  { name: "assignments-ended", path: "/assignments?status=unreachable" },
  { name: "activity-calls", path: "/activity?kind=calls" },
  { name: "import-bad", path: "/leads/import", act: imported(`phone, name, reference\n${lines(1000, 3)}\n55, Cy Cole, scene-9`) },
  { name: "import-good", path: "/leads/import", act: imported(`phone, name, reference\n${lines(1100, 3)}`) },
  { name: "import-done", path: "/leads/import", act: imported(`phone, name, reference\n${lines(1200, 3)}`, /^Import 3/) },
  {
    name: "import-undone",
    path: "/leads/import",
    act: imported(`phone, name, reference\n${lines(1300, 3)}`, /^Import 3/, "Undo the import"),
  },
  { name: "import-nothing", path: "/leads/import", act: imported(`phone, name, reference\n55, Cy Cole, scene-9`) },
  {
    name: "import-running",
    path: "/leads/import",
    act: imported(`phone, name, reference\n${lines(1000, 9000)}`, /^(Import|Leave out) /),
  },
  {
    name: "settings-preview",
    path: "/settings",
    act: async (tab) => {
      await tab.getByLabel(/leads per number/i).first().fill("3");
      await tab.getByRole("button", { name: /preview|what would change/i }).first().click();
      await tab.waitForTimeout(800);
    },
  },
  {
    name: "settings-key-made",
    path: "/settings/keys/new",
    act: async (tab) => {
      await main(tab).getByRole("textbox").first().fill("n8n");
      await main(tab).getByRole("button").last().click();
      await tab.waitForTimeout(800);
    },
  },
  { name: "settings-user-invited", path: "/settings/users", act: (tab) => invite(tab, "grace@example.com") },
  {
    name: "invite-good",
    path: "/settings/users",
    act: async (tab) => {
      const link = await invite(tab, "hal@example.com");
      await tab.context().clearCookies();
      await tab.goto(link);
      await tab.locator("html[data-alive]").waitFor({ state: "attached" });
    },
  },
  { name: "settings-user-menu", path: "/settings/users", by: "admin", act: press(/^More for/) },
  { name: "theme-dark", path: "//theme", act: press("Dark") },
];

async function invite(tab: Tab, email: string): Promise<string> {
  await main(tab).getByRole("link", { name: "Invite" }).click();
  await tab.getByLabel("Email").fill(email);
  await tab.getByRole("button", { name: "Create the link" }).click();
  return tab.getByText(/\/invite\?token=[0-9a-z]+$/).innerText();
}

for (const { name, path, by, looks = TWO, act } of SCENES) {
  test(`scene ${name}`, async ({ browser, full }) => {
    const context = await browser.newContext({
      baseURL: full.server.baseURL,
      storageState: await full.session({ route: path, by }),
    });
    const tab = await context.newPage();
    const own = path.startsWith("//") ? path.slice(1) : `/b/${full.world.broker}${path}`;
    await open(tab, own.replace(/:(lead|booked)/, (_, of: "lead" | "booked") => full.world[of]!));
    await act?.(tab, full);
    await tab.waitForTimeout(300);
    await shoot(tab, `scene-${name}`, looks);
    await context.close();
  });
}
