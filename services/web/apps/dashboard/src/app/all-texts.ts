/** Also the texts that come later, for those who look at all of them: tests. */
import * as accountEn from "../features/account/page-texts-en.ts";
import * as accountKo from "../features/account/page-texts-ko.ts";
import * as adminEn from "../features/admin/page-texts-en.ts";
import * as adminKo from "../features/admin/page-texts-ko.ts";
import * as jobsEn from "../features/jobs/page-texts-en.ts";
import * as jobsKo from "../features/jobs/page-texts-ko.ts";
import * as overviewEn from "../features/overview/page-texts-en.ts";
import * as overviewKo from "../features/overview/page-texts-ko.ts";
import * as uploadsEn from "../features/uploads/page-texts-en.ts";
import * as uploadsKo from "../features/uploads/page-texts-ko.ts";
import { en as wordsEn } from "../parts/words/texts-en.ts";
import { ko as wordsKo } from "../parts/words/texts-ko.ts";
import * as firstEn from "./texts-en.ts";
import * as firstKo from "./texts-ko.ts";

export const allTexts = {
  en: {
    ...firstEn.texts,
    ...overviewEn.texts,
    ...jobsEn.texts,
    ...accountEn.texts,
    ...adminEn.texts,
    words: wordsEn,
    uploads: { ...firstEn.texts.uploads, ...uploadsEn.texts.uploads },
  },
  ko: {
    ...firstKo.texts,
    ...overviewKo.texts,
    ...jobsKo.texts,
    ...accountKo.texts,
    ...adminKo.texts,
    words: wordsKo,
    uploads: { ...firstKo.texts.uploads, ...uploadsKo.texts.uploads },
  },
};
