import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { beforePaint } from "../../packages/ui/vite-before-paint.ts";

export default defineConfig({
  root: import.meta.dirname,
  base: "/dashboard/",
  plugins: [react(), beforePaint()],
  build: { outDir: "../../dist/dashboard", emptyOutDir: true, target: "es2023", assetsInlineLimit: 0, manifest: true },
});
