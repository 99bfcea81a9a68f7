import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { beforePaint } from "../../packages/ui/vite-before-paint.ts";

export default defineConfig({
  root: import.meta.dirname,
  base: "/",
  plugins: [react(), beforePaint()],
  build: { outDir: "../../dist/portal", emptyOutDir: true, target: "es2023", assetsInlineLimit: 0, manifest: true },
});
