// `make lighthouse`: scores of the pages on a phone, from the demonstration set, with tiles from loopback.
import { defineConfig } from "@playwright/test";
import journeys from "../../playwright.config.ts";

process.env["BOUCLE_DEMO_ONLY"] = "1";

export default defineConfig({ ...journeys, testDir: ".", testMatch: "lighthouse.ts", outputDir: "../../web/.playwright", globalSetup: "./setup.ts", workers: 1, timeout: 600_000, projects: [{ name: "lighthouse" }] });
