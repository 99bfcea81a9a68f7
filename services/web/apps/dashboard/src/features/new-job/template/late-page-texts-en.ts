import { late as templateJob } from "./late-texts-en.ts";

export const texts = { templateJob };
