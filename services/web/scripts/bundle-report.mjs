// Prints what each page costs that one may land on, gzipped, and fails above the budget.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const BUDGET_KIB = 200;
const dist = join(import.meta.dirname, "../dist");

/** The entry and all it imports at once, plus `pages`: chunks that the first view always loads, also when it does so late. */
function firstPage(app, pages) {
  const manifest = JSON.parse(readFileSync(join(dist, app, ".vite/manifest.json"), "utf8"));
  const seen = new Set();
  const files = new Set();
  const add = (key) => {
    const chunk = manifest[key];
    if (chunk === undefined || seen.has(key)) return;
    seen.add(key);
    files.add(chunk.file);
    for (const css of chunk.css ?? []) files.add(css);
    for (const name of chunk.imports ?? []) add(name);
  };
  add("index.html");
  for (const page of pages) add(page);
  return [...files].map((file) => ({ file, gzip: gzipSync(readFileSync(join(dist, app, file))).length }));
}

let tooBig = false;
for (const [app, pages] of [
  ["portal", []],
  ["dashboard", ["src/features/overview/overview-page.tsx"]],
  ["dashboard", ["src/features/uploads/components/uploads-page.tsx", "src/features/uploads/components/past-uploads.tsx"]],
  ["dashboard", ["src/features/account/account-page.tsx"]],
  ["dashboard", ["src/features/admin/users-page.tsx"]],
  ["dashboard", ["src/features/admin/audit-page.tsx"]],
]) {
  const files = firstPage(app, pages);
  const kib = files.reduce((sum, { gzip }) => sum + gzip, 0) / 1024;
  const over = kib > BUDGET_KIB;
  tooBig ||= over;
  const name = [app, ...pages.map((page) => page.split("/").at(-1))].join(" ");
  console.log(`${name}: ${kib.toFixed(1)} KiB gzip in ${files.length} files (budget ${BUDGET_KIB} KiB)${over ? " TOO BIG" : ""}`);
}
process.exitCode = tooBig ? 1 : 0;
