/** Also the texts that come later, for those who look at all of them: tests. */
import * as accountEn from "../features/account/page-texts-en.ts";
import * as accountKo from "../features/account/page-texts-ko.ts";
import * as adminEn from "../features/admin/page-texts-en.ts";
import * as adminKo from "../features/admin/page-texts-ko.ts";
import * as imagesEn from "../features/images/page-texts-en.ts";
import * as imagesKo from "../features/images/page-texts-ko.ts";
import * as jobsEn from "../features/jobs/page-texts-en.ts";
import * as jobsKo from "../features/jobs/page-texts-ko.ts";
import * as ownScriptEn from "../features/new-job/own-page-texts-en.ts";
import * as newJobEn from "../features/new-job/page-texts-en.ts";
import * as lateTemplateJobEn from "../features/new-job/template/late-page-texts-en.ts";
import * as lateTemplateJobKo from "../features/new-job/template/late-page-texts-ko.ts";
import * as templateJobEn from "../features/new-job/template/page-texts-en.ts";
import * as ownScriptKo from "../features/new-job/own-page-texts-ko.ts";
import * as newJobKo from "../features/new-job/page-texts-ko.ts";
import * as templateJobKo from "../features/new-job/template/page-texts-ko.ts";
import * as jobProblemsEn from "../features/new-job/template/problems/page-texts-en.ts";
import * as jobProblemsKo from "../features/new-job/template/problems/page-texts-ko.ts";
import * as nodesEn from "../features/nodes/page-texts-en.ts";
import * as nodesKo from "../features/nodes/page-texts-ko.ts";
import * as overviewEn from "../features/overview/page-texts-en.ts";
import * as overviewKo from "../features/overview/page-texts-ko.ts";
import * as partitionsEn from "../features/partitions/page-texts-en.ts";
import * as partitionsKo from "../features/partitions/page-texts-ko.ts";
import * as templatesEn from "../features/templates/page-texts-en.ts";
import * as templatesKo from "../features/templates/page-texts-ko.ts";
import * as findingsEn from "../features/templates/problems/page-texts-en.ts";
import * as findingsKo from "../features/templates/problems/page-texts-ko.ts";
import * as uploadsEn from "../features/uploads/page-texts-en.ts";
import * as uploadsKo from "../features/uploads/page-texts-ko.ts";
import * as firstEn from "./texts-en.ts";
import * as firstKo from "./texts-ko.ts";

export const allTexts = {
  en: {
    ...firstEn.texts,
    ...overviewEn.texts,
    ...jobsEn.texts,
    ...newJobEn.texts,
    templateJob: { ...templateJobEn.texts.templateJob, ...lateTemplateJobEn.texts.templateJob },
    ...jobProblemsEn.texts,
    newJob: { ...newJobEn.texts.newJob, ...ownScriptEn.texts.newJob },
    ...imagesEn.texts,
    ...nodesEn.texts,
    ...partitionsEn.texts,
    ...templatesEn.texts,
    ...findingsEn.texts,
    ...accountEn.texts,
    ...adminEn.texts,
    uploads: { ...firstEn.texts.uploads, ...uploadsEn.texts.uploads },
  },
  ko: {
    ...firstKo.texts,
    ...overviewKo.texts,
    ...jobsKo.texts,
    ...newJobKo.texts,
    templateJob: { ...templateJobKo.texts.templateJob, ...lateTemplateJobKo.texts.templateJob },
    ...jobProblemsKo.texts,
    newJob: { ...newJobKo.texts.newJob, ...ownScriptKo.texts.newJob },
    ...imagesKo.texts,
    ...nodesKo.texts,
    ...partitionsKo.texts,
    ...templatesKo.texts,
    ...findingsKo.texts,
    ...accountKo.texts,
    ...adminKo.texts,
    uploads: { ...firstKo.texts.uploads, ...uploadsKo.texts.uploads },
  },
};
