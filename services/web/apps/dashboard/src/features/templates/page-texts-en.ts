import { en as templates } from "./texts-en.ts";

export const texts = { templates };
