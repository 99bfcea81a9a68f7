import { ko as acting } from "../../parts/acting/texts-ko.ts";
import { ko as jobParts } from "../../parts/jobs/texts-ko.ts";
import { ko as nodeParts } from "../../parts/nodes/texts-ko.ts";
import { ko as words } from "../../parts/words/texts-ko.ts";
import { ko as nodes } from "./texts-ko.ts";

export const texts = { nodes, acting, nodeParts, jobParts, words };
