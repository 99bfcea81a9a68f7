import { en as overview } from "./texts-en.ts";

export const texts = { overview };
