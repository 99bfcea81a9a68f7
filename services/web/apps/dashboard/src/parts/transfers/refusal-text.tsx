import { useFormat } from "@hpc/ui/use-format.ts";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import type { Refusal } from "./transfer.ts";

/** The server's reasons are sentences in English; those that it is known for are said in the person's language. */
const REASONS = [
  { key: "extension", pattern: /^Blocked file extension: (\.\S+?)\. / },
  { key: "executable", pattern: /^Executable content detected: (.+?)\. / },
  { key: "word", pattern: /^Suspicious filename pattern detected: (.+)$/ },
] as const;

/** Why a file is not sent, and what one can do. */
export function RefusalText({ refusal }: { refusal: Refusal }) {
  const { t } = useTranslation("uploads");
  const format = useFormat();
  if (refusal.why === "empty") return t("refusal.empty");
  if (refusal.why === "too-big") return t("refusal.tooBig", { limit: format.bytes(refusal.limitBytes) });
  for (const { key, pattern } of REASONS) {
    const what = pattern.exec(refusal.reason)?.[1];
    if (what !== undefined) return t(`refusal.${key}`, { what });
  }
  return (
    <>
      {t("refusal.unsafe", { reason: refusal.reason })}
      {refusal.recommendations.map((advice) => (
        <span key={advice}> · {advice}</span>
      ))}
    </>
  );
}
