/** The routes. Each page is a chunk of its own. */
import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from "@tanstack/react-router";
import { parseAuditSearch } from "../features/admin/audit-search.ts";
import { parseUsersSearch } from "../features/admin/users-search.ts";
import { parseImagesSearch } from "../features/images/images-search.ts";
import { parseNewJobSearch } from "../features/new-job/new-job-search.ts";
import { parseNodesSearch } from "../features/nodes/nodes-search.ts";
import { parsePartitionsSearch } from "../features/partitions/partitions-search.ts";
import { parseOverviewSearch } from "../features/overview/overview-search.ts";
import { parseUploadsSearch } from "../features/uploads/queries/uploads-search.ts";
import { parseEditorSearch, parseTemplateSearch, parseTemplatesSearch } from "../features/templates/templates-search.ts";
import { parseJobsSearch } from "../parts/jobs/jobs-search.ts";
import { NotFound } from "./not-found.tsx";
import { PageError } from "./page-error.tsx";
import { RootLayout } from "./root-layout.tsx";
import { parseSearch, stringifySearch } from "./search-params.ts";
import { accountTexts, adminTexts, imagesTexts, jobsTexts, newJobTexts, nodesTexts, overviewTexts, partitionsTexts, templatesTexts, uploadsTexts } from "./texts.ts";
import { withTexts } from "./with-texts.ts";

const root = createRootRoute({ component: RootLayout, notFoundComponent: NotFound });

const overview = createRoute({
  getParentRoute: () => root,
  path: "/",
  validateSearch: parseOverviewSearch,
  component: lazyRouteComponent(() => withTexts(overviewTexts, import("../features/overview/overview-page.tsx")), "OverviewPage"),
});

const uploads = createRoute({
  getParentRoute: () => root,
  path: "/uploads",
  validateSearch: parseUploadsSearch,
  component: lazyRouteComponent(() => withTexts(uploadsTexts, import("../features/uploads/components/uploads-page.tsx")), "UploadsPage"),
});

const jobs = createRoute({
  getParentRoute: () => root,
  path: "/jobs",
  validateSearch: parseJobsSearch,
  component: lazyRouteComponent(() => withTexts(jobsTexts, import("../features/jobs/list/jobs-page.tsx")), "JobsPage"),
});

const newJob = createRoute({
  getParentRoute: () => root,
  path: "/jobs/new",
  validateSearch: parseNewJobSearch,
  component: lazyRouteComponent(() => withTexts(newJobTexts, import("../features/new-job/new-job-page.tsx")), "NewJobPage"),
});

const job = createRoute({
  getParentRoute: () => root,
  path: "/jobs/$id",
  component: lazyRouteComponent(() => withTexts(jobsTexts, import("../features/jobs/one/job-page.tsx")), "JobPage"),
});

const images = createRoute({
  getParentRoute: () => root,
  path: "/images",
  validateSearch: parseImagesSearch,
  component: lazyRouteComponent(() => withTexts(imagesTexts, import("../features/images/images-page.tsx")), "ImagesPage"),
});

const image = createRoute({
  getParentRoute: () => root,
  path: "/images/$id",
  component: lazyRouteComponent(() => withTexts(imagesTexts, import("../features/images/one/image-page.tsx")), "ImagePage"),
});

const nodes = createRoute({
  getParentRoute: () => root,
  path: "/nodes",
  validateSearch: parseNodesSearch,
  component: lazyRouteComponent(() => withTexts(nodesTexts, import("../features/nodes/nodes-page.tsx")), "NodesPage"),
});

const node = createRoute({
  getParentRoute: () => root,
  path: "/nodes/$name",
  component: lazyRouteComponent(() => withTexts(nodesTexts, import("../features/nodes/one/node-page.tsx")), "NodePage"),
});

const partitions = createRoute({
  getParentRoute: () => root,
  path: "/partitions",
  validateSearch: parsePartitionsSearch,
  component: lazyRouteComponent(() => withTexts(partitionsTexts, import("../features/partitions/partitions-page.tsx")), "PartitionsPage"),
});

const templates = createRoute({
  getParentRoute: () => root,
  path: "/templates",
  validateSearch: parseTemplatesSearch,
  component: lazyRouteComponent(() => withTexts(templatesTexts, import("../features/templates/catalogue/templates-page.tsx")), "TemplatesPage"),
});

const newTemplate = createRoute({
  getParentRoute: () => root,
  path: "/templates/new",
  validateSearch: parseEditorSearch,
  component: lazyRouteComponent(() => withTexts(templatesTexts, import("../features/templates/editor/new-template-page.tsx")), "NewTemplatePage"),
});

const template = createRoute({
  getParentRoute: () => root,
  path: "/templates/$id",
  validateSearch: parseTemplateSearch,
  component: lazyRouteComponent(() => withTexts(templatesTexts, import("../features/templates/one/template-page.tsx")), "TemplatePage"),
});

const editTemplate = createRoute({
  getParentRoute: () => root,
  path: "/templates/$id/edit",
  validateSearch: parseEditorSearch,
  component: lazyRouteComponent(() => withTexts(templatesTexts, import("../features/templates/editor/edit-template-page.tsx")), "EditTemplatePage"),
});

const account = createRoute({
  getParentRoute: () => root,
  path: "/account",
  component: lazyRouteComponent(() => withTexts(accountTexts, import("../features/account/account-page.tsx")), "AccountPage"),
});

const admin = createRoute({
  getParentRoute: () => root,
  path: "/admin",
  component: lazyRouteComponent(() => import("../features/admin/admin-only.tsx"), "AdminOnly"),
});

const users = createRoute({
  getParentRoute: () => admin,
  path: "/users",
  validateSearch: parseUsersSearch,
  component: lazyRouteComponent(() => withTexts(adminTexts, import("../features/admin/users-page.tsx")), "UsersPage"),
});

const user = createRoute({
  getParentRoute: () => admin,
  path: "/users/$name",
  component: lazyRouteComponent(() => withTexts(adminTexts, import("../features/admin/user-page.tsx")), "UserPage"),
});

const audit = createRoute({
  getParentRoute: () => admin,
  path: "/audit",
  validateSearch: parseAuditSearch,
  component: lazyRouteComponent(() => withTexts(adminTexts, import("../features/admin/audit-page.tsx")), "AuditPage"),
});

export const router = createRouter({
  routeTree: root.addChildren([overview, jobs, newJob, job, templates, newTemplate, template, editTemplate, images, image, uploads, nodes, node, partitions, account, admin.addChildren([users, user, audit])]),
  basepath: "/dashboard",
  defaultPreload: "intent",
  defaultErrorComponent: PageError,
  scrollRestoration: true,
  parseSearch,
  stringifySearch,
  // What no page knows, such as a mail programme's tracking, is dropped: pages hand what they have to the API.
  search: { strict: true },
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
