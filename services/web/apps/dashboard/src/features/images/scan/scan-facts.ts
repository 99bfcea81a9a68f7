/** What a look for images says, counted and put in order. */
import type { ImageScan, ScanNode } from "@hpc/api/images-wire.ts";

export interface ScanFacts {
  /** Places that have answered or failed, of so many. */
  asked: number;
  total: number;
  failed: readonly ScanNode[];
  /** The others, in the order that the server has. */
  others: readonly ScanNode[];
}

const ended = ({ state }: ScanNode) => state === "done" || state === "failed";

export function scanFacts({ nodes }: Pick<ImageScan, "nodes">): ScanFacts {
  return {
    asked: nodes.filter(ended).length,
    total: nodes.length,
    failed: nodes.filter(({ state }) => state === "failed"),
    others: nodes.filter(({ state }) => state !== "failed"),
  };
}

/** How far all of it is, 0 to 1: a place that is being read counts by its images. */
export function scanShare({ nodes }: Pick<ImageScan, "nodes">): number {
  if (nodes.length === 0) return 0;
  const share = (node: ScanNode) => (ended(node) ? 1 : node.total > 0 ? Math.min(1, node.done / node.total) : 0);
  return nodes.reduce((sum, node) => sum + share(node), 0) / nodes.length;
}

/** What an event tells, with the words that only an answer has, as far as they are of the same look. */
export function withWords(told: ImageScan, known: ImageScan | undefined): ImageScan {
  if (known?.number !== told.number) return told;
  const before = new Map(known.nodes.map((node) => [node.name, node]));
  const nodes = told.nodes.map((node) => {
    const same = before.get(node.name);
    return same?.state !== node.state || !ended(node) ? node : { ...node, ...wordsOf(same) };
  });
  return { ...told, nodes };
}

function wordsOf({ error, problems, refused }: ScanNode): Partial<ScanNode> {
  return { error, ...(problems === undefined ? {} : { problems }), ...(refused === undefined ? {} : { refused }) };
}

/** Whether something has come to its end since, of which an answer would say more. */
export function lacksWords(told: ImageScan, known: ImageScan | undefined): boolean {
  if (!told.running) return true;
  const before = new Map(known?.number === told.number ? known.nodes.map(({ name, state }) => [name, state]) : []);
  return told.nodes.some(({ name, state }) => state === "failed" && before.get(name) !== "failed");
}
