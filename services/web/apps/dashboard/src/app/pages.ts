/** The pages that exist. A new one is a line here, a route in router.tsx and a name in the shell's texts. */
import { IconFilePlus, IconLayoutDashboard, IconListSearch, IconPackages, IconServer2, IconSitemap, IconStack2, IconTemplate, IconUpload, IconUserCircle, IconUsers, type Icon } from "@tabler/icons-react";

export interface Page {
  name: "overview" | "jobs" | "newJob" | "templates" | "images" | "uploads" | "nodes" | "partitions" | "account" | "users" | "audit";
  to: "/" | "/jobs" | "/jobs/new" | "/templates" | "/images" | "/uploads" | "/nodes" | "/partitions" | "/account" | "/admin/users" | "/admin/audit";
  icon: Icon;
  /** Keys that go there. */
  keys: string;
  /** Who lacks it does not see the entry. */
  permission: string;
  /** Where its entry stands: in the navigation, there under "Admin", or in the person's menu. */
  stands: "navigation" | "admin" | "person";
}

export const PAGES: readonly Page[] = [
  { name: "overview", to: "/", icon: IconLayoutDashboard, keys: "g o", permission: "dashboard", stands: "navigation" },
  { name: "jobs", to: "/jobs", icon: IconStack2, keys: "g j", permission: "dashboard", stands: "navigation" },
  { name: "newJob", to: "/jobs/new", icon: IconFilePlus, keys: "g c", permission: "dashboard", stands: "navigation" },
  { name: "templates", to: "/templates", icon: IconTemplate, keys: "g t", permission: "dashboard", stands: "navigation" },
  { name: "images", to: "/images", icon: IconPackages, keys: "g i", permission: "dashboard", stands: "navigation" },
  { name: "uploads", to: "/uploads", icon: IconUpload, keys: "g u", permission: "dashboard", stands: "navigation" },
  { name: "nodes", to: "/nodes", icon: IconServer2, keys: "g n", permission: "dashboard", stands: "navigation" },
  { name: "partitions", to: "/partitions", icon: IconSitemap, keys: "g q", permission: "dashboard", stands: "navigation" },
  { name: "account", to: "/account", icon: IconUserCircle, keys: "g m", permission: "dashboard", stands: "person" },
  { name: "users", to: "/admin/users", icon: IconUsers, keys: "g p", permission: "admin", stands: "admin" },
  { name: "audit", to: "/admin/audit", icon: IconListSearch, keys: "g a", permission: "admin", stands: "admin" },
];

/** The page that an address belongs to: itself, or what stands below it. */
export function pageAt(pathname: string): Page | undefined {
  const path = pathname.replace(/\/$/, "") || "/";
  return PAGES.find(({ to }) => path === to) ?? PAGES.find(({ to }) => to !== "/" && path.startsWith(`${to}/`));
}
