import { readFile } from "node:fs/promises";
import { type Page as Tab, test } from "@playwright/test";
import { Server } from "../fixtures/server.ts";
import { Stage } from "../fixtures/stage.ts";
import { address, type Page } from "../pages.ts";

const ROUNDS = 200;
/** What `/proc` counts in: Linux has 100 ticks a second everywhere. */
const TICK_MS = 10;

const LISTS: Page[] = [{ route: "/b/:broker/leads" }, { route: "/b/:broker/assignments" }, { route: "/b/:broker/pool" }];

test("what a page costs the server", async ({ browser }) => {
  const server = await Server.start();
  const stage = await Stage.demo(server);
  try {
    console.log(`CPU time of the server for a page, from the request to the last byte (mean of ${ROUNDS}), and how much`);
    console.log("of it is left without what the page reads, which is asked for by itself:");
    for (const list of LISTS) {
      const context = await browser.newContext({ baseURL: server.baseURL, storageState: await stage.session(list) });
      const cookie = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
      const path = address(list, stage.world)!;
      const read = await reading(await context.newPage(), path);
      await context.close();

      const load = async (path: string) => (await fetch(new URL(path, server.baseURL), { headers: { cookie } })).text();
      const cost = async (path: string) => {
        for (let round = 0; round < 20; round += 1) await load(path);
        const before = await ticks(server.pid);
        for (let round = 0; round < ROUNDS; round += 1) await load(path);
        return ((await ticks(server.pid)) - before) * TICK_MS / ROUNDS;
      };
      const html = await load(path);
      const page = await cost(path);
      // Each of these is a request of somebody who is signed in, and the page is one of them: one is taken off.
      const data = (await cost(read.page)) + (await cost(read.frame)) - (await cost("/fn/who_am_i"));
      const [rows, size] = [html.split("<tr").length - 2, Math.round(html.length / 1000)];
      const [all, left] = [page.toFixed(2), (page - data).toFixed(2)];
      console.log(`  ${list.route.padEnd(26)} ${all} ms, ${left} of them rendering: ${rows} rows, ${size} KB`);
    }
  } finally {
    await server.stop();
  }
});

/** What a page asks the server for, and what the frame around it does: seen when the app goes there by itself. */
async function reading(tab: Tab, path: string): Promise<{ page: string; frame: string }> {
  const broker = path.split("/").slice(0, 3).join("/");
  await tab.goto(`${broker}/find`);
  await tab.locator("html[data-alive]").waitFor({ state: "attached" });
  const asked: string[] = [];
  tab.on("request", (request) => {
    const { pathname, search } = new URL(request.url());
    if (pathname.startsWith("/fn/")) asked.push(pathname + search);
  });
  await tab.locator(`a[href="${path}"]`).first().click();
  await tab.locator("main table").waitFor();
  const page = asked.find((one) => !/^\/fn\/(who_am_i|frame)\b/.test(one))!;
  return { page, frame: `/fn/frame?broker=${broker.split("/")[2]}&` };
}

/** What a process used, its own time and the system's for it. */
async function ticks(pid: number): Promise<number> {
  const fields = (await readFile(`/proc/${pid}/stat`, "utf8")).split(") ")[1]!.split(" ");
  return Number(fields[11]) + Number(fields[12]);
}
