import { readFile } from "node:fs/promises";
import { test } from "@playwright/test";
import { Server } from "../fixtures/server.ts";
import { Stage } from "../fixtures/stage.ts";
import { address, type Page } from "../pages.ts";

const ROUNDS = 200;
/** What `/proc` counts in: Linux has 100 ticks a second everywhere. */
const TICK_MS = 10;

const LISTS: Page[] = [{ route: "/b/:broker/leads" }, { route: "/b/:broker/assignments" }, { route: "/b/:broker/pool" }];

test("what a page costs the server", async () => {
  const server = await Server.start();
  const stage = await Stage.demo(server);
  try {
    console.log(`CPU time of the server for a page, everything from the request to the last byte (mean of ${ROUNDS}):`);
    for (const list of LISTS) {
      const session = await stage.session(list);
      const cookie = typeof session === "object" ? session.cookies.map(({ name, value }) => `${name}=${value}`) : [];
      const path = address(list, stage.world)!;
      const load = async () => {
        const answer = await fetch(server.baseURL + path, { headers: { cookie: cookie.join("; ") } });
        return answer.text();
      };
      for (let round = 0; round < 20; round += 1) await load();
      const html = await load();
      const before = await ticks(server.pid);
      for (let round = 0; round < ROUNDS; round += 1) await load();
      const each = ((await ticks(server.pid)) - before) * TICK_MS / ROUNDS;
      const rows = html.split("<tr").length - 2;
      console.log(`  ${list.route.padEnd(26)} ${each.toFixed(2)} ms for ${rows} rows, ${Math.round(html.length / 1000)} KB`);
    }
  } finally {
    await server.stop();
  }
});

/** What a process used, its own time and the system's for it. */
async function ticks(pid: number): Promise<number> {
  const fields = (await readFile(`/proc/${pid}/stat`, "utf8")).split(") ")[1]!.split(" ");
  return Number(fields[11]) + Number(fields[12]);
}
