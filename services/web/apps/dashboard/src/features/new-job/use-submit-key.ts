import { isInDialog } from "@hpc/ui/keyboard/keys.ts";
import { useShortcut } from "@hpc/ui/keyboard/shortcuts.ts";

/** Ctrl Enter submits from anywhere on the page: also when what had the focus is gone. */
export function useSubmitKey(label: string, form: string, submit: () => void): void {
  useShortcut({ keys: "mod+enter", label, group: form }, (event) => {
    if (!isInDialog(event.target)) submit();
  });
}
