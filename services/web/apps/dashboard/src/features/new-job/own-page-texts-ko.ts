import { ko as newJob } from "./own-texts-ko.ts";

export const texts = { newJob };
