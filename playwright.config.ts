// Journeys in Chromium at two sizes, the small one with fingers. The suite starts its own servers (tests/browser/setup.ts) and needs a
// built binary (BOUCLE_BIN, default target/debug/boucle) and a browser (CHROMIUM, default /usr/bin/chromium).
import { defineConfig } from "@playwright/test";

const launchOptions = {
  executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
};

export default defineConfig({
  testDir: "tests/browser",
  outputDir: "web/.playwright",
  globalSetup: "./tests/browser/setup.ts",
  fullyParallel: true,
  forbidOnly: true,
  workers: 2,
  retries: 0,
  timeout: 30_000,
  reporter: [["line"]],
  use: { launchOptions, serviceWorkers: "block", locale: "fr-FR", timezoneId: "Europe/Paris", contextOptions: { reducedMotion: "reduce" }, trace: "off" },
  projects: [
    { name: "telephone", use: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true } },
    { name: "bureau", use: { viewport: { width: 1280, height: 860 } } },
  ],
});
