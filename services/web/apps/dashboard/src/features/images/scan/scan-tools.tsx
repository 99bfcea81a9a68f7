import { Button, UnstyledButton } from "@mantine/core";
import type { ImageScan } from "@hpc/api/images-wire.ts";
import { tip } from "@hpc/ui/tips.tsx";
import { useFormat } from "@hpc/ui/use-format.ts";
import { useNow } from "@hpc/ui/use-now.ts";
import { IconAlertTriangle, IconChevronDown, IconChevronUp, IconRadar2 } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { usePortal } from "../../../app/portal-context.ts";
import classes from "../images.module.css";
import { useStartScan } from "../use-images.ts";
import { scanFacts } from "./scan-facts.ts";
import { useFoundWords } from "./use-found-words.ts";

interface ScanToolsProps {
  scan: ImageScan | undefined;
  open: boolean;
  onOpen: (open: boolean) => void;
}

/** Begins a look for images, and says how the last one went; a click shows what each place said. */
export function ScanTools({ scan, open, onOpen }: ScanToolsProps) {
  const { user } = usePortal();
  return (
    <>
      {user.permissions.includes("admin") && <StartButton running={scan?.running === true} onStart={() => onOpen(true)} />}
      {scan !== undefined && scan.number > 0 && <Status scan={scan} open={open} onOpen={onOpen} />}
      <Spoken scan={scan} />
    </>
  );
}

/** For those who do not see it: that a look began, and what came of it; not each step, and not what was before they came. */
function Spoken({ scan }: { scan: ImageScan | undefined }) {
  const { t } = useTranslation("images");
  const foundWords = useFoundWords();
  const [heard, setHeard] = useState(0);
  if (scan?.running === true && heard !== scan.number) setHeard(scan.number);
  const words = scan?.number !== heard ? "" : scan.running ? t("scan.running") : (scan.error ?? foundWords(scan));
  return (
    <span className="visually-hidden" role="status">
      {words}
    </span>
  );
}

function StartButton({ running, onStart }: { running: boolean; onStart: () => void }) {
  const { t } = useTranslation("images");
  const { start, asking } = useStartScan();
  const busy = running || asking;
  function onClick() {
    // Still there for readers and the keyboard: it only has nothing to do now.
    if (busy) return;
    start();
    onStart();
  }
  return (
    <Button variant="default" leftSection={<IconRadar2 size={15} />} aria-disabled={busy} data-disabled={busy || undefined} onClick={onClick} {...tip(t("scan.startNote"))}>
      {busy ? t("scan.running") : t("scan.start")}
    </Button>
  );
}

function Status({ scan, open, onOpen }: { scan: ImageScan; open: boolean; onOpen: (open: boolean) => void }) {
  const { t } = useTranslation("images");
  const format = useFormat();
  const now = useNow();
  const { asked, total, failed } = scanFacts(scan);
  // The clock of the page goes in steps: what has just ended is not in the future.
  const ended = Math.min(now, Date.parse(scan.finished_at ?? scan.started_at));
  const said = scan.running
    ? t("scan.progress", { done: format.count(asked), total: format.count(total) })
    : t("scan.ended", { time: format.relative(new Date(ended), now) });
  const Arrow = open ? IconChevronUp : IconChevronDown;
  return (
    <UnstyledButton className={classes.status} onClick={() => onOpen(!open)} aria-expanded={open} aria-controls="image-scan" {...tip(t("scan.show"))}>
      <span className="tabular">{said}</span>
      {failed.length > 0 && (
        <span className={classes.failed}>
          <IconAlertTriangle size={14} aria-hidden /> {t("scan.failed", { count: failed.length })}
        </span>
      )}
      <Arrow size={14} aria-hidden />
    </UnstyledButton>
  );
}
