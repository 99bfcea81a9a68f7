import { ko as identity } from "../../parts/identity/texts-ko.ts";
import { ko as account } from "./texts-ko.ts";

export const texts = { account, identity };
