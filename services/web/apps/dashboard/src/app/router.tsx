/** The routes. Each page is a chunk of its own. */
import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from "@tanstack/react-router";
import { parseUploadsSearch } from "../features/uploads/queries/uploads-search.ts";
import { NotFound } from "./not-found.tsx";
import { PageError } from "./page-error.tsx";
import { RootLayout } from "./root-layout.tsx";
import { parseSearch, stringifySearch } from "./search-params.ts";

const root = createRootRoute({ component: RootLayout, notFoundComponent: NotFound });

const overview = createRoute({
  getParentRoute: () => root,
  path: "/",
  component: lazyRouteComponent(() => import("../features/overview/overview-page.tsx"), "OverviewPage"),
});

const uploads = createRoute({
  getParentRoute: () => root,
  path: "/uploads",
  validateSearch: parseUploadsSearch,
  component: lazyRouteComponent(() => import("../features/uploads/components/uploads-page.tsx"), "UploadsPage"),
});

export const router = createRouter({
  routeTree: root.addChildren([overview, uploads]),
  basepath: "/dashboard",
  defaultPreload: "intent",
  defaultErrorComponent: PageError,
  scrollRestoration: true,
  parseSearch,
  stringifySearch,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
