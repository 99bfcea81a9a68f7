import { late as templateJob } from "./late-texts-ko.ts";

export const texts = { templateJob };
