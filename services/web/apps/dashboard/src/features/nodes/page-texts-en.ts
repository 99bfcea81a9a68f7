import { en as acting } from "../../parts/acting/texts-en.ts";
import { en as jobParts } from "../../parts/jobs/texts-en.ts";
import { en as nodeParts } from "../../parts/nodes/texts-en.ts";
import { en as words } from "../../parts/words/texts-en.ts";
import { en as nodes } from "./texts-en.ts";

export const texts = { nodes, acting, nodeParts, jobParts, words };
