/** The pages that exist. A new one is a line here, a route in router.tsx and a name in the shell's texts. */
import { IconLayoutDashboard, IconUpload, type Icon } from "@tabler/icons-react";

export interface Page {
  name: "overview" | "uploads";
  to: "/" | "/uploads";
  icon: Icon;
  /** Keys that go there. */
  keys: string;
  /** Who lacks it does not see the entry. */
  permission: string;
}

export const PAGES: readonly Page[] = [
  { name: "overview", to: "/", icon: IconLayoutDashboard, keys: "g o", permission: "dashboard" },
  { name: "uploads", to: "/uploads", icon: IconUpload, keys: "g u", permission: "dashboard" },
];
