/** Texts of the dashboard, gathered from its areas. */
import * as overview from "../features/overview/texts.ts";
import * as shell from "../features/shell/texts.ts";
import * as uploadsEn from "../features/uploads/texts-en.ts";
import * as uploadsKo from "../features/uploads/texts-ko.ts";

export const texts = {
  en: { shell: shell.en, overview: overview.en, uploads: uploadsEn.en },
  ko: { shell: shell.ko, overview: overview.ko, uploads: uploadsKo.ko },
};

declare module "@hpc/ui/i18n/namespaces.ts" {
  interface TextNamespaces {
    shell: typeof shell.en;
    overview: typeof overview.en;
    uploads: typeof uploadsEn.en;
  }
}
