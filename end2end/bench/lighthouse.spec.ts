import { availableParallelism, loadavg } from "node:os";
import { chromium, test } from "@playwright/test";
import lighthouse from "lighthouse";
import { freePort } from "../fixtures/port.ts";
import { Server } from "../fixtures/server.ts";
import { Stage } from "../fixtures/stage.ts";
import { address, type Page, pageName } from "../pages.ts";

const RUNS = Number(process.env.STEADYLINE_LIGHTHOUSE_RUNS || 1);
const PAGES: Page[] = [{ route: "/b/:broker" }, { route: "/b/:broker/pool" }, { route: "/b/:broker/leads/:lead" }];
const CATEGORIES = ["performance", "accessibility", "best-practices"];

test("what Lighthouse says", async ({ launchOptions }) => {
  const server = await Server.start();
  const port = await freePort();
  const args = [...(launchOptions.args ?? []), `--remote-debugging-port=${port}`];
  const browser = await chromium.launch({ ...launchOptions, args });
  try {
    const stage = await Stage.demo(server);
    console.log(`Lighthouse, mobile preset, signed in, median of ${RUNS}:`);
    for (const page of PAGES) {
      const session = await stage.session(page);
      const cookies = typeof session === "object" ? session.cookies : [];
      const Cookie = cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
      const runs = [];
      for (let run = 0; run < RUNS; run += 1) {
        const flags = { port, extraHeaders: { Cookie }, onlyCategories: CATEGORIES, logLevel: "error" as const };
        runs.push((await lighthouse(server.baseURL + address(page, stage.world)!, flags))!.lhr);
      }
      runs.sort((a, b) => a.categories.performance!.score! - b.categories.performance!.score!);
      const median = runs[Math.floor(runs.length / 2)]!;
      const scores = CATEGORIES.map((name) => `${name} ${Math.round(median.categories[name]!.score! * 100)}`);
      const shown = ["first-contentful-paint", "largest-contentful-paint", "total-blocking-time", "cumulative-layout-shift"];
      const figures = shown.map((name) => `${median.audits[name]!.title} ${median.audits[name]!.displayValue}`);
      console.log(`  ${pageName(page).padEnd(10)} ${scores.join(", ")}\n             ${figures.join(", ")}`);
      // Blocking time is what this machine took, times four: it says little without how fast the machine was.
      const each = runs.map((lhr) => {
        const speed = Math.round(lhr.environment.benchmarkIndex);
        return `${Math.round(lhr.categories.performance!.score! * 100)} at ${speed}`;
      });
      console.log(`             performance of each run at this machine's BenchmarkIndex: ${each.join(", ")}`);
      const failed = CATEGORIES.flatMap((name) =>
        median.categories[name]!.auditRefs.filter(({ id, weight }) => {
          const score = median.audits[id]!.score;
          return weight > 0 && score !== null && score < 0.9;
        }),
      );
      for (const { id } of failed) console.log(`             - ${median.audits[id]!.title} (${id})`);
    }
    const [load] = loadavg();
    if (load! > availableParallelism()) console.log(`  The machine was busy (load ${load!.toFixed(1)}): performance is better than this.`);
  } finally {
    await browser.close();
    await server.stop();
  }
});
