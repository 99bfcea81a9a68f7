/** Also the texts that come later, for those who look at all of them: tests. */
import * as account from "../features/account/texts.ts";
import * as adminEn from "../features/admin/texts-en.ts";
import * as adminKo from "../features/admin/texts-ko.ts";
import * as identityEn from "../shared/identity/texts-en.ts";
import * as identityKo from "../shared/identity/texts-ko.ts";
import { texts } from "./texts.ts";

export const allTexts = {
  en: { ...texts.en, account: account.en, admin: adminEn.en, identity: identityEn.en },
  ko: { ...texts.ko, account: account.ko, admin: adminKo.ko, identity: identityKo.ko },
};
