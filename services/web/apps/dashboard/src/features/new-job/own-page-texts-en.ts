import { en as newJob } from "./own-texts-en.ts";

export const texts = { newJob };
