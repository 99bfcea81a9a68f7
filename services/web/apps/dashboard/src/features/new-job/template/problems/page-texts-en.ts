import { en as jobProblems, types as jobValues } from "./texts-en.ts";

export const texts = { jobProblems, jobValues };
