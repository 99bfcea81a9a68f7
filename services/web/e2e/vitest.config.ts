import { defineConfig } from "vitest/config";

/** One story at a time: each has services and a browser of its own, and a loaded machine tells nothing of their speed. */
export default defineConfig({
  root: import.meta.dirname,
  test: {
    include: ["stories/*.test.ts"],
    environment: "node",
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 30_000,
    reporters: ["verbose"],
  },
});
