/** Parts that open on a click and whose code comes only when somebody is about to: menus and popovers. */
import { cloneElement, type ComponentType, type ReactElement, useState } from "react";

interface ButtonProps {
  onClick?: () => void;
  onPointerEnter?: () => void;
  onFocus?: () => void;
  "aria-haspopup"?: "menu" | "dialog";
  "aria-expanded"?: boolean;
}

/** What the loaded part gets besides its own properties. */
export interface Opening {
  /** Its target, as it looked before. */
  button: ReactElement;
  defaultOpened: boolean;
}

/** Makes a component of a part's file: until the click it is only the button. */
export function onDemand<Own extends object>(
  haspopup: "menu" | "dialog",
  load: () => Promise<{ default: ComponentType<Own & Opening> }>,
): ComponentType<Own & { button: ReactElement<ButtonProps> }> {
  return function OnDemand(props) {
    const [Part, setPart] = useState<ComponentType<Own & Opening> | null>(null);
    if (Part !== null) return <Part {...props} defaultOpened />;
    const prefetch = () => void load().catch(() => undefined);
    const open = () => void load().then((loaded) => setPart(() => loaded.default));
    return cloneElement(props.button, {
      onClick: open,
      onPointerEnter: prefetch,
      onFocus: prefetch,
      "aria-haspopup": haspopup,
      "aria-expanded": false,
    });
  };
}
