/** Puts before-paint.js into the page as a hashed file of its own: the page's policy allows no inline script. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

export function beforePaint(): Plugin {
  const source = readFileSync(join(import.meta.dirname, "src/before-paint.js"), "utf8");
  let base = "/";
  let fileRef = "";
  return {
    name: "before-paint",
    configResolved: (config) => {
      base = config.base;
    },
    configureServer: (server) => {
      server.middlewares.use(`${base}before-paint.js`, (_request, response) => {
        response.setHeader("Content-Type", "text/javascript");
        response.end(source);
      });
    },
    buildStart() {
      if (this.environment.mode === "build") fileRef = this.emitFile({ type: "asset", name: "before-paint.js", source });
    },
    transformIndexHtml: {
      order: "post",
      handler(_html, { bundle }) {
        const built = Object.keys(bundle ?? {}).find((name) => name.includes("before-paint"));
        return [{ tag: "script", attrs: { src: `${base}${built ?? "before-paint.js"}` }, injectTo: "head-prepend" }];
      },
    },
    generateBundle() {
      if (fileRef === "") this.error("before-paint.js was not emitted");
    },
  };
}
