import { ko as identity } from "../../parts/identity/texts-ko.ts";
import { ko as admin } from "./texts-ko.ts";

export const texts = { admin, identity };
