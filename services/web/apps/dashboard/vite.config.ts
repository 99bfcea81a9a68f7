import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { beforePaint } from "../../packages/ui/vite-before-paint.ts";

/** What every page stands on, in one file: in fifty small ones it would be a tenth larger on the wire. */
const BASE = new RegExp(
  [
    "node_modules/(react|react-dom|scheduler|clsx|use-sync-external-store|openapi-fetch)/",
    "node_modules/@tanstack/(history|store|react-store|query-core|react-query|router-core|react-router)/",
    "node_modules/@mantine/core/esm/core/",
    "node_modules/@mantine/core/esm/components/(UnstyledButton|Button|ActionIcon|CloseButton|Loader|Group|Title|Badge|Skeleton|Kbd)/",
    "packages/api/src/",
    "packages/ui/src/(faces/|i18n/(?:i18n|text-of)|keyboard/|format|use-format|use-now|use-stored|time-ago|tips|notices|on-demand|copy-text|name-text|file-name|upload-status-label)",
    "apps/dashboard/src/app/(portal-context|session-queries)",
  ].join("|"),
);

export default defineConfig({
  root: import.meta.dirname,
  base: "/dashboard/",
  plugins: [react(), beforePaint()],
  build: {
    outDir: "../../dist/dashboard",
    emptyOutDir: true,
    target: "es2023",
    assetsInlineLimit: 0,
    manifest: true,
    rolldownOptions: {
      output: { codeSplitting: { groups: [{ name: "base", test: BASE }] } },
    },
  },
});
