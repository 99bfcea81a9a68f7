import { en as acting } from "../../parts/acting/texts-en.ts";
import { en as jobParts } from "../../parts/jobs/texts-en.ts";
import { en as words } from "../../parts/words/texts-en.ts";
import { en as jobs } from "./texts-en.ts";

export const texts = { jobs, acting, jobParts, words };
