import { ko as templateJob } from "./texts-ko.ts";

export const texts = { templateJob };
