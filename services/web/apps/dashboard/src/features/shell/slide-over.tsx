import "@hpc/ui/styles/dialogs.ts";
import { Drawer } from "@mantine/core";
import { useDialog } from "@hpc/ui/use-dialog.ts";
import type { ReactNode } from "react";

/** The navigation of narrow screens. */
export default function SlideOver({ title, onClose, children }: { title: string; onClose: () => void; children: ReactNode }) {
  const dialog = useDialog();
  return (
    <Drawer opened onClose={onClose} size={260} title={title} padding="sm" {...dialog}>
      {children}
    </Drawer>
  );
}
