import { Button } from "@mantine/core";
import { useShortcut } from "@hpc/ui/keyboard/shortcuts.ts";
import { notify } from "@hpc/ui/notices.tsx";
import { IconFileUpload, IconFolder, IconFiles } from "@tabler/icons-react";
import { type DragEvent, lazy, type ReactNode, Suspense, useRef, useState } from "react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { droppedFiles, filesOfInput, pickWithHandles } from "../../../parts/transfers/pick-files.ts";
import type { IntakeControl } from "../use-intake.ts";
import classes from "./uploads.module.css";

const ReviewPanel = lazy(() => import("./review-panel.tsx"));

/** Takes files in by drop (anywhere on the page), by picker or by folder, many at once. */
export function UnifiedUploader({ intake, title, children }: { intake: IntakeControl; title: ReactNode; children: ReactNode }) {
  const { t } = useTranslation("uploads");
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  // Entering a child fires before leaving its parent, so the two are counted.
  const depth = useRef(0);
  const [over, setOver] = useState(false);

  function drag(event: DragEvent, change: number) {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    depth.current = Math.max(0, depth.current + change);
    setOver(depth.current > 0);
  }

  function drop(event: DragEvent) {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    depth.current = 0;
    setOver(false);
    droppedFiles(event.dataTransfer).then(
      (picked) => intake.take(picked),
      () => notify("bad", t("uploader.unreadable")),
    );
  }

  async function choose() {
    const picked = await pickWithHandles();
    if (picked === null) files.current?.click();
    else await intake.take(picked);
  }

  function chosen(input: HTMLInputElement) {
    const picked = filesOfInput(input);
    // The same file may be chosen again later.
    input.value = "";
    void intake.take(picked);
  }

  useShortcut({ keys: "u", label: t("keys.upload"), group: t("group") }, () => void choose());

  return (
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions -- dropping has its keyboard twin in the buttons
    <div
      className={classes.page}
      onDragEnter={(event) => drag(event, 1)}
      onDragOver={(event) => drag(event, 0)}
      onDragLeave={(event) => drag(event, -1)}
      onDrop={drop}
    >
      {title}
      <section className={classes.uploader} data-over={over || undefined} aria-label={t("uploader.label")}>
        <IconFileUpload size={22} stroke={1.5} aria-hidden />
        <span className={classes.dropText}>{over ? t("uploader.dropNow") : t("uploader.drop")}</span>
        <span className={classes.orText}>{t("uploader.or")}</span>
        <Button leftSection={<IconFiles size={15} />} onClick={() => void choose()} loading={intake.busy}>
          {t("uploader.files")}
        </Button>
        <Button variant="default" leftSection={<IconFolder size={15} />} onClick={() => folder.current?.click()} disabled={intake.busy}>
          {t("uploader.folder")}
        </Button>
        <input
          ref={files}
          type="file"
          multiple
          hidden
          data-testid="file-input"
          aria-label={t("uploader.files")}
          onChange={(event) => chosen(event.currentTarget)}
        />
        <input
          ref={folder}
          type="file"
          multiple
          hidden
          webkitdirectory=""
          aria-label={t("uploader.folder")}
          onChange={(event) => chosen(event.currentTarget)}
        />
      </section>
      {intake.busy && (
        <div role="status" className="visually-hidden">
          {t("uploader.checking")}
        </div>
      )}
      {intake.error !== null && (
        <div role="alert" className={classes.intakeError}>
          {t("uploader.failed")}
        </div>
      )}
      <Suspense>{intake.review !== null && <ReviewPanel key={intake.review.candidates.length} intake={intake} review={intake.review} />}</Suspense>
      {children}
    </div>
  );
}

declare module "react" {
  // Not in React's types: choosing a whole folder.
  interface InputHTMLAttributes<T> {
    webkitdirectory?: T extends HTMLInputElement ? string : never;
  }
}
