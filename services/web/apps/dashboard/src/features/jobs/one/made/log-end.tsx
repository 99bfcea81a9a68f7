import type { SubmissionFile } from "@hpc/api/template-job-wire.ts";
import { ErrorSentence } from "@hpc/ui/faces/error-face.tsx";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { useFormat } from "@hpc/ui/use-format.ts";
import { IconDownload } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useLayoutEffect, useRef } from "react";
import { usePortal } from "../../../../app/portal-context.ts";
import classes from "../job.module.css";
import { fileUrl, LOG_BYTES, logQuery } from "./queries.ts";
import { shownLog } from "./shown-log.ts";

/** So near to the end one reads along. */
const NEAR_PX = 24;

/** The end of the log, which follows what is written as long as one looks at it. */
export function LogEnd({ id, log, ended }: { id: number; log: SubmissionFile; ended: boolean }) {
  const { t } = useTranslation("jobs");
  const { api } = usePortal();
  const format = useFormat();
  const text = useQuery(logQuery(api, id, log.path, ended));
  const place = useRef<HTMLPreElement>(null);
  const follows = useRef(true);
  useLayoutEffect(() => {
    if (follows.current && place.current !== null) place.current.scrollTop = place.current.scrollHeight;
  }, [text.data]);
  return (
    <>
      <div className={classes.logHead}>
        <h3 className={classes.filesTitle}>{t("results.log")}</h3>
        {log.bytes > LOG_BYTES && <span className={classes.dim}>{t("results.end", { size: format.bytes(LOG_BYTES) })}</span>}
        <a href={fileUrl(id, log.path)} download className={classes.link}>
          <IconDownload size={14} stroke={1.7} aria-hidden /> {t("results.whole", { size: format.bytes(log.bytes) })}
        </a>
      </div>
      {text.data === undefined && text.isError && (
        <p className={classes.logNote}>
          <ErrorSentence error={text.error} />
        </p>
      )}
      {text.data !== undefined && (
        <pre
          ref={place}
          className={classes.log}
          // What is longer than its place is reached by the arrow keys.
          // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
          tabIndex={0}
          role="region"
          aria-label={t("results.log")}
          onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
            follows.current = scrollHeight - scrollTop - clientHeight < NEAR_PX;
          }}
        >
          {text.data === "" ? t("results.empty") : shownLog(text.data)}
        </pre>
      )}
    </>
  );
}
