/** The page's texts come with its code. */
import { addTexts } from "@hpc/ui/i18n/i18n.ts";
import * as identityEn from "../../shared/identity/texts-en.ts";
import * as identityKo from "../../shared/identity/texts-ko.ts";
import { en, ko } from "./texts.ts";

addTexts({ en: { account: en, identity: identityEn.en }, ko: { account: ko, identity: identityKo.ko } });
