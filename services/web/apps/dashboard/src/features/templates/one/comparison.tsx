import { CloseButton } from "@mantine/core";
import type { TemplateVersion } from "@hpc/api/templates-wire.ts";
import { LoadingFace } from "@hpc/ui/faces/loading-face.tsx";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { useFormat } from "@hpc/ui/use-format.ts";
import { useNow } from "@hpc/ui/use-now.ts";
import { useQuery } from "@tanstack/react-query";
import { usePortal } from "../../../app/portal-context.ts";
import records from "../../../parts/records/records.module.css";
import { DiffView } from "../diff-view.tsx";
import { compareQuery } from "../queries.ts";
import { TemplateRefusal } from "../template-problem.tsx";
import classes from "../templates.module.css";
import type { TemplateSearch } from "../templates-search.ts";

interface ComparisonProps {
  id: string;
  versions: readonly TemplateVersion[];
  search: TemplateSearch;
  /** Without a version to begin with: closed. */
  onChange: (from: string | undefined, to?: string) => void;
}

/** Two versions, line by line. */
export function Comparison({ id, versions, search, onChange }: ComparisonProps) {
  const { t } = useTranslation("templates");
  const find = (start: string | undefined) => versions.find(({ digest }) => start !== undefined && digest.startsWith(start));
  const now = versions[0];
  const from = find(search.compare);
  const to = find(search.with) ?? now;
  if (from === undefined || to === undefined) return null;
  return (
    <section className={classes.comparison} aria-label={t("history.diff")}>
      <div className={classes.comparisonHead}>
        <VersionChoice label={t("history.from")} versions={versions} value={from.digest} onChange={(digest) => onChange(digest, search.with)} />
        <VersionChoice
          label={t("history.to")}
          versions={versions}
          value={to.digest}
          onChange={(digest) => onChange(from.digest, digest === now?.digest ? undefined : digest)}
        />
        <span className={classes.space} />
        <CloseButton onClick={() => onChange(undefined)} aria-label={t("history.close")} />
      </div>
      <Differences id={id} from={from.digest} to={to.digest} />
    </section>
  );
}

/** The lines in which two versions differ. */
export function Differences({ id, from, to }: { id: string; from: string; to: string }) {
  const { api } = usePortal();
  const found = useQuery(compareQuery(api, id, from, to));
  if (found.isError) return <TemplateRefusal error={found.error} />;
  if (found.data === undefined) return <LoadingFace rows={4} />;
  return <DiffView hunks={found.data} />;
}

interface VersionChoiceProps {
  label: string;
  versions: readonly TemplateVersion[];
  value: string;
  onChange: (digest: string) => void;
}

function VersionChoice({ label, versions, value, onChange }: VersionChoiceProps) {
  const { t } = useTranslation("templates");
  const format = useFormat();
  const now = useNow();
  // What was restored is there twice, and the same.
  const each = versions.filter(({ digest }, index) => versions.findIndex((other) => other.digest === digest) === index);
  return (
    <label className={classes.versionChoice}>
      {label}
      <select className={`${records.select} ${classes.versionSelect}`} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {each.map(({ digest, made_at, made_by, current }) => (
          <option key={digest} value={digest}>
            {[format.moment(new Date(made_at), now), made_by, current ? t("history.current") : null].filter((part) => part !== null).join(" · ")}
          </option>
        ))}
      </select>
    </label>
  );
}
