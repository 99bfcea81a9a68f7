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
    if (chunk === undefined) throw new Error(`the build of ${app} has no ${key}`);
    if (seen.has(key)) return;
    seen.add(key);
    files.add(chunk.file);
    for (const css of chunk.css ?? []) files.add(css);
    for (const name of chunk.imports ?? []) add(name);
  };
  add("index.html");
  for (const page of pages) add(page);
  return [...files].map((file) => ({ file, gzip: gzipSync(readFileSync(join(dist, app, file))).length }));
}

/** Of the texts one language is loaded; Korean is the larger one. */
const FIRST = "src/app/texts-ko.ts";
const FEATURES = "src/features";

let tooBig = false;
for (const [app, pages] of [
  ["portal", []],
  ["dashboard", [FIRST, `${FEATURES}/overview/overview-page.tsx`, `${FEATURES}/overview/page-texts-ko.ts`]],
  [
    "dashboard",
    [FIRST, `${FEATURES}/uploads/components/uploads-page.tsx`, `${FEATURES}/uploads/components/past-uploads.tsx`, `${FEATURES}/uploads/page-texts-ko.ts`],
  ],
  ["dashboard", [FIRST, `${FEATURES}/jobs/list/jobs-page.tsx`, `${FEATURES}/jobs/page-texts-ko.ts`]],
  ["dashboard", [FIRST, `${FEATURES}/jobs/one/job-page.tsx`, `${FEATURES}/jobs/one/made/made.tsx`, `${FEATURES}/jobs/page-texts-ko.ts`]],
  ["dashboard", [FIRST, `${FEATURES}/new-job/new-job-page.tsx`, `${FEATURES}/new-job/own-script.tsx`, `${FEATURES}/new-job/page-texts-ko.ts`, `${FEATURES}/new-job/own-page-texts-ko.ts`]],
  [
    "dashboard",
    [
      FIRST,
      `${FEATURES}/new-job/new-job-page.tsx`,
      `${FEATURES}/new-job/template/template-job-page.tsx`,
      `${FEATURES}/new-job/template/script-text.tsx`,
      `${FEATURES}/new-job/page-texts-ko.ts`,
      `${FEATURES}/new-job/template/page-texts-ko.ts`,
    ],
  ],
  ["dashboard", [FIRST, `${FEATURES}/images/images-page.tsx`, `${FEATURES}/images/page-texts-ko.ts`]],
  ["dashboard", [FIRST, `${FEATURES}/images/one/image-page.tsx`, `${FEATURES}/images/page-texts-ko.ts`]],
  ["dashboard", [FIRST, `${FEATURES}/nodes/nodes-page.tsx`, `${FEATURES}/nodes/map/map-view.tsx`, `${FEATURES}/nodes/page-texts-ko.ts`]],
  ["dashboard", [FIRST, `${FEATURES}/nodes/nodes-page.tsx`, `${FEATURES}/nodes/list/table-view.tsx`, `${FEATURES}/nodes/page-texts-ko.ts`]],
  ["dashboard", [FIRST, `${FEATURES}/nodes/one/node-page.tsx`, `${FEATURES}/nodes/page-texts-ko.ts`]],
  ["dashboard", [FIRST, `${FEATURES}/partitions/partitions-page.tsx`, `${FEATURES}/partitions/page-texts-ko.ts`]],
  ["dashboard", [FIRST, `${FEATURES}/templates/catalogue/templates-page.tsx`, `${FEATURES}/templates/page-texts-ko.ts`]],
  ["dashboard", [FIRST, `${FEATURES}/templates/one/template-page.tsx`, `${FEATURES}/templates/page-texts-ko.ts`]],
  ["dashboard", [FIRST, `${FEATURES}/templates/editor/edit-template-page.tsx`, `${FEATURES}/templates/page-texts-ko.ts`]],
  ["dashboard", [FIRST, `${FEATURES}/account/account-page.tsx`, `${FEATURES}/account/page-texts-ko.ts`]],
  ["dashboard", [FIRST, `${FEATURES}/admin/users-page.tsx`, `${FEATURES}/admin/page-texts-ko.ts`]],
  ["dashboard", [FIRST, `${FEATURES}/admin/audit-page.tsx`, `${FEATURES}/admin/page-texts-ko.ts`]],
]) {
  const files = firstPage(app, pages);
  const kib = files.reduce((sum, { gzip }) => sum + gzip, 0) / 1024;
  const over = kib > BUDGET_KIB;
  tooBig ||= over;
  const name = [app, ...pages.filter((page) => page.endsWith(".tsx")).map((page) => page.split("/").at(-1))].join(" ");
  console.log(`${name}: ${kib.toFixed(1)} KiB gzip in ${files.length} files (budget ${BUDGET_KIB} KiB)${over ? " TOO BIG" : ""}`);
}
// What is too large for any page, comes late, and on one kind of page only.
const LATE_BUDGET_KIB = 150;
for (const [app, page, late] of [["dashboard", `${FEATURES}/templates/editor/edit-template-page.tsx`, `${FEATURES}/templates/editor/code-editor.tsx`]]) {
  const there = new Set(firstPage(app, [page]).map(({ file }) => file));
  const files = firstPage(app, [page, late]).filter(({ file }) => !there.has(file));
  const kib = files.reduce((sum, { gzip }) => sum + gzip, 0) / 1024;
  const over = kib > LATE_BUDGET_KIB;
  tooBig ||= over;
  console.log(`${app} ${late.split("/").at(-1)}, late: ${kib.toFixed(1)} KiB gzip in ${files.length} files (budget ${LATE_BUDGET_KIB} KiB)${over ? " TOO BIG" : ""}`);
}
process.exitCode = tooBig ? 1 : 0;
