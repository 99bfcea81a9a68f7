import { ActionIcon } from "@mantine/core";
import type { TemplateInput } from "@hpc/api/template-job-wire.ts";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { named } from "@hpc/ui/tips.tsx";
import { useFormat } from "@hpc/ui/use-format.ts";
import { IconFolderOpen, IconUpload, IconX } from "@tabler/icons-react";
import { type DragEvent, lazy, Suspense, useId, useRef, useState } from "react";
import { lateTemplateJobTexts } from "../../../app/texts.ts";
import { withTexts } from "../../../app/with-texts.ts";
import { BusyButton } from "../../../parts/busy-button.tsx";
import { droppedFiles, filesOfInput, pickWithHandles } from "../../../parts/transfers/pick-files.ts";
import { useTransfers } from "../../../parts/transfers/transfers-context.ts";
import type { ChosenFile } from "./draft.ts";
import classes from "./template-job.module.css";
import { useMarkWords } from "./use-mark-words.tsx";
import { useSlotIntake } from "./use-slot-intake.ts";
import type { Slot } from "./use-slots.ts";
import type { Mark } from "./use-template-job.ts";

const SlotFile = lazy(() => import("./slot-file.tsx"));
const NotTakenText = lazy(() => withTexts(lateTemplateJobTexts, import("./not-taken.tsx")));
const UploadsDialog = lazy(() => withTexts(lateTemplateJobTexts, import("./uploads-dialog.tsx")));

interface InputSlotProps {
  input: TemplateInput;
  required: boolean;
  file: ChosenFile | undefined;
  slot: Slot | undefined;
  mark: Mark | undefined;
  onChange: (file: ChosenFile | null) => void;
}

/** The place for one file: dropped here, picked, or one of those that were uploaded before. */
export function InputSlot({ input, required, file, slot, mark, onChange }: InputSlotProps) {
  const { t } = useTranslation("templateJob");
  const id = useId();
  const transfers = useTransfers();
  const intake = useSlotIntake(input, onChange);
  const words = useMarkWords();
  const picker = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [choosing, setChoosing] = useState(false);
  // What was begun is chosen again to go on; what is lost, to begin anew.
  const asks = file === undefined || slot?.state === "unfinished" || slot?.state === "gone" || isLost(slot);
  const why = words(mark, t("problem.does_not_fit"));

  function drag(event: DragEvent, entered: boolean) {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    event.stopPropagation();
    setOver(entered);
  }

  function drop(event: DragEvent) {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    event.stopPropagation();
    setOver(false);
    void droppedFiles(event.dataTransfer).then((picked) => intake.take(picked));
  }

  async function choose() {
    const picked = await pickWithHandles();
    if (picked === null) picker.current?.click();
    else await intake.take(picked);
  }

  function remove() {
    // What is under way is stopped; what has arrived stays among the uploads.
    if (slot?.state === "moving") void transfers.cancel(slot.transfer.id);
    intake.forget();
    onChange(null);
  }

  return (
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions -- dropping has its keyboard twin in the buttons
    <div className={classes.slot} data-over={over || undefined} onDragEnter={(event) => drag(event, true)} onDragOver={(event) => drag(event, true)} onDragLeave={(event) => drag(event, false)} onDrop={drop}>
      <div className={classes.slotHead}>
        <span id={id} className={classes.slotName}>
          {input.name}
        </span>
        <span className={required ? classes.required : classes.dim}>{t(required ? "inputs.required" : "inputs.optional")}</span>
        <code className={classes.variable}>{`$FILE_${input.file_key.toUpperCase()}`}</code>
      </div>
      <div className={classes.dim}>
        {input.description.trim()} <Bounds input={input} />
      </div>
      {file !== undefined && (
        <div className={classes.slotFile}>
          <Suspense fallback={<span className={classes.slotBody} />}>
            <SlotFile file={file} slot={slot} />
          </Suspense>
          <ActionIcon variant="subtle" color="gray" onClick={remove} {...named(t("inputs.remove", { name: file.name }))}>
            <IconX size={16} />
          </ActionIcon>
        </div>
      )}
      {asks && (
        <div className={classes.slotTools} role="group" aria-labelledby={id}>
          <BusyButton
            size="compact-md"
            variant="default"
            leftSection={<IconUpload size={14} />}
            onClick={() => void choose()}
            busy={intake.busy}
            data-marked={why === undefined ? undefined : true}
            aria-label={t("inputs.chooseFor", { name: input.name })}
          >
            {t(over ? "inputs.drop" : "inputs.choose")}
          </BusyButton>
          <BusyButton size="compact-md" variant="subtle" leftSection={<IconFolderOpen size={14} />} onClick={() => setChoosing(true)} off={intake.busy} aria-label={t("inputs.mineFor", { name: input.name })}>
            {t("inputs.mine")}
          </BusyButton>
        </div>
      )}
      <input
        ref={picker}
        type="file"
        hidden
        data-testid={`input-${input.file_key}`}
        aria-label={input.name}
        onChange={(event) => {
          const picked = filesOfInput(event.currentTarget);
          // The same file may be chosen again later.
          event.currentTarget.value = "";
          void intake.take(picked);
        }}
      />
      <Suspense>{intake.notTaken !== null && <NotTakenText input={input} what={intake.notTaken} />}</Suspense>
      {why !== undefined && intake.notTaken === null && (
        <p className={classes.wrong} role="alert">
          {why}
        </p>
      )}
      <Suspense>
        {choosing && (
          <UploadsDialog
            input={input}
            onClose={() => setChoosing(false)}
            onChoose={(chosen) => {
              setChoosing(false);
              intake.forget();
              onChange(chosen);
            }}
          />
        )}
      </Suspense>
    </div>
  );
}

/** Nothing will come of it by itself. */
function isLost(slot: Slot | undefined): boolean {
  return slot?.state === "moving" && ["refused", "cancelled"].includes(slot.transfer.state.name);
}

/** `.py · at most 10 MiB` */
function Bounds({ input: { extensions, max_size } }: { input: TemplateInput }) {
  const { t } = useTranslation("templateJob");
  const format = useFormat();
  const parts = [extensions.join(", "), max_size === null ? "" : t("range.atMost", { max: format.bytes(max_size) })];
  return <span className={classes.bounds}>{parts.filter(Boolean).join(" · ")}</span>;
}
