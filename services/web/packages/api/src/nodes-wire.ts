/** Names for the described shapes of nodes, partitions, QOS, reservations and accounts, and what /ws tells of nodes. */
import type { Aged } from "./cluster-wire.ts";
import type { components, paths } from "./schema.gen.d.ts";

type Schemas = components["schemas"];

export type NodeSummary = Schemas["NodeSummary"];
export type NodeRow = Schemas["NodeRow"];
export type NodeList = Schemas["NodePage"];
export type NodeQuery = NonNullable<paths["/api/v2/nodes"]["get"]["parameters"]["query"]>;
export type NodeGroup = Schemas["NodeGroup"];
export type NodeMap = Schemas["NodeMap"];
export type NodeView = Schemas["NodeView"];
export type NodeAction = Schemas["NodeVerb"];
/** Nodes by summary. */
export type NodeCounts = Record<string, number>;

export type PartitionRow = Schemas["PartitionRow"];
export type PartitionList = Schemas["PartitionPage"];
export type QosRow = Schemas["QosRow"];
export type QosList = Schemas["QosPage"];
export type ReservationRow = Schemas["ReservationRow"];
export type ReservationList = Schemas["ReservationPage"];
export type ClusterAccount = Schemas["AccountRow"];
export type ClusterAccountList = Schemas["AccountPage"];
export type AccountMember = Schemas["AccountMember"];

/** `nodes_changed` on the channel `nodes`. */
export interface NodesChanged extends Aged {
  counts: NodeCounts;
  changed?: NodeRow[];
  /** Instead of rows when there are too many of them: `cn[001-017]`. */
  hosts?: string;
  all?: boolean;
}

/** A word of Slurm in plain words. */
export interface Explained {
  title: string;
  meaning: string;
  advice?: string;
  /** What Slurm calls it, where that is not the key. */
  word?: string;
}

export type Words = Record<"states" | "reasons" | "node_states" | "node_flags" | "limits", Record<string, Explained>>;
