import type { ImageView } from "@hpc/api/images-wire.ts";
import { IconShieldCheck, IconShieldOff } from "@tabler/icons-react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { Panel } from "../../../parts/panel.tsx";
import panel from "../../../parts/panel.module.css";
import classes from "../images.module.css";
import one from "./image.module.css";
import { quoted } from "../image-words.ts";
import { Code } from "./code.tsx";

/** Who signed, as the image says it: found, never verified. */
export function SignaturePanel({ view: { signed, signatures, path } }: { view: ImageView }) {
  const { t } = useTranslation("images");
  return (
    <Panel id="signature" title={t("one.signature")}>
      {!signed && (
        <p className={one.noteIn}>
          <IconShieldOff size={16} stroke={1.6} aria-hidden /> {t("one.unsignedText")}
        </p>
      )}
      {signed && (
        <div className={panel.body}>
          <ul className={one.signatures}>
            {signatures.map(({ fingerprint, hash }, index) => (
              // A signature has no name of its own, and their order is the image's.
              <li key={index}>
                <IconShieldCheck size={16} stroke={1.8} aria-hidden />
                <span>
                  {fingerprint === null ? t("one.signedWithout") : t("one.signedBy")} {fingerprint !== null && <code>{grouped(fingerprint)}</code>}
                  {hash !== null && <span className={classes.dim}> ({hash})</span>}
                </span>
              </li>
            ))}
          </ul>
          <p className={classes.note}>{t("one.verify")}</p>
          <Code text={`apptainer verify ${quoted(path)}`} name={t("one.signature")} wrap />
        </div>
      )}
    </Panel>
  );
}

/** In fours, as people compare fingerprints. */
function grouped(fingerprint: string): string {
  return fingerprint.toUpperCase().match(/.{1,4}/g)?.join(" ") ?? fingerprint;
}
