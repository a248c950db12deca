import { defineConfig } from "@playwright/test";

/** The server is started by the harness; BOUCLE_TEST_URL says where it listens. */
export default defineConfig({
  testDir: "tests/browser",
  fullyParallel: true,
  workers: 2,
  timeout: 30_000,
  reporter: "line",
  use: {
    baseURL: process.env["BOUCLE_TEST_URL"] ?? "http://127.0.0.1:8080",
    browserName: "chromium",
    locale: "fr-FR",
    timezoneId: "Europe/Paris",
    viewport: { width: 1280, height: 860 },
    launchOptions: {
      executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"],
    },
  },
});
