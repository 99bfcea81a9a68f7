import { ko as jobProblems, types as jobValues } from "./texts-ko.ts";

export const texts = { jobProblems, jobValues };
