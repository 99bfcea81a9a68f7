import type { NodeRow } from "@hpc/api/nodes-wire.ts";
import { TimeAgo } from "@hpc/ui/time-ago.tsx";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { NodeStateLabel } from "../../../parts/nodes/node-state-label.tsx";
import { Fact, Facts, Panel } from "../../../parts/panel.tsx";
import { Explain } from "../../../parts/words/explain.tsx";
import { useWord } from "../../../parts/words/use-words.ts";
import classes from "./node.module.css";

/** Its state in words, and why it is as it is. */
export function StatePanel({ node }: { node: NodeRow }) {
  const { t } = useTranslation("nodes");
  const word = useWord();
  const out = ["down", "drained", "draining"].includes(node.summary);
  return (
    <Panel id="state" title={t("one.state")}>
      <Facts>
        <Fact name={t("one.state")}>
          <NodeStateLabel summary={node.summary} state={node.state} /> <Explain section="node_states" word={node.summary.toUpperCase()} />
        </Fact>
        {node.flags.length > 0 && (
          <Fact name={t("one.flags")}>
            {node.flags.map((flag) => (
              <div key={flag}>
                {word("node_flags", flag)?.title ?? flag} <Explain section="node_flags" word={flag} />
              </div>
            ))}
          </Fact>
        )}
        {node.reason !== "" && <Fact name={t("one.why")}>{node.reason}</Fact>}
        {node.reason !== "" && node.reason_by !== "" && <Fact name={t("one.by")}>{node.reason_by}</Fact>}
        {node.reason_at !== null && (
          <Fact name={t("one.since")}>
            <TimeAgo time={node.reason_at} />
          </Fact>
        )}
      </Facts>
      {out && node.reason === "" && <div className={`${classes.why} ${classes.dim}`}>{t("one.noReason")}</div>}
    </Panel>
  );
}
