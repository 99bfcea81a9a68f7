import { ActionIcon } from "@mantine/core";
import { FileName } from "@hpc/ui/file-name.tsx";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { named } from "@hpc/ui/tips.tsx";
import { useFormat } from "@hpc/ui/use-format.ts";
import { IconCircleCheck, IconCircleX, IconClock, IconCloudUpload, IconPlayerPause, IconPlayerPlay } from "@tabler/icons-react";
import { ProgressBar } from "../../../parts/transfers/progress-bar.tsx";
import { isOver, type TransferView } from "../../../parts/transfers/transfer.ts";
import { TransferWords } from "../../../parts/transfers/transfer-words.tsx";
import { useTransfers } from "../../../parts/transfers/transfers-context.ts";
import type { ChosenFile } from "./draft.ts";
import classes from "./template-job.module.css";
import type { Slot } from "./use-slots.ts";

/** The file of an input, and how far it is. */
export default function SlotFile({ file, slot }: { file: ChosenFile; slot: Slot | undefined }) {
  const { t } = useTranslation("templateJob");
  const format = useFormat();
  const size = (
    <span className={`${classes.dim} tabular`} title={format.exactBytes(file.bytes)}>
      {format.bytes(file.bytes)}
    </span>
  );
  if (slot?.state === "moving") return <Moving transfer={slot.transfer} />;
  if (slot?.state === "arrived") {
    return (
      <div className={classes.slotLine}>
        <IconCircleCheck size={18} stroke={1.6} className={classes.ok} aria-label={t("inputs.arrived")} />
        <FileName name={file.name} /> {size}
      </div>
    );
  }
  return (
    <div className={classes.slotBody}>
      <div className={classes.slotLine}>
        {slot?.state === "gone" ? <IconCircleX size={18} stroke={1.6} className={classes.bad} aria-hidden /> : <IconClock size={18} stroke={1.6} className={classes.wait} aria-hidden />}
        <FileName name={file.name} /> {size}
      </div>
      {slot?.state === "gone" && <div className={classes.bad}>{t("inputs.gone")}</div>}
      {slot?.state === "unfinished" && (
        <div className={classes.wait}>{t("inputs.unfinished", { percent: format.percent(slot.upload.uploaded_chunks, slot.upload.total_chunks) })}</div>
      )}
    </div>
  );
}

/** On its way in this tab. */
function Moving({ transfer }: { transfer: TransferView }) {
  const { t } = useTranslation("uploads");
  const format = useFormat();
  const transfers = useTransfers();
  const { id, filename: name, size, confirmedBytes, state, secondsLeft } = transfer;
  const percent = format.percent(confirmedBytes, size);
  const bad = state.name === "failed" || state.name === "refused" || state.name === "cancelled";
  const canPause = ["queued", "starting", "uploading", "waiting"].includes(state.name);
  return (
    <>
      <div className={classes.slotBody}>
        <div className={classes.slotLine}>
          {bad ? <IconCircleX size={18} stroke={1.6} className={classes.bad} aria-hidden /> : <IconCloudUpload size={18} stroke={1.6} className={classes.busy} aria-hidden />}
          <FileName name={name} />
          <span className={`${classes.dim} tabular`}>{isOver(state) ? format.bytes(size) : `${t("transfers.of", { done: format.bytes(confirmedBytes), size: format.bytes(size) })} · ${percent}`}</span>
        </div>
        {!isOver(state) && <ProgressBar part={confirmedBytes} whole={size} label={t("transfers.progress", { name })} text={percent} tone={classes.busy} pulsing={state.name === "finishing"} />}
        <div className={`${bad ? (classes.bad ?? "") : (classes.dim ?? "")} tabular`}>
          <TransferWords transfer={transfer} /> {secondsLeft !== null && t("transfers.left", { time: format.duration(secondsLeft) })}
        </div>
      </div>
      {canPause && (
        <ActionIcon variant="subtle" color="gray" onClick={() => transfers.pause(id)} {...named(t("transfers.pause", { name }))}>
          <IconPlayerPause size={16} />
        </ActionIcon>
      )}
      {(state.name === "paused" || state.name === "failed") && (
        <ActionIcon variant="subtle" color="gray" onClick={() => transfers.resume(id)} {...named(t(state.name === "paused" ? "transfers.resume" : "transfers.retry", { name }))}>
          <IconPlayerPlay size={16} />
        </ActionIcon>
      )}
    </>
  );
}
