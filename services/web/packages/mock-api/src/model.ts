/** What the portal in memory remembers. Development only. */
export interface MockUser {
  username: string;
  email: string;
  groups: string[];
  permissions: string[];
}

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

export const USERS: Record<string, MockUser> = {
  kim: { username: "kim", email: "kim@example.org", groups: ["DX-Users"], permissions: ["dashboard", "vnc", "app"] },
  admin: {
    username: "admin",
    email: "admin@example.org",
    groups: ["HPC-Admins"],
    permissions: ["dashboard", "cae", "vnc", "app", "admin"],
  },
  guest: { username: "guest", email: "guest@example.org", groups: [], permissions: [] },
};

const SERVICES = [
  { permission: "dashboard", name: "Smart Twin Flow", url: "/dashboard", description: "Jobs, files and nodes of the cluster", icon: "flow" },
  { permission: "cae", name: "Smart Twin Cluster Extreme", url: "/cae", description: "낙하 시뮬레이션 자동화", icon: "cluster" },
  { permission: "vnc", name: "Smart Twin Desktop", url: "/vnc", description: "VNC Desktop", icon: "desktop" },
  { permission: "app", name: "Smart Twin App", url: "/app", description: "Applications on a remote desktop", icon: "app" },
];

export function servicesOf(user: MockUser): Omit<(typeof SERVICES)[number], "permission">[] {
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
