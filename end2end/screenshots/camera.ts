import { join } from "node:path";
import { type Page as Tab, test as base } from "@playwright/test";
import { Server } from "../fixtures/server.ts";
import { Stage } from "../fixtures/stage.ts";

const FOLDER = process.env.STEADYLINE_SCREENSHOTS || "../target/screenshots";

export const SIZES = { desktop: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };
export type Look = [size: keyof typeof SIZES, scheme: "light" | "dark"];
export const ALL: Look[] = [["desktop", "light"], ["desktop", "dark"], ["phone", "dark"], ["phone", "light"]];
export const TWO: Look[] = [["desktop", "light"], ["phone", "dark"]];

/** Each worker has its own programs, started when first needed. */
export const test = base.extend<object, { full: Stage; empty: Stage; fresh: Server }>({
  full: [({}, use) => withServer(async (server) => use(await Stage.demo(server))), WORKER()],
  empty: [({}, use) => withServer(async (server) => use(await Stage.empty(server))), WORKER()],
  fresh: [({}, use) => withServer(use), WORKER()],
});

function WORKER() {
  return { scope: "worker" as const, timeout: 240_000 };
}

async function withServer(use: (server: Server) => Promise<void>): Promise<void> {
  const server = await Server.start();
  await use(server).finally(() => server.stop());
}

/** Opens a page, and waits until it is alive. */
export async function open(tab: Tab, path: string): Promise<void> {
  await tab.setViewportSize(SIZES.desktop);
  await tab.goto(path);
  await tab.locator("html[data-alive]").waitFor({ state: "attached" });
}

export async function shoot(tab: Tab, name: string, looks: Look[]): Promise<void> {
  for (const [size, colorScheme] of looks) {
    await tab.setViewportSize(SIZES[size]);
    await tab.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    // As high as the page, so that what is fixed to the window stands at its end and not across its middle.
    const height = await tab.evaluate(() => document.documentElement.scrollHeight);
    await tab.setViewportSize({ width: SIZES[size].width, height: Math.max(height, SIZES[size].height) });
    // A menu stands by its button, which may have gone out of sight with the width.
    await tab.evaluate(() =>
      document.querySelector(":popover-open")?.previousElementSibling?.scrollIntoView({ inline: "nearest" }),
    );
    const path = join(FOLDER, `${name}.${size}-${colorScheme}.png`);
    await tab.screenshot({ path, fullPage: true, animations: "disabled" });
  }
}
