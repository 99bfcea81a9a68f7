import { Button } from "@mantine/core";
import type { NodeAction, NodeRow } from "@hpc/api/nodes-wire.ts";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { useActOnNodes } from "../use-act.ts";
import { makesSense } from "../node-actions.ts";

const ActDialog = lazy(() => import("../act-dialog.tsx"));

/** What the server says that one may do to this node now. */
export function NodeActions({ node, may }: { node: NodeRow; may: readonly NodeAction[] }) {
  const { t } = useTranslation("nodes");
  const { resume } = useActOnNodes();
  const [asked, setAsked] = useState<NodeAction | null>(null);
  const offered = may.filter((action) => makesSense(action, node));

  function onAct(action: NodeAction) {
    if (action === "resume") void resume([node.name]);
    else setAsked(action);
  }

  return (
    <>
      {offered.map((action) => (
        <Button key={action} variant="default" onClick={() => onAct(action)}>
          {action === "resume" ? t("action.resume") : `${t(`action.${action}`)}…`}
        </Button>
      ))}
      <Suspense>{asked !== null && <ActDialog action={asked} rows={[node]} onClose={() => setAsked(null)} />}</Suspense>
    </>
  );
}
