import { ko as overview } from "./texts-ko.ts";

export const texts = { overview };
