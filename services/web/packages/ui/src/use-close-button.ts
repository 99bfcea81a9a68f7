import { useTranslation } from "react-i18next";

/** Properties of a dialog or drawer that give its cross a name. */
export function useCloseButton(): { closeButtonProps: { "aria-label": string } } {
  const { t } = useTranslation("ui");
  return { closeButtonProps: { "aria-label": t("close") } };
}
