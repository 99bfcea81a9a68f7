/** Texts of the dashboard, gathered from its areas. */
import type * as account from "../features/account/texts.ts";
import type * as admin from "../features/admin/texts-en.ts";
import * as overview from "../features/overview/texts.ts";
import * as shell from "../features/shell/texts.ts";
import * as uploadsEn from "../features/uploads/texts-en.ts";
import * as uploadsKo from "../features/uploads/texts-ko.ts";
import type * as identity from "../shared/identity/texts-en.ts";

/** What the first page needs; the rest comes with the page that speaks it. */
export const texts = {
  en: { shell: shell.en, overview: overview.en, uploads: uploadsEn.en },
  ko: { shell: shell.ko, overview: overview.ko, uploads: uploadsKo.ko },
};

declare module "@hpc/ui/i18n/namespaces.ts" {
  interface TextNamespaces {
    shell: typeof shell.en;
    overview: typeof overview.en;
    uploads: typeof uploadsEn.en;
    account: typeof account.en;
    admin: typeof admin.en;
    identity: typeof identity.en;
  }
}
