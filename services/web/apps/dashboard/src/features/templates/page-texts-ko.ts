import { ko as templates } from "./texts-ko.ts";

export const texts = { templates };
