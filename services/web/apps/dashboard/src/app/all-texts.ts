/** Also the texts that come later, for those who look at all of them: tests. */
import * as accountEn from "../features/account/page-texts-en.ts";
import * as accountKo from "../features/account/page-texts-ko.ts";
import * as adminEn from "../features/admin/page-texts-en.ts";
import * as adminKo from "../features/admin/page-texts-ko.ts";
import * as firstEn from "./texts-en.ts";
import * as firstKo from "./texts-ko.ts";

export const allTexts = {
  en: { ...firstEn.texts, ...accountEn.texts, ...adminEn.texts },
  ko: { ...firstKo.texts, ...accountKo.texts, ...adminKo.texts },
};
