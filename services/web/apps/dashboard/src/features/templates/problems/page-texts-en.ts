import { en as findings } from "./texts-en.ts";

export const texts = { findings };
