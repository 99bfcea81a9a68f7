import { Button, Title } from "@mantine/core";
import type { UploadRow } from "@hpc/api/wire.ts";
import { ErrorFace } from "@hpc/ui/faces/error-face.tsx";
import { parseTime } from "@hpc/ui/format.ts";
import { useNow } from "@hpc/ui/use-now.ts";
import { FileName } from "@hpc/ui/file-name.tsx";
import { TimeAgo } from "@hpc/ui/time-ago.tsx";
import { useFormat } from "@hpc/ui/use-format.ts";
import { IconPlayerPlay, IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useRef, useState, useSyncExternalStore } from "react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { usePortal } from "../../../app/portal-context.ts";
import { rememberedFiles } from "../../../parts/transfers/remembered-files.ts";
import { isOver } from "../../../parts/transfers/transfer.ts";
import { useTransferViews } from "../../../parts/transfers/transfers-context.ts";
import { unfinishedQuery, uploadsKey } from "../../../parts/transfers/queries.ts";
import { ProgressBar } from "../../../parts/transfers/progress-bar.tsx";
import { useContinue } from "./use-continue.ts";
import classes from "./uploads.module.css";

const SHOWN_FIRST = 5;
/** A chunk came in this recently: somebody is sending it somewhere else. */
const MOVING_MS = 20_000;

function isMoving({ updated_at }: UploadRow, now: number): boolean {
  return typeof updated_at === "string" && now - parseTime(updated_at).getTime() < MOVING_MS;
}

/** What was begun and not ended, here or elsewhere, and is not under way in this tab. */
export function UnfinishedUploads({ onRemove }: { onRemove: (rows: UploadRow[]) => void }) {
  const { t } = useTranslation("uploads");
  const format = useFormat();
  const { api, user, socket } = usePortal();
  const live = useSyncExternalStore(socket.watch, socket.state) === "open";
  const unfinished = useQuery(unfinishedQuery(api, user.username, live));
  const ids = unfinished.data?.map(({ upload_id }) => upload_id).join();
  const remembered = useQuery({ queryKey: [...uploadsKey, "remembered", ids], queryFn: rememberedFiles });
  const now = useNow();
  const [all, setAll] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const wanted = useRef<UploadRow | null>(null);
  const here = new Set(useTransferViews().filter(({ state }) => !isOver(state) || state.name === "completed").map(({ uploadId }) => uploadId));
  const { withHandle, withFile } = useContinue((row) => {
    wanted.current = row;
    input.current?.click();
  });

  if (unfinished.isError && unfinished.data === undefined) {
    return (
      <section className={classes.panel}>
        <ErrorFace error={unfinished.error} onRetry={() => void unfinished.refetch()} />
      </section>
    );
  }
  const rows = unfinished.data?.filter(({ upload_id }) => !here.has(upload_id)) ?? [];
  if (rows.length === 0) return null;
  return (
    <section className={classes.panel} aria-labelledby="unfinished-title">
      <div className={classes.panelHead}>
        <Title order={2} id="unfinished-title">
          {t("unfinished.title")} <span className={classes.dim}>{format.count(rows.length)}</span>
        </Title>
        <span className={classes.hint}>{t("unfinished.text")}</span>
      </div>
      <ul className={classes.plainList}>
        {rows.slice(0, all ? undefined : SHOWN_FIRST).map((row) => {
          const known = remembered.data?.find(({ uploadId }) => uploadId === row.upload_id);
          const percent = format.percent(row.uploaded_chunks, row.total_chunks);
          return (
            <li key={row.upload_id} className={classes.unfinished}>
              <div className={classes.transferBody}>
                <div className={classes.transferHead}>
                  <FileName name={row.filename} />
                  <span className={`${classes.figures} tabular`}>{t("unfinished.arrived", { percent, size: format.bytes(row.file_size) })}</span>
                </div>
                <ProgressBar part={row.uploaded_chunks} whole={row.total_chunks} label={t("transfers.progress", { name: row.filename })} text={percent} tone={classes.idle} />
                <div className={classes.transferFoot}>
                  {isMoving(row, now) ? t("unfinished.elsewhere") : <TimeAgo time={row.updated_at ?? row.created_at} />}
                </div>
              </div>
              <Button variant="default" leftSection={<IconPlayerPlay size={14} />} onClick={() => void withHandle(row, known)}>
                {known?.handle === undefined ? t("unfinished.choose") : t("unfinished.continue")}
              </Button>
              <Button variant="subtle" color="gray" leftSection={<IconX size={14} />} onClick={() => onRemove([row])}>
                {t("unfinished.cancel")}
              </Button>
            </li>
          );
        })}
      </ul>
      {rows.length > SHOWN_FIRST && (
        <Button variant="subtle" color="gray" onClick={() => setAll(!all)} m={4}>
          {all ? t("unfinished.show") : t("unfinished.more", { count: rows.length - SHOWN_FIRST })}
        </Button>
      )}
      <input
        ref={input}
        type="file"
        hidden
        data-testid="continue-input"
        aria-label={t("unfinished.choose")}
        onChange={({ currentTarget }) => {
          const file = currentTarget.files?.[0];
          if (file !== undefined && wanted.current !== null) withFile(wanted.current, file);
          currentTarget.value = "";
        }}
      />
    </section>
  );
}
