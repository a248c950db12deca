// How smoothly the map moves: `npm run frames`, with BOUCLE_FRAMES_DATABASE as the path of a SQLite database that `boucle` can serve.
import { defineConfig } from "@playwright/test";
import base from "../../playwright.config.ts";

const { globalSetup: _, ...rest } = base;
export default defineConfig({ ...rest, use: { ...rest.use, contextOptions: { reducedMotion: (process.env["BOUCLE_FRAMES_MOTION"] ?? "no-preference") as "no-preference" } }, testDir: ".", outputDir: "../../web/.playwright", testMatch: "frames.ts", workers: 1, timeout: 300_000, projects: [{ name: "bureau", use: { viewport: { width: 1280, height: 860 } } }, { name: "telephone", use: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true } }] });
