import "@hpc/ui/styles/dialogs.ts";
import { Drawer } from "@mantine/core";
import { useCloseButton } from "@hpc/ui/use-close-button.ts";
import type { ReactNode } from "react";

/** The navigation of narrow screens. */
export default function SlideOver({ title, onClose, children }: { title: string; onClose: () => void; children: ReactNode }) {
  const closeButton = useCloseButton();
  return (
    <Drawer opened onClose={onClose} size={260} title={title} padding="sm" {...closeButton}>
      {children}
    </Drawer>
  );
}
