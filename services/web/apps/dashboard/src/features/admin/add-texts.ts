/** The pages' texts come with their code. */
import { addTexts } from "@hpc/ui/i18n/i18n.ts";
import * as identityEn from "../../shared/identity/texts-en.ts";
import * as identityKo from "../../shared/identity/texts-ko.ts";
import { en } from "./texts-en.ts";
import { ko } from "./texts-ko.ts";

addTexts({ en: { admin: en, identity: identityEn.en }, ko: { admin: ko, identity: identityKo.ko } });
