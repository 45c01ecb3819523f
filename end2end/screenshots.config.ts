import { defineConfig } from "@playwright/test";
import tests from "./playwright.config.ts";

// Not a test: `cargo xtask screenshots` makes pictures of every page with it.
export default defineConfig({
  ...tests,
  testDir: "screenshots",
  fullyParallel: true,
  timeout: 120_000,
  reporter: "line",
  use: { ...tests.use, actionTimeout: 10_000, screenshot: "off" },
  projects: [{ name: "pictures" }],
});
