/** What every page says; the rest comes with the page that says it. */
import { en as ui } from "@hpc/ui/i18n/texts-en.ts";
import { en as shell } from "../features/shell/texts-en.ts";
import { en as uploads } from "../features/uploads/texts-en.ts";
import { en as live } from "../parts/live/texts-en.ts";

export const texts = { ui, shell, uploads, live };
