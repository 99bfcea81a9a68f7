/** Shapes of container images, of the look for them, and what /ws tells of both. Sizes are in bytes, times RFC 3339 in UTC. */

/** What an image is for, guessed by its name where nobody said it. */
export const IMAGE_KINDS = ["compute", "viz", "shared", "custom"] as const;
export type ImageKind = (typeof IMAGE_KINDS)[number];

/** Where a copy of an image lies. */
export interface ImagePlace {
  /** `headnode` for the registry. */
  node: string;
  path: string;
  last_seen_at: string;
}

/** An image in a list: one row a build, however many copies of it there are. */
export interface ImageRow {
  id: string;
  name: string;
  path: string;
  node: string;
  partition: string;
  type: string;
  size: number;
  /** Or `unknown`. */
  version: string;
  description: string;
  labels: Record<string, string>;
  apps: string[];
  last_scanned: string;
  created_at: string;
  updated_at: string;
  /** 0: it lies nowhere any more. */
  is_active: number;
  digest: string;
  /** It carries signatures; nobody has verified them. */
  signed: boolean;
  places: ImagePlace[];
  arch: string | null;
  built_at: string | null;
  /** The id that an operator wrote beside it; it is found under that too. */
  given_id: string | null;
  /** What `run` does. */
  runscript: string | null;
  /** Scripts by path, or variables as a description lists them. */
  env_vars: Record<string, string>;
  /** As an operator wrote them: any shape. */
  command_templates: unknown[];
}

export interface ImageList {
  images: ImageRow[];
  total: number;
  next_cursor: string | null;
}

/** That somebody signed: found, not verified. */
export interface ImageSignature {
  /** Of the PGP key; none in signatures with certificates or plain keys. */
  fingerprint: string | null;
  hash: string | null;
}

/** An application inside of an image. */
export interface ImageApp {
  labels: Record<string, string>;
  environment: Record<string, string>;
  runscript: string | null;
  test: string | null;
  help: string | null;
}

/** All that is known of one image. */
export interface ImageView extends ImageRow {
  help: string | null;
  /** The definition file that it was built from. */
  definition: string | null;
  startscript: string | null;
  test: string | null;
  signatures: ImageSignature[];
  filesystem: { kind: string; compression: string | null; size: number } | null;
  app_details: Record<string, ImageApp>;
  /** What could not be read, or is wrong with what was written beside it. */
  remarks: string[];
}

export interface ImageQuery {
  q?: string | undefined;
  partition?: string | undefined;
  type?: string | undefined;
  node?: string | undefined;
  /** Comma list of labels; one of them is enough. */
  tag?: string | undefined;
}

/** A partition's images, for filters. */
export interface ImagePartition {
  name: string;
  total_images: number;
  nodes: string[];
  types: Record<string, number>;
}

export type ScanNodeState = "waiting" | "connecting" | "reading" | "done" | "failed";

/** A file, and what is wrong with it. */
export interface FileRemark {
  path: string;
  reason: string;
}

/** How far the look at one place is, and what it said. */
export interface ScanNode {
  /** `headnode` is the registry. */
  name: string;
  state: ScanNodeState;
  /** Images looked at, of so many. */
  done: number;
  total: number;
  /** Images that it has. */
  images: number;
  /** Of which so many were new or changed. */
  read: number;
  /** In full for administrators who ask; events carry none of it. */
  error: string | null;
  /** For administrators: what could not be looked at. */
  problems?: FileRemark[];
  /** For administrators: what is named like an image and is none. */
  refused?: FileRemark[];
  took_ms: number | null;
}

/** The look that goes on, or the last one; also `image_scan` on the channel `images`. */
export interface ImageScan {
  /** Counts since the start; 0 before the first one. */
  number: number;
  running: boolean;
  /** The registry, then nodes. */
  nodes: ScanNode[];
  started_at: string;
  finished_at: string | null;
  /** Images, each counted once. */
  images: number;
  added: number;
  /** All that are not what they were or not where; new ones and those that are gone are among them. */
  changed: number;
  gone: number;
  /** Why nothing came of it. */
  error: string | null;
}

/** `images_changed` on the channel `images`: ids, unless there are too many. */
export interface ImagesChanged {
  all: boolean;
  image_ids?: string[];
}
