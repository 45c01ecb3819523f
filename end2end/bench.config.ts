import { defineConfig } from "@playwright/test";
import tests from "./playwright.config.ts";

// Not a test: `cargo xtask bench` measures the released program with it.
export default defineConfig({
  ...tests,
  testDir: "bench",
  workers: 1,
  timeout: 600_000,
  reporter: "./bench/lines.ts",
  use: { ...tests.use, screenshot: "off" },
  projects: [{ name: "bench" }],
});
