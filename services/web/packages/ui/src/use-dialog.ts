/** What every dialog and drawer needs that exists only while it is open. */
import { useEffect, useState } from "react";
import { useTranslation } from "./i18n/i18n.ts";

/** Names the cross, and gives the focus back to where it came from when the dialog goes. */
export function useDialog(): { closeButtonProps: { "aria-label": string } } {
  const { t } = useTranslation("ui");
  const [before] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    },
    [before],
  );
  return { closeButtonProps: { "aria-label": t("close") } };
}
