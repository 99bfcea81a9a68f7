import { en as acting } from "../../parts/acting/texts-en.ts";
import { en as jobParts } from "../../parts/jobs/texts-en.ts";
import { en as newJob } from "./texts-en.ts";

export const texts = { newJob, acting, jobParts };
