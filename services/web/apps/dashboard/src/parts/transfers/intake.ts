/** From what a person dropped or picked to what can be sent: names flattened, refusals and matches found. */
import type { ClassifiedFile, UploadLimits, UploadRow } from "@hpc/api/wire.ts";
import type { RememberedFile } from "./remembered-files.ts";
import type { Refusal } from "./transfer.ts";

export interface PickedFile {
  file: File;
  /** Where it lay in a dropped folder, without its own name; "" at the top. */
  folder: string;
  handle?: FileSystemFileHandle | undefined;
}

/** An unfinished upload that a picked file seems to belong to. */
export interface ResumeMatch {
  row: UploadRow;
  /** The file on disk is newer than the one whose first part was sent. */
  changedSince: boolean;
}

export interface Candidate {
  file: File;
  handle: FileSystemFileHandle | undefined;
  folder: string;
  /** The name it gets on the server. */
  filename: string;
  kind: string | undefined;
  refusal: Refusal | undefined;
  resume: ResumeMatch | undefined;
}

export interface Intake {
  candidates: Candidate[];
  /** Names that more than one file of a folder had; the later ones got their folder put before the name. */
  shared: string[];
}

/** Names files for the server. Folders are not kept there, so two files of one name must be told apart. */
export function flatten(picked: readonly PickedFile[]): { names: string[]; shared: string[] } {
  const used = new Set<string>();
  const shared = new Set<string>();
  const names = picked.map(({ file, folder }) => {
    let name = file.name;
    if (used.has(name)) {
      shared.add(name);
      name = `${folder.replaceAll("/", "_")}_${file.name}`.replace(/^_/, "");
      for (let copy = 2; used.has(name); copy++) name = numbered(file.name, copy);
    }
    used.add(name);
    return name;
  });
  return { names, shared: [...shared] };
}

/** `mesh.msh` as `mesh (2).msh`. */
function numbered(name: string, copy: number): string {
  const dot = name.lastIndexOf(".");
  return dot <= 0 ? `${name} (${copy})` : `${name.slice(0, dot)} (${copy})${name.slice(dot)}`;
}

export interface Knowledge {
  limits: UploadLimits;
  classified: readonly ClassifiedFile[];
  unfinished: readonly UploadRow[];
  remembered: readonly RememberedFile[];
}

export function judgeFiles(picked: readonly PickedFile[], names: readonly string[], known: Knowledge): Candidate[] {
  const classes = new Map(known.classified.map((each) => [each.filename, each]));
  return picked.map(({ file, folder, handle }, index) => {
    const filename = names[index] ?? file.name;
    const found = classes.get(filename);
    return {
      file,
      handle,
      folder,
      filename,
      kind: found?.file_info?.type,
      refusal: refusalOf(file, found, known.limits),
      resume: matchOf(file, known),
    };
  });
}

function refusalOf(file: File, found: ClassifiedFile | undefined, limits: UploadLimits): Refusal | undefined {
  if (file.size === 0) return { why: "empty" };
  if (file.size > limits.max_file_bytes) return { why: "too-big", limitBytes: limits.max_file_bytes };
  if (typeof found?.error === "string") return { why: "unsafe", reason: found.error, recommendations: [] };
  if (found?.security?.safe === false) {
    return { why: "unsafe", reason: found.security.reason, recommendations: found.security.recommendations };
  }
  return undefined;
}

/** Same name and size; the name on disk counts, because that is what was sent the first time. */
function matchOf(file: File, { unfinished, remembered }: Knowledge): ResumeMatch | undefined {
  const row = unfinished.find((each) => each.filename === file.name && each.file_size === file.size);
  if (row === undefined) return undefined;
  const before = remembered.find((each) => each.uploadId === row.upload_id);
  return { row, changedSince: before !== undefined && before.lastModified !== file.lastModified };
}
