import { useState } from "react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { Choice } from "../../parts/records/choice.tsx";
import classes from "../../parts/records/records.module.css";
import { type AuditSearch, localInput, type Period, PERIODS, timeOfInput } from "./audit-search.ts";

const CUSTOM = "custom";

/** A time that ends now, or from and until in the person's zone. */
export function PeriodChoice({ search, onChange }: { search: AuditSearch; onChange: (change: Record<string, string>) => void }) {
  const { t } = useTranslation("admin");
  const given = search.since !== undefined || search.until !== undefined;
  const [opened, setOpened] = useState(false);
  const custom = search.period === undefined && (given || opened);
  const items = [
    ...(Object.keys(PERIODS) as Period[]).map((value) => ({ value, label: t(`periods.${value}`) })),
    { value: CUSTOM, label: t("periods.custom") },
  ];

  function choose(value: string) {
    setOpened(value === CUSTOM);
    onChange(value === CUSTOM ? { period: "" } : { period: value, since: "", until: "" });
  }

  return (
    <>
      <Choice label={t("audit.time")} any={t("periods.any")} value={custom ? CUSTOM : (search.period ?? "")} items={items} onChange={choose} />
      {custom &&
        (["since", "until"] as const).map((end) => (
          <input
            key={end}
            type="datetime-local"
            className={classes.select}
            aria-label={t(`audit.${end}`)}
            title={t(`audit.${end}`)}
            value={localInput(search[end])}
            onChange={(event) => onChange({ [end]: timeOfInput(event.currentTarget.value) ?? "" })}
          />
        ))}
    </>
  );
}
