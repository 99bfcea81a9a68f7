/** What the first page says; the rest comes with the page that says it. */
import { en as ui } from "@hpc/ui/i18n/texts-en.ts";
import { en as overview } from "../features/overview/texts-en.ts";
import { en as shell } from "../features/shell/texts-en.ts";
import { en as uploads } from "../features/uploads/texts-en.ts";

export const texts = { ui, shell, overview, uploads };
