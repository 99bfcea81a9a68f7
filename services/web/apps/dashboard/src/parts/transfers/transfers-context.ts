import { createContext, use, useSyncExternalStore } from "react";
import type { TransferView } from "./transfer.ts";
import type { Transfers } from "./transfers.ts";

export const TransfersContext = createContext<Transfers | null>(null);

export function useTransfers(): Transfers {
  const transfers = use(TransfersContext);
  if (transfers === null) throw new Error("outside of the transfers");
  return transfers;
}

export function useTransferViews(): readonly TransferView[] {
  const transfers = useTransfers();
  return useSyncExternalStore(transfers.subscribe, transfers.views);
}
