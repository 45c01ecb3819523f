import { existsSync } from "node:fs";
import { defineConfig, devices } from "@playwright/test";

const INSTALLED = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** The browser named by CHROMIUM, else one of the system, else Playwright's own. */
const executablePath = process.env.CHROMIUM || INSTALLED.find((path) => existsSync(path));

const asRoot = process.getuid?.() === 0;

/** A browser that calls nobody, and that starts as root in a container. */
const args = [
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  ...(asRoot ? ["--no-sandbox"] : []),
];

// Every spec runs twice: with the page hydrated, and with no JavaScript at all.
export default defineConfig({
  testDir: "tests",
  outputDir: "test-results",
  workers: 2,
  fullyParallel: false,
  retries: 0,
  forbidOnly: !!process.env.CI,
  reporter: "list",
  // Far more than any takes: a slow machine is no fault. What hangs is told of by `expect`, much earlier.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  use: {
    ...devices["Desktop Chrome"],
    launchOptions: { executablePath, args },
    locale: "en-US",
    timezoneId: "America/Chicago",
    // What fails says itself where. For more: `cargo xtask test --only e2e -- --trace on`, which takes much longer.
    screenshot: "only-on-failure",
  },
  projects: [
    { name: "hydrated" },
    { name: "no-js", use: { javaScriptEnabled: false } },
  ],
});
