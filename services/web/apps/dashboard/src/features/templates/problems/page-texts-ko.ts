import { ko as findings } from "./texts-ko.ts";

export const texts = { findings };
