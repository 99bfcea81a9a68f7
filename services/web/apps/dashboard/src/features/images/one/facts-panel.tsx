import type { ImageView } from "@hpc/api/images-wire.ts";
import { TimeAgo } from "@hpc/ui/time-ago.tsx";
import { tip } from "@hpc/ui/tips.tsx";
import { useFormat } from "@hpc/ui/use-format.ts";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { Fact, Facts, Panel } from "../../../parts/panel.tsx";
import classes from "./image.module.css";
import { KindLabel } from "../kind-label.tsx";
import { Version } from "../list/image-columns.tsx";
import { CopyButton } from "./code.tsx";

/** Letters of the digest that are shown; all of them are copied. */
const SHOWN = 16;

export function FactsPanel({ view }: { view: ImageView }) {
  const { t } = useTranslation("images");
  const format = useFormat();
  const { filesystem } = view;
  return (
    <Panel id="facts" title={t("one.facts")}>
      <Facts>
        <Fact name={t("columns.version")}>
          <Version version={view.version} />
        </Fact>
        <Fact name={t("one.kind")}>
          <KindLabel kind={view.type} />
        </Fact>
        <Fact name={t("one.partition")}>
          <Link to="/images" search={{ partition: view.partition }}>
            {view.partition}
          </Link>
        </Fact>
        <Fact name={t("one.size")}>
          <span title={format.exactBytes(view.size)}>{format.bytes(view.size)}</span>
        </Fact>
        {view.arch !== null && <Fact name={t("one.arch")}>{view.arch}</Fact>}
        {filesystem !== null && (
          <Fact name={t("one.filesystem")}>
            {filesystem.kind}
            {filesystem.compression !== null && `, ${filesystem.compression}`}
          </Fact>
        )}
        {view.built_at !== null && (
          <Fact name={t("one.built")}>
            <TimeAgo time={view.built_at} />
          </Fact>
        )}
        <Fact name={t("one.first")}>
          <TimeAgo time={view.created_at} />
        </Fact>
        <Fact name={t("one.changed")}>
          <TimeAgo time={view.updated_at} />
        </Fact>
        <Fact name={t("one.seen")}>
          <TimeAgo time={view.last_scanned} />
        </Fact>
        {view.given_id !== null && <Fact name={t("one.id")}>{view.given_id}</Fact>}
        <Fact name={<span {...tip(t("one.digestNote"))}>{t("one.digest")}</span>}>
          <span className={classes.digest}>
            <code>{view.digest.slice(0, SHOWN)}…</code>
            <CopyButton text={view.digest} name={t("one.digest")} />
          </span>
        </Fact>
      </Facts>
    </Panel>
  );
}
