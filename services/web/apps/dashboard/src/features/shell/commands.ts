import type { Icon } from "@tabler/icons-react";

/** Something the palette can do. */
export interface Command {
  id: string;
  label: string;
  icon: Icon;
  keys?: string;
  /** Shown whatever is typed, such as "search uploads for …". */
  always?: boolean;
  run: () => void;
}

/** Commands whose words begin with, or whose label contains, every word typed. */
export function matching(commands: readonly Command[], text: string): Command[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return commands.filter(({ label, always }) => always === true || words.every((word) => label.toLowerCase().includes(word)));
}
