import { Button } from "@mantine/core";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { type ReactNode, useState } from "react";

/** The rows of a list that are still at the server. */
export interface More {
  fetch: () => void;
  isFetching: boolean;
  failed: boolean;
}

/** Fetches them one page after the other; not while the first one is another filter's. */
export function useMore(fetchNext: () => Promise<unknown>, waits: boolean): More {
  const [fetching, setFetching] = useState<"no" | "yes" | "failed">("no");
  return {
    fetch() {
      if (fetching === "yes" || waits) return;
      setFetching("yes");
      fetchNext().then(
        () => setFetching("no"),
        () => setFetching("failed"),
      );
    },
    isFetching: fetching === "yes",
    failed: fetching === "failed",
  };
}

/** Fetches them when the end comes near, and says at the end how that goes. */
export function useMoreRows({ fetch, isFetching, failed }: More): { onEnd: () => void; foot: ReactNode } {
  const { t } = useTranslation("ui");
  const retry = (
    <Button variant="default" size="xs" onClick={fetch}>
      {t("retry")}
    </Button>
  );
  return { onEnd: () => !failed && fetch(), foot: failed ? retry : isFetching ? t("loading") : undefined };
}
