import { Title } from "@mantine/core";
import { LoadingFace } from "@hpc/ui/faces/loading-face.tsx";
import { IconCircleCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { usePortal } from "../../app/portal-context.ts";
import { NodeStateLabel } from "../../parts/nodes/node-state-label.tsx";
import classes from "./overview.module.css";
import { attentionQuery } from "./queries.ts";

/** Nodes that somebody should look at. */
export function AttentionNodes({ attention }: { attention: number | undefined }) {
  const { t } = useTranslation("overview");
  const { api } = usePortal();
  const nodes = useQuery({ ...attentionQuery(api), enabled: attention !== undefined && attention > 0 });
  return (
    <section className={classes.panel} aria-labelledby="attention-title">
      <div className={classes.panelHead}>
        <Title order={2} id="attention-title">
          {t("attention.title")}
        </Title>
        <span className={classes.space} />
        {attention !== undefined && attention > 0 && (
          <Link to="/nodes" search={{ state: "attention" }} className={classes.more}>
            {t("attention.all", { count: attention })}
          </Link>
        )}
      </div>
      {attention === undefined && <LoadingFace rows={2} />}
      {attention === 0 && (
        <p className={classes.quiet}>
          <IconCircleCheck size={16} className={classes.good} aria-hidden /> {t("attention.none")}
        </p>
      )}
      {attention !== undefined && attention > 0 && (
        <ul className={classes.list}>
          {nodes.data?.items.map(({ name, summary, state, reason }) => (
            <li key={name} className={classes.node}>
              <Link to="/nodes/$name" params={{ name }} className={classes.nodeName}>
                {name}
              </Link>
              <NodeStateLabel summary={summary} state={state} />
              <span className={classes.nodeReason} title={reason}>
                {reason}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
