/** What can be done to nodes. The server decides; here is what is worth offering. */
import type { NodeAction, NodeRow } from "@hpc/api/nodes-wire.ts";
import type { User } from "@hpc/api/wire.ts";

export const NODE_ACTIONS = ["drain", "resume", "reboot"] as const satisfies readonly NodeAction[];

export function isOperator({ permissions }: Pick<User, "permissions">): boolean {
  return permissions.includes("admin");
}

export function makesSense(action: NodeAction, { summary, flags }: Pick<NodeRow, "summary" | "flags">): boolean {
  const out = summary === "draining" || summary === "drained";
  switch (action) {
    case "drain":
      return !out;
    case "resume":
      return out || summary === "down" || flags.includes("REBOOT_REQUESTED");
    case "reboot":
      return !flags.some((flag) => flag.startsWith("REBOOT_") && flag !== "REBOOT_CANCELED");
  }
}
