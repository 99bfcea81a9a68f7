import { en as images } from "./texts-en.ts";

export const texts = { images };
