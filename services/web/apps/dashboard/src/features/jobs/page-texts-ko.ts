import { ko as acting } from "../../parts/acting/texts-ko.ts";
import { ko as jobParts } from "../../parts/jobs/texts-ko.ts";
import { ko as words } from "../../parts/words/texts-ko.ts";
import { ko as jobs } from "./texts-ko.ts";

export const texts = { jobs, acting, jobParts, words };
