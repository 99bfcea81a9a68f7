import { defineConfig } from "vitest/config";

/** Two files at a time: each story has services and browser profiles of its own, and mostly waits. */
export default defineConfig({
  root: import.meta.dirname,
  test: {
    include: ["stories/*.test.ts"],
    environment: "node",
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 30_000,
    reporters: ["verbose"],
  },
});
