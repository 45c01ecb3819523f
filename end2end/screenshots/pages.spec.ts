import { type BrowserContext, expect, type Page as Tab } from "@playwright/test";
import { address, type Page, PAGES, pageName } from "../pages.ts";
import { Kind, postcard } from "./answer.ts";
import { ALL, open, shoot, test, TWO } from "./camera.ts";

for (const shown of PAGES) {
  const name = pageName(shown);

  test(`${name} full`, async ({ browser, full, fresh }) => {
    const baseURL = shown.fresh ? fresh.baseURL : full.server.baseURL;
    const context = await browser.newContext({ baseURL, storageState: await full.session(shown) });
    const tab = await context.newPage();
    await open(tab, address(shown, full.world)!);
    await shoot(tab, `${name}.full`, ALL);
    await refuse(tab, `${name}.refused`);
    await context.close();
  });

  test(`${name} failed`, async ({ browser, full }) => {
    test.skip(shown.fresh === true || shown.by === "nobody" || shown.route.startsWith("/no/"));
    const baseURL = full.server.baseURL;
    const context = await browser.newContext({ baseURL, storageState: await full.session(shown) });
    await fail(context, shown, address(shown, full.world)!, `${name}.failed`);
    await context.close();
  });

  test(`${name} empty`, async ({ browser, empty }) => {
    const path = address(shown, empty.world);
    test.skip(path === undefined || shown.fresh === true || shown.by === "nobody");
    const context = await browser.newContext({
      baseURL: empty.server.baseURL,
      storageState: await empty.session(shown),
    });
    const tab = await context.newPage();
    await open(tab, path!);
    await shoot(tab, `${name}.empty`, TWO);
    await context.close();
  });
}

const REFUSED = "This is not what belongs here: the office has another one of the same name.";
const BROKEN = "Something went wrong here. It is in the log under the reference.";
const REFERENCE = "7f3a9c";

/**
 * What the server says to every form: the page as it is when something is refused. Nothing is sent, but a file: the
 * browser sends that one itself, and the server refuses it because there is none.
 */
async function refuse(tab: Tab, name: string): Promise<void> {
  const form = tab.locator("main form[method=post]:visible").last();
  if ((await form.count()) === 0) return;
  const fields = form.locator("input:not([type=hidden]):visible, select:visible, textarea:visible");
  const field = (await fields.count()) > 0 ? await fields.first().getAttribute("name") : null;
  await tab.route("**/fn/**", (route) =>
    route.request().method() === "POST" && !route.request().isNavigationRequest()
      ? route.fulfill({ status: 422, body: postcard({ kind: Kind.InvalidField, message: REFUSED, field }) })
      : route.continue(),
  );
  await form.evaluate((node: HTMLFormElement) => {
    node.noValidate = true;
    node.requestSubmit();
  });
  const sendsFile = (await form.getAttribute("enctype")) === "multipart/form-data";
  await expect(sendsFile ? tab.getByRole("alert").first() : tab.getByText(REFUSED).first()).toBeVisible();
  await tab.locator("html[data-alive]").waitFor({ state: "attached" });
  await shoot(tab, name, TWO);
}

/** The page as it is when the server does not answer what it reads. */
async function fail(context: BrowserContext, { route }: Page, path: string, name: string): Promise<void> {
  const tab = await context.newPage();
  // From a page with the same frame around it, so that the frame is there already.
  await open(tab, route.startsWith("/b/") ? path.split(/[/?]/).slice(0, 3).join("/") + "/find" : "/shortcuts");
  let reads = false;
  await tab.route("**/fn/**", (call) => {
    reads = true;
    return call.fulfill({ status: 500, body: postcard({ kind: Kind.Internal, message: BROKEN, reference: REFERENCE }) });
  });
  await tab.evaluate((href) => {
    const link = Object.assign(document.createElement("a"), { href });
    document.querySelector("main")!.append(link);
    link.click();
  }, path);
  await tab.waitForTimeout(600);
  // Some pages read nothing, and have no such picture.
  if (!reads) return;
  await expect(tab.locator("main").getByText(REFERENCE).first()).toBeVisible();
  await shoot(tab, name, [["desktop", "light"]]);
}
