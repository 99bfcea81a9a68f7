import { en as identity } from "../../shared/identity/texts-en.ts";
import { en as account } from "./texts-en.ts";

export const texts = { account, identity };
