import type { SubmissionFile, SubmissionFileList } from "@hpc/api/template-job-wire.ts";
import { ErrorSentence } from "@hpc/ui/faces/error-face.tsx";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { visibleName } from "@hpc/ui/name-text.ts";
import { TimeAgo } from "@hpc/ui/time-ago.tsx";
import { useFormat } from "@hpc/ui/use-format.ts";
import { IconDownload } from "@tabler/icons-react";
import { Panel } from "../../../../parts/panel.tsx";
import panel from "../../../../parts/panel.module.css";
import classes from "../job.module.css";
import { LogEnd } from "./log-end.tsx";
import { fileUrl } from "./queries.ts";

interface ResultsPanelProps {
  id: number;
  files: SubmissionFileList | undefined;
  error: unknown;
  ended: boolean;
  waiting: boolean;
}

/** What the job says and what it leaves. */
export function ResultsPanel({ id, files, error, ended, waiting }: ResultsPanelProps) {
  const { t } = useTranslation("jobs");
  if (files === undefined && error === null) return null;
  const all = files?.files ?? [];
  const log = all.find(({ kind }) => kind === "log");
  const outputs = all.filter(({ kind }) => kind === "output");
  const others = all.filter(({ kind }) => kind === "other" || kind === "script");
  return (
    <Panel id="results" title={t("results.title")}>
      {files === undefined && (
        <p className={`${panel.note ?? ""} ${panel.body ?? ""}`}>
          <ErrorSentence error={error} />
        </p>
      )}
      {log === undefined ? files !== undefined && <p className={`${panel.note ?? ""} ${panel.body ?? ""}`}>{t(waiting ? "results.notYet" : "results.noLog")}</p> : <LogEnd id={id} log={log} ended={ended} />}
      {outputs.length > 0 && <Files title={t("results.outputs")} id={id} files={outputs} />}
      {others.length > 0 && (
        <details className={classes.fields}>
          <summary>{t("results.others", { count: others.length })}</summary>
          <Files title={t("results.others", { count: others.length })} id={id} files={others} hidden />
        </details>
      )}
      {files?.more === true && <p className={`${panel.note ?? ""} ${panel.body ?? ""}`}>{t("results.more")}</p>}
    </Panel>
  );
}

/** `hidden`: something else says the title already. */
function Files({ title, id, files, hidden = false }: { title: string; id: number; files: readonly SubmissionFile[]; hidden?: boolean }) {
  const { t } = useTranslation("jobs");
  const format = useFormat();
  return (
    <>
      {!hidden && <h3 className={classes.filesTitle}>{title}</h3>}
      <ul className={panel.list} aria-label={title}>
        {files.map(({ path, bytes, modified_at }) => (
          <li key={path}>
            <a href={fileUrl(id, path)} download className={classes.file} aria-label={t("results.download", { name: visibleName(path) })}>
              <IconDownload size={15} stroke={1.7} aria-hidden />
              <bdi className={classes.fileName}>{visibleName(path)}</bdi>
              <span className={`${classes.dim ?? ""} tabular`}>
                {format.bytes(bytes)} · <TimeAgo time={modified_at} />
              </span>
            </a>
          </li>
        ))}
      </ul>
    </>
  );
}
