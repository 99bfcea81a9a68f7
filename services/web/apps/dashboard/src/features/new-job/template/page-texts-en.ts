import { en as templateJob } from "./texts-en.ts";

export const texts = { templateJob };
