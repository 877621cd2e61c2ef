/** The browser's build: one bundle for each page that has a script, read by Django through the manifest. */
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import type { Plugin } from "vite";
import { entries, root } from "./scripts/entries.mjs";
import { writePlotlyCss } from "./scripts/plotly-css.mjs";

const plotlyCss: Plugin = {
  name: "queueyard-plotly-css",
  buildStart() {
    writePlotlyCss();
  },
};

export default defineConfig({
  root,
  base: "/static/dist/",
  publicDir: false,
  plugins: [react(), plotlyCss],
  build: {
    outDir: "dist",
    emptyOutDir: true,
    manifest: "manifest.json",
    // The Content-Security-Policy allows no data: fonts or styles.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: "es2022",
    chunkSizeWarningLimit: 1600,
    rolldownOptions: { input: entries() },
  },
  test: { include: ["test/**/*.test.ts", "test/**/*.test.tsx"] },
});
