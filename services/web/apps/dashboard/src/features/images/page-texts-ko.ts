import { ko as images } from "./texts-ko.ts";

export const texts = { images };
