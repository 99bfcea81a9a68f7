import { TextInput } from "@mantine/core";
import type { TemplateRow } from "@hpc/api/template-job-wire.ts";
import { EmptyFace } from "@hpc/ui/faces/empty-face.tsx";
import { ErrorFace, ErrorSentence } from "@hpc/ui/faces/error-face.tsx";
import { LoadingFace } from "@hpc/ui/faces/loading-face.tsx";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { IconTemplate } from "@tabler/icons-react";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { usePortal } from "../../../app/portal-context.ts";
import { Panel } from "../../../parts/panel.tsx";
import panel from "../../../parts/panel.module.css";
import { nameOf } from "./template-rows.ts";
import { hasAll, templateRowsQuery, together } from "./template-search.ts";
import classes from "./template-job.module.css";
import "@hpc/ui/styles/fields.ts";

const TYPING_MS = 250;

/** Which template a job shall be of. */
export function TemplateChoice() {
  const { t } = useTranslation("templateJob");
  const { api } = usePortal();
  const rows = useQuery(templateRowsQuery(api, ""));
  const [text, setText] = useState("");
  const [asked] = useDebouncedValue(text.trim(), TYPING_MS);
  // Who has them all here need not wait for an answer.
  const more = useQuery({ ...templateRowsQuery(api, asked), enabled: rows.data?.whole === false && asked !== "" });
  if (rows.data === undefined) return rows.isError ? <ErrorFace error={rows.error} onRetry={() => void rows.refetch()} /> : <LoadingFace rows={6} />;
  const usable = together(rows.data.templates, asked === "" ? [] : (more.data?.templates ?? [])).filter(({ usable }) => usable);
  if (usable.length === 0) return <EmptyFace icon={<IconTemplate size={28} stroke={1.5} />} title={t("choice.none")} text={t("choice.noneText")} />;
  const found = usable.filter((row) => hasAll(row, text));
  return (
    <Panel id="templates" title={t("choice.title")}>
      <div className={classes.search}>
        <TextInput aria-label={t("choice.search")} placeholder={t("choice.search")} value={text} onChange={(event) => setText(event.currentTarget.value)} autoComplete="off" spellCheck={false} maxLength={200} />
      </div>
      {more.isError && (
        <p className={classes.nothing} role="alert">
          <ErrorSentence error={more.error} />
        </p>
      )}
      {found.length === 0 && !more.isFetching && <p className={classes.nothing}>{t("choice.noneFound")}</p>}
      <ul className={panel.list}>
        {found.map((row) => (
          <li key={row.template_id}>
            <Link to="/jobs/new" search={{ template: row.template_id }} className={classes.choice}>
              <span className={panel.itemHead}>
                {nameOf(row)} <span className={classes.source}>{t(`source.${sourceOf(row)}`)}</span>
              </span>
              <span className={panel.itemText}>
                <span>{row.category}</span>
                <span>{(row.template.description ?? "").trim().split("\n")[0]}</span>
              </span>
            </Link>
          </li>
        ))}
      </ul>
      {!rows.data.whole && <p className={classes.nothing}>{t("choice.more")}</p>}
    </Panel>
  );
}

function sourceOf({ source }: TemplateRow): "official" | "community" | "private" {
  return source === "official" || source === "community" ? source : "private";
}
