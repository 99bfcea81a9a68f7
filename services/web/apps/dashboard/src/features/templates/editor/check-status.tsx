import type { TemplateCheck } from "@hpc/api/templates-wire.ts";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { IconAlertTriangle, IconCircleCheck, IconCircleX, IconLoader2 } from "@tabler/icons-react";
import type { Checked } from "./use-check.ts";
import classes from "./editor.module.css";

/** In a sentence: can it be saved, can jobs be made of it? */
export function CheckStatus({ checked: { check, pending, failed } }: { checked: Checked }) {
  const { t } = useTranslation("templates");
  const { tone, Icon, text } = failed && check === undefined ? { tone: "warn", Icon: IconAlertTriangle, text: t("editor.uncheckable") } : said(check, t);
  return (
    <span className={classes.said} role="status" data-tone={tone} aria-busy={pending}>
      <Icon size={16} aria-hidden />
      {text}
    </span>
  );
}

function said(check: TemplateCheck | undefined, t: ReturnType<typeof useTranslation<"templates">>["t"]) {
  if (check === undefined) return { tone: "wait", Icon: IconLoader2, text: t("editor.checking") };
  const wrong = check.problems.filter(({ severity }) => severity !== "warning").length;
  const warned = check.problems.length - wrong;
  if (!check.listed) return { tone: "bad", Icon: IconCircleX, text: t("editor.unlisted", { count: wrong }) };
  if (!check.usable) return { tone: "bad", Icon: IconCircleX, text: t("editor.unusable", { count: wrong }) };
  if (warned > 0) return { tone: "warn", Icon: IconAlertTriangle, text: t("editor.warned", { count: warned }) };
  return { tone: "good", Icon: IconCircleCheck, text: t("editor.fine") };
}

/** Where a text goes that is saved for the first time; known once jobs can be made of it. */
export function Destination({ check }: { check: TemplateCheck | undefined }) {
  const { t } = useTranslation("templates");
  const goes = destinationOf(check?.template);
  return goes === null ? null : <span className={classes.hint}>{t(`editor.goes.${goes}`)}</span>;
}

export function destinationOf(template: unknown): "official" | "community" | "private" | null {
  const { metadata } = (template ?? {}) as { metadata?: { source?: unknown; is_public?: unknown } };
  if (metadata === undefined) return null;
  const { source, is_public } = metadata;
  if (source === "official" || source === "community") return source;
  if (source !== null && source !== undefined) return "private";
  return is_public === true ? "community" : "private";
}
