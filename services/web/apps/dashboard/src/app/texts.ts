/** Texts of the dashboard, gathered from its areas: one file a language, and one for each page that comes later. */
import type { TextFiles } from "@hpc/ui/i18n/i18n.ts";
import type { texts as account } from "../features/account/page-texts-en.ts";
import type { texts as admin } from "../features/admin/page-texts-en.ts";
import type { texts as images } from "../features/images/page-texts-en.ts";
import type { texts as jobs } from "../features/jobs/page-texts-en.ts";
import type { texts as ownScript } from "../features/new-job/own-page-texts-en.ts";
import type { texts as newJob } from "../features/new-job/page-texts-en.ts";
import type { texts as lateTemplateJob } from "../features/new-job/template/late-page-texts-en.ts";
import type { texts as templateJob } from "../features/new-job/template/page-texts-en.ts";
import type { texts as jobProblems } from "../features/new-job/template/problems/page-texts-en.ts";
import type { texts as nodes } from "../features/nodes/page-texts-en.ts";
import type { texts as overview } from "../features/overview/page-texts-en.ts";
import type { texts as partitions } from "../features/partitions/page-texts-en.ts";
import type { texts as templates } from "../features/templates/page-texts-en.ts";
import type { texts as findings } from "../features/templates/problems/page-texts-en.ts";
import type { texts as uploads } from "../features/uploads/page-texts-en.ts";
import type { texts as first } from "./texts-en.ts";

export const firstTexts: TextFiles = { en: () => import("./texts-en.ts"), ko: () => import("./texts-ko.ts") };

export const overviewTexts: TextFiles = {
  en: () => import("../features/overview/page-texts-en.ts"),
  ko: () => import("../features/overview/page-texts-ko.ts"),
};

export const jobsTexts: TextFiles = {
  en: () => import("../features/jobs/page-texts-en.ts"),
  ko: () => import("../features/jobs/page-texts-ko.ts"),
};

export const newJobTexts: TextFiles = {
  en: () => import("../features/new-job/page-texts-en.ts"),
  ko: () => import("../features/new-job/page-texts-ko.ts"),
};

export const imagesTexts: TextFiles = {
  en: () => import("../features/images/page-texts-en.ts"),
  ko: () => import("../features/images/page-texts-ko.ts"),
};

export const ownScriptTexts: TextFiles = {
  en: () => import("../features/new-job/own-page-texts-en.ts"),
  ko: () => import("../features/new-job/own-page-texts-ko.ts"),
};

export const templateJobTexts: TextFiles = {
  en: () => import("../features/new-job/template/page-texts-en.ts"),
  ko: () => import("../features/new-job/template/page-texts-ko.ts"),
};

export const lateTemplateJobTexts: TextFiles = {
  en: () => import("../features/new-job/template/late-page-texts-en.ts"),
  ko: () => import("../features/new-job/template/late-page-texts-ko.ts"),
};

export const jobProblemTexts: TextFiles = {
  en: () => import("../features/new-job/template/problems/page-texts-en.ts"),
  ko: () => import("../features/new-job/template/problems/page-texts-ko.ts"),
};

export const nodesTexts: TextFiles = {
  en: () => import("../features/nodes/page-texts-en.ts"),
  ko: () => import("../features/nodes/page-texts-ko.ts"),
};

export const partitionsTexts: TextFiles = {
  en: () => import("../features/partitions/page-texts-en.ts"),
  ko: () => import("../features/partitions/page-texts-ko.ts"),
};

export const templatesTexts: TextFiles = {
  en: () => import("../features/templates/page-texts-en.ts"),
  ko: () => import("../features/templates/page-texts-ko.ts"),
};

export const findingsTexts: TextFiles = {
  en: () => import("../features/templates/problems/page-texts-en.ts"),
  ko: () => import("../features/templates/problems/page-texts-ko.ts"),
};

export const uploadsTexts: TextFiles = {
  en: () => import("../features/uploads/page-texts-en.ts"),
  ko: () => import("../features/uploads/page-texts-ko.ts"),
};

export const accountTexts: TextFiles = {
  en: () => import("../features/account/page-texts-en.ts"),
  ko: () => import("../features/account/page-texts-ko.ts"),
};

export const adminTexts: TextFiles = {
  en: () => import("../features/admin/page-texts-en.ts"),
  ko: () => import("../features/admin/page-texts-ko.ts"),
};

declare module "@hpc/ui/i18n/namespaces.ts" {
  interface TextNamespaces {
    shell: (typeof first)["shell"];
    live: (typeof first)["live"];
    overview: (typeof overview)["overview"];
    jobs: (typeof jobs)["jobs"];
    /** Comes with each page that shows jobs. */
    jobParts: (typeof jobs)["jobParts"];
    /** Comes with each page on which something can be done to the cluster. */
    acting: (typeof jobs)["acting"];
    /** What both ways say, and what who writes the script oneself is told. */
    newJob: (typeof newJob)["newJob"] & (typeof ownScript)["newJob"];
    /** The form, and its parts that come late. */
    templateJob: (typeof templateJob)["templateJob"] & (typeof lateTemplateJob)["templateJob"];
    /** What the server has against a job comes when it says so. */
    jobProblems: (typeof jobProblems)["jobProblems"];
    jobValues: (typeof jobProblems)["jobValues"];
    images: (typeof images)["images"];
    nodes: (typeof nodes)["nodes"];
    /** Comes with each page that shows nodes. */
    nodeParts: (typeof nodes)["nodeParts"];
    partitions: (typeof partitions)["partitions"];
    templates: (typeof templates)["templates"];
    /** What is wrong with a template comes with the first that has problems. */
    findings: (typeof findings)["findings"];
    /** Transfers speak on every page, the rest with theirs. */
    uploads: (typeof first)["uploads"] & (typeof uploads)["uploads"];
    account: (typeof account)["account"];
    admin: (typeof admin)["admin"];
    identity: (typeof account)["identity"];
    /** Comes with each page that explains words of Slurm. */
    words: (typeof nodes)["words"];
  }
}
