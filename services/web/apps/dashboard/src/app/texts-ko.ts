/** What every page says; the rest comes with the page that says it. */
import { ko as ui } from "@hpc/ui/i18n/texts-ko.ts";
import { ko as shell } from "../features/shell/texts-ko.ts";
import { ko as uploads } from "../features/uploads/texts-ko.ts";
import { ko as live } from "../parts/live/texts-ko.ts";

export const texts = { ui, shell, uploads, live };
