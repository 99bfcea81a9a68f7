/** What the portal in memory remembers. Development only. */
import type { Account } from "@hpc/api/wire.ts";

export type MockUser = Account & { password: string };

export interface MockUpload {
  id: number;
  upload_id: string;
  filename: string;
  file_size: number;
  file_type: string;
  user_id: string;
  job_id: string | null;
  storage_path: string;
  file_path: string | null;
  chunk_size: number;
  total_chunks: number;
  uploaded_chunks: number;
  status: "initialized" | "uploading" | "completed" | "failed" | "cancelled";
  error_message: string | null;
  created_at: string;
  updated_at: string | null;
  completed_at: string | null;
}

/** One upload with the chunks that have arrived; `bytes` only when the mock was told to keep them. */
export interface Stored {
  row: MockUpload;
  received: Set<number>;
  bytes: Map<number, Uint8Array>;
}

export const GROUPS: Record<string, string[]> = {
  "HPC-Admins": ["dashboard", "cae", "vnc", "app", "admin"],
  "DX-Users": ["dashboard", "vnc", "app"],
  "CAEG-Users": ["dashboard", "cae", "vnc", "app"],
};

export function permissionsOf(groups: readonly string[]): string[] {
  return [...new Set(groups.flatMap((group) => GROUPS[group] ?? []))];
}

export function newUser(username: string, groups: string[], more: Partial<MockUser> = {}): MockUser {
  return {
    username,
    display_name: "",
    email: `${username}@example.org`,
    groups,
    permissions: permissionsOf(groups),
    source: "local",
    enabled: true,
    created_at: "2026-03-02T00:30:00Z",
    last_sign_in_at: null,
    password: username,
    ...more,
  };
}

export function firstUsers(): MockUser[] {
  return [
    newUser("kim", ["DX-Users"], { display_name: "김하늘" }),
    newUser("admin", ["HPC-Admins"], { display_name: "Operator" }),
    newUser("guest", []),
    newUser("lee", ["CAEG-Users"], { display_name: "이도윤", source: "ldap" }),
    newUser("park", ["CAEG-Users"], { source: "oidc", enabled: false }),
    newUser("svc-backup", ["DX-Users"], { source: "service", email: "" }),
  ];
}

const SERVICES = [
  { permission: "dashboard", name: "Smart Twin Flow", url: "/dashboard", description: "Jobs, files and nodes of the cluster", icon: "flow" },
  { permission: "cae", name: "Smart Twin Cluster Extreme", url: "/cae", description: "낙하 시뮬레이션 자동화", icon: "cluster" },
  { permission: "vnc", name: "Smart Twin Desktop", url: "/vnc", description: "VNC Desktop", icon: "desktop" },
  { permission: "app", name: "Smart Twin App", url: "/app", description: "Applications on a remote desktop", icon: "app" },
];

export function servicesOf(user: Pick<MockUser, "permissions">): Omit<(typeof SERVICES)[number], "permission">[] {
  return SERVICES.filter(({ permission }) => user.permissions.includes(permission)).map(({ name, url, description, icon }) => ({
    name,
    url,
    description,
    icon,
  }));
}

/** `YYYY-MM-DD HH:MM:SS`, as the contract writes times. */
export function stamp(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace("T", " ");
}
