import { en as identity } from "../../parts/identity/texts-en.ts";
import { en as account } from "./texts-en.ts";

export const texts = { account, identity };
