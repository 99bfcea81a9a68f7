import { ActionIcon } from "@mantine/core";
import {
  IconCircleCheck,
  IconCircleX,
  IconClock,
  IconCloudUpload,
  IconPlayerPause,
  IconPlayerPlay,
  IconRefresh,
  IconX,
  type Icon,
} from "@tabler/icons-react";
import { FileName } from "@hpc/ui/file-name.tsx";
import { named } from "@hpc/ui/tips.tsx";
import { useFormat } from "@hpc/ui/use-format.ts";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { isOver, type TransferState, type TransferView } from "../../../parts/transfers/transfer.ts";
import { useTransfers } from "../../../parts/transfers/transfers-context.ts";
import { ProgressBar } from "../../../parts/transfers/progress-bar.tsx";
import { TransferWords } from "../../../parts/transfers/transfer-words.tsx";
import classes from "./uploads.module.css";

const CancelDialog = lazy(() => import("./cancel-dialog.tsx"));

const LOOKS: Record<TransferState["name"], { icon: Icon; tone: string | undefined }> = {
  queued: { icon: IconClock, tone: classes.wait },
  starting: { icon: IconCloudUpload, tone: classes.busy },
  uploading: { icon: IconCloudUpload, tone: classes.busy },
  waiting: { icon: IconClock, tone: classes.wait },
  paused: { icon: IconPlayerPause, tone: classes.idle },
  "signed-out": { icon: IconClock, tone: classes.wait },
  finishing: { icon: IconCloudUpload, tone: classes.busy },
  cancelling: { icon: IconClock, tone: classes.idle },
  cancelled: { icon: IconCircleX, tone: classes.idle },
  completed: { icon: IconCircleCheck, tone: classes.ok },
  refused: { icon: IconCircleX, tone: classes.bad },
  failed: { icon: IconCircleX, tone: classes.bad },
};

/** One file on its way: what the server confirmed, how fast, how long still, and what one can do. */
export function ChunkUploadProgress({ transfer }: { transfer: TransferView }) {
  const { t } = useTranslation("uploads");
  const format = useFormat();
  const { filename, size, confirmedBytes, state, bytesPerSecond, secondsLeft } = transfer;
  const { icon: StateIcon, tone } = LOOKS[state.name];
  const figures = t("transfers.of", { done: format.bytes(confirmedBytes), size: format.bytes(size) });
  const percent = format.percent(confirmedBytes, size);
  return (
    <div className={classes.transfer}>
      <StateIcon size={18} stroke={1.6} aria-hidden className={`${classes.stateIcon} ${tone ?? ""}`} />
      <div className={classes.transferBody}>
        <div className={classes.transferHead}>
          <FileName name={filename} />
          <span className={`${classes.figures} tabular`} title={format.exactBytes(size)}>
            {isOver(state) ? format.bytes(size) : `${figures} · ${percent}`}
          </span>
        </div>
        {!isOver(state) && (
          <ProgressBar
            part={confirmedBytes}
            whole={size}
            label={t("transfers.progress", { name: filename })}
            text={percent}
            tone={tone}
            pulsing={state.name === "finishing"}
          />
        )}
        <div className={`${classes.transferFoot} tabular`}>
          <span className={tone}>
            <TransferWords transfer={transfer} />
          </span>
          {bytesPerSecond !== null && bytesPerSecond >= 1 && <span>{t("transfers.speed", { speed: format.bytes(bytesPerSecond) })}</span>}
          {secondsLeft !== null && <span>{t("transfers.left", { time: format.duration(secondsLeft) })}</span>}
          {transfer.continued && !isOver(state) && <span>{t("transfers.continued")}</span>}
        </div>
      </div>
      <TransferActions transfer={transfer} />
    </div>
  );
}

function TransferActions({ transfer }: { transfer: TransferView }) {
  const { id, filename: name, state, confirmedBytes } = transfer;
  const [asking, setAsking] = useState(false);
  const { t } = useTranslation("uploads");
  const transfers = useTransfers();
  const canPause = ["queued", "starting", "uploading", "waiting"].includes(state.name);
  const canCancel = canPause || ["paused", "signed-out", "finishing", "failed"].includes(state.name);
  return (
    <div className={classes.transferActions}>
      {canPause && (
        <Action label={t("transfers.pause", { name })} onClick={() => transfers.pause(id)}>
          <IconPlayerPause size={16} />
        </Action>
      )}
      {state.name === "paused" && (
        <Action label={t("transfers.resume", { name })} onClick={() => transfers.resume(id)}>
          <IconPlayerPlay size={16} />
        </Action>
      )}
      {state.name === "failed" && (
        <Action label={t("transfers.retry", { name })} onClick={() => transfers.resume(id)}>
          <IconRefresh size={16} />
        </Action>
      )}
      {canCancel && (
        <Action label={t("transfers.cancel", { name })} onClick={() => (confirmedBytes > 0 ? setAsking(true) : void transfers.cancel(id))}>
          <IconX size={16} />
        </Action>
      )}
      {isOver(state) && state.name !== "failed" && (
        <Action label={t("transfers.dismiss", { name })} onClick={() => transfers.dismiss(id)}>
          <IconX size={16} />
        </Action>
      )}
      {asking && canCancel && (
        <Suspense>
          <CancelDialog
            transfer={transfer}
            onClose={() => setAsking(false)}
            onConfirm={() => {
              setAsking(false);
              void transfers.cancel(id);
            }}
          />
        </Suspense>
      )}
    </div>
  );
}

function Action({ label, onClick, children }: { label: string; onClick: () => void; children: ReactNode }) {
  return (
    <ActionIcon variant="subtle" color="gray" onClick={onClick} {...named(label)}>
      {children}
    </ActionIcon>
  );
}
