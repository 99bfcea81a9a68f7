import { Button, type ButtonProps, Loader } from "@mantine/core";
import type { ComponentPropsWithoutRef } from "react";

type BusyButtonProps = ButtonProps &
  Omit<ComponentPropsWithoutRef<"button">, keyof ButtonProps> & {
    /** What it began goes on. */
    busy?: boolean;
    /** It cannot be used now. */
    off?: boolean;
  };

/**
 * A button of a form that keeps the focus while it does nothing: one that is `disabled` loses it, and with it the keyboard's
 * place on the page.
 */
export function BusyButton({ busy = false, off = false, leftSection, onClick, ...rest }: BusyButtonProps) {
  const idle = busy || off;
  return (
    <Button
      {...rest}
      leftSection={busy ? <Loader size={15} color="currentColor" /> : leftSection}
      data-disabled={off || undefined}
      aria-disabled={idle || undefined}
      aria-busy={busy || undefined}
      // Also the click that Enter in a field makes of its form's submit button.
      onClick={(event) => (idle ? event.preventDefault() : onClick?.(event))}
    />
  );
}
