import { useFormat } from "@hpc/ui/use-format.ts";
import { useTranslation } from "react-i18next";
import type { Refusal } from "../engine/transfer.ts";

/** Why a file is not sent, and what one can do. */
export function RefusalText({ refusal }: { refusal: Refusal }) {
  const { t } = useTranslation("uploads");
  const format = useFormat();
  if (refusal.why === "empty") return t("refusal.empty");
  if (refusal.why === "too-big") return t("refusal.tooBig", { limit: format.bytes(refusal.limitBytes) });
  return (
    <>
      {t("refusal.unsafe", { reason: refusal.reason })}
      {refusal.recommendations.map((advice) => (
        <span key={advice}> · {advice}</span>
      ))}
    </>
  );
}
