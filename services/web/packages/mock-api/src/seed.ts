/** Ten thousand past uploads, some with hostile names, so that lists are tried with what they will meet. */
import { classify } from "./kinds.ts";
import { stamp } from "./model.ts";
import { MIB, type MockUploads, newRow } from "./uploads.ts";

const HOSTILE = [
  "<img src=x onerror=alert(1)>.csv",
  "\u202egnp.exe.stl",
  "a".repeat(240) + ".msh",
  "차체 충돌 해석 최종_진짜최종 (2).k",
  "{{7*7}}${7*7}.yaml",
  "line\u2028break\u200bzero.txt",
  "عربي-mesh-العربية.vtu",
  "../../etc/passwd.log",
];
const STEMS = ["mesh_front", "crash_run", "solver", "inlet_profile", "checkpoint", "params", "report", "wing_v3", "log_step"];
const EXTENSIONS = ["msh", "k", "csv", "yaml", "sh", "pt", "vtu", "log", "pdf", "f90", "h5", "tar.gz"];
const STATUSES = ["completed", "completed", "completed", "completed", "completed", "failed", "cancelled"] as const;

/** A small linear congruential generator: the same rows on every start. */
function random(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 1664525 + 1013904223) % 2 ** 32) / 2 ** 32;
}

export function seed(uploads: MockUploads, count: number): void {
  const next = random(7);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(next() * items.length)] as T;
  let at = Date.now() - 4 * 60_000;
  for (let id = count; id > 0; id--) {
    const filename = id > count - HOSTILE.length - 3 && id <= count - 3
      ? (HOSTILE[count - 3 - id] ?? "x.csv")
      : `${pick(STEMS)}_${String(id).padStart(5, "0")}.${pick(EXTENSIONS)}`;
    const row = newRow(id, next() < 0.9 ? "kim" : "admin", filename, Math.ceil(next() ** 6 * 40_000 * MIB) + 900, 5 * MIB, classify(filename).file_info.type);
    const received = new Set<number>();
    row.created_at = stamp(at);
    row.status = id > count - 2 ? "uploading" : pick(STATUSES);
    if (id > count - 2) {
      Object.assign(row, { user_id: "kim", file_size: 64 * MIB, total_chunks: 13, filename: `unfinished_${id}.msh`, file_type: "mesh" });
      for (let index = 0; index < 8; index++) received.add(index);
    }
    row.uploaded_chunks = row.status === "uploading" ? received.size : row.total_chunks;
    if (row.status === "completed") {
      row.completed_at = stamp(at + 90_000);
      row.file_path = `${row.storage_path}/${filename}`;
    }
    if (row.status === "failed") row.error_message = "File checksum mismatch";
    uploads.stored.set(row.upload_id, { row, received, bytes: new Map() });
    at -= next() * 2_400_000;
  }
}
