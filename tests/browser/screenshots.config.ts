// `npm run screenshots`: the pictures of the README, from the demonstration set.
import { defineConfig } from "@playwright/test";
import journeys from "../../playwright.config.ts";

process.env["BOUCLE_DEMO_ONLY"] = "1";

export default defineConfig({
  ...journeys,
  testDir: ".",
  testMatch: "screenshots.ts",
  outputDir: "../../web/.playwright",
  globalSetup: "./setup.ts",
  projects: [{ name: "images" }],
});
