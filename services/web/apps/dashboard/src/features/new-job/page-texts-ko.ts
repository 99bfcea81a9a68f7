import { ko as acting } from "../../parts/acting/texts-ko.ts";
import { ko as jobParts } from "../../parts/jobs/texts-ko.ts";
import { ko as newJob } from "./texts-ko.ts";

export const texts = { newJob, acting, jobParts };
