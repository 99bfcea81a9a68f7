import { ko as acting } from "../../parts/acting/texts-ko.ts";
import { ko as jobParts } from "../../parts/jobs/texts-ko.ts";
import { ko as templateJob } from "./template/texts-ko.ts";
import { ko as newJob } from "./texts-ko.ts";

export const texts = { newJob, templateJob, acting, jobParts };
