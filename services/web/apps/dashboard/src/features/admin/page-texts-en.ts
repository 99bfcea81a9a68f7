import { en as identity } from "../../parts/identity/texts-en.ts";
import { en as admin } from "./texts-en.ts";

export const texts = { admin, identity };
