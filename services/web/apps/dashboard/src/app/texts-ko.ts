import { ko as ui } from "@hpc/ui/i18n/texts-ko.ts";
import { ko as overview } from "../features/overview/texts-ko.ts";
import { ko as shell } from "../features/shell/texts-ko.ts";
import { ko as uploads } from "../features/uploads/texts-ko.ts";

export const texts = { ui, shell, overview, uploads };
