import { ActionIcon } from "@mantine/core";
import { onDemand } from "@hpc/ui/on-demand.tsx";
import { named } from "@hpc/ui/tips.tsx";
import { isStrings, useStored } from "@hpc/ui/use-stored.ts";
import { IconColumns3 } from "@tabler/icons-react";
import type { ChecksMenuProps } from "./checks-menu.tsx";

const ColumnsMenu = onDemand<ChecksMenuProps>("menu", () => import("./checks-menu.tsx"));

/** Columns that are not shown, remembered in this browser, and what turns one of them on or off. */
export function useHiddenColumns(storedAs: string, usually: Iterable<string>): [hidden: readonly string[], toggle: (id: string) => void] {
  const [hidden, setHidden] = useStored<string[]>(storedAs, [...usually], isStrings);
  return [hidden, (id) => setHidden(hidden.includes(id) ? hidden.filter((each) => each !== id) : [...hidden, id])];
}

interface ColumnChooserProps {
  label: string;
  columns: readonly { id: string; label: string }[];
  hidden: readonly string[];
  onToggle: (id: string) => void;
}

/** Which columns a table has. */
export function ColumnChooser({ label, columns, hidden, onToggle }: ColumnChooserProps) {
  return (
    <ColumnsMenu
      items={columns.map(({ id, label }) => ({ id, label, checked: !hidden.includes(id) }))}
      onToggle={onToggle}
      button={
        <ActionIcon variant="subtle" color="gray" size="sm" {...named(label)}>
          <IconColumns3 size={15} />
        </ActionIcon>
      }
    />
  );
}
