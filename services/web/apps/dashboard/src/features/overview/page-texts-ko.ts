import { ko as jobParts } from "../../parts/jobs/texts-ko.ts";
import { ko as nodeParts } from "../../parts/nodes/texts-ko.ts";
import { ko as words } from "../../parts/words/texts-ko.ts";
import { ko as overview } from "./texts-ko.ts";

export const texts = { overview, jobParts, nodeParts, words };
