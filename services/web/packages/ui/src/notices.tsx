/** Short notices in the corner, also spoken politely. They say what happened; what needs an answer is a dialog. */
import { CloseButton } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import { useSyncExternalStore } from "react";
import { useTranslation } from "./i18n/i18n.ts";
import classes from "./notices.module.css";

interface Notice {
  id: number;
  tone: "good" | "bad";
  text: string;
}

const STAYS_MS = 6000;
const listeners = new Set<() => void>();
let notices: readonly Notice[] = [];
let last = 0;

function set(next: readonly Notice[]): void {
  notices = next;
  for (const listener of listeners) listener();
}

export function notify(tone: Notice["tone"], text: string): void {
  const id = ++last;
  set([...notices.slice(-3), { id, tone, text }]);
  if (tone === "good") setTimeout(() => dismiss(id), STAYS_MS);
}

function dismiss(id: number): void {
  set(notices.filter((notice) => notice.id !== id));
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function Notices() {
  const { t } = useTranslation("ui");
  const shown = useSyncExternalStore(subscribe, () => notices);
  return (
    <div className={classes.stack} role="status" aria-live="polite">
      {shown.map(({ id, tone, text }) => (
        <div key={id} className={classes.notice}>
          {tone === "good" ? (
            <IconCircleCheck size={18} className={classes.good} aria-hidden />
          ) : (
            <IconAlertTriangle size={18} className={classes.bad} aria-hidden />
          )}
          <span className={classes.text}>{text}</span>
          <CloseButton size="sm" onClick={() => dismiss(id)} aria-label={t("close")} />
        </div>
      ))}
    </div>
  );
}
