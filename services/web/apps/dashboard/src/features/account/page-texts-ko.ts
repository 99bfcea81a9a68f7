import { ko as identity } from "../../shared/identity/texts-ko.ts";
import { ko as account } from "./texts-ko.ts";

export const texts = { account, identity };
