import { CloseButton, Title } from "@mantine/core";
import type { ImageScan, ScanNode, ScanNodeState } from "@hpc/api/images-wire.ts";
import { visibleName } from "@hpc/ui/name-text.ts";
import { useFormat } from "@hpc/ui/use-format.ts";
import { IconCircleCheck, IconCircleX, IconClock, IconDownload, type Icon, IconPlugConnected } from "@tabler/icons-react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { usePortal } from "../../../app/portal-context.ts";
import { useNodeName } from "../image-words.ts";
import classes from "../images.module.css";
import { scanFacts, scanShare } from "./scan-facts.ts";
import { useFoundWords } from "./use-found-words.ts";

const ICONS: Record<ScanNodeState, Icon> = { waiting: IconClock, connecting: IconPlugConnected, reading: IconDownload, done: IconCircleCheck, failed: IconCircleX };

interface ScanPanelProps {
  scan: ImageScan | undefined;
  open: boolean;
  onClose: () => void;
}

/** The look for images, while it goes on or when asked for: how far it is, and what each place said. */
export function ScanPanel({ scan, open, onClose }: ScanPanelProps) {
  const { t } = useTranslation("images");
  const format = useFormat();
  if (scan === undefined || (!scan.running && !open)) return null;
  const facts = scanFacts(scan);
  const figures = t("scan.progress", { done: format.count(facts.asked), total: format.count(facts.total) });
  return (
    <section id="image-scan" className={classes.scan} aria-label={t("scan.title")}>
      {scan.running && (
        <div
          className={classes.track}
          role="progressbar"
          aria-label={t("scan.label")}
          aria-valuemin={0}
          aria-valuemax={facts.total}
          aria-valuenow={facts.asked}
          aria-valuetext={figures}
        >
          <div className={classes.fill} style={{ width: `${100 * scanShare(scan)}%` }} />
        </div>
      )}
      {open && (
        <div className={classes.scanBody}>
          <div className={classes.scanHead}>
            <Summary scan={scan} />
            <CloseButton size="sm" onClick={onClose} aria-label={t("scan.close")} />
          </div>
          {facts.failed.length > 0 && (
            <>
              <ul className={classes.failures} aria-label={t("scan.failures")}>
                {facts.failed.map((node) => (
                  <Failure key={node.name} node={node} />
                ))}
              </ul>
              <p className={classes.note}>{t("scan.kept")}</p>
            </>
          )}
          {scan.nodes.map((node) => (
            <Remarks key={node.name} node={node} />
          ))}
          {facts.others.length > 0 && (
            <ul className={classes.nodes} aria-label={t("scan.places")}>
              {facts.others.map((node) => (
                <Node key={node.name} node={node} />
              ))}
            </ul>
          )}
        </div>
      )}
    </section>
  );
}

function Summary({ scan }: { scan: ImageScan }) {
  const { t } = useTranslation("images");
  const format = useFormat();
  const { failed } = scanFacts(scan);
  const foundWords = useFoundWords();
  const { number, running, started_at, finished_at, error } = scan;
  if (number === 0) return <span className={classes.dim}>{t("scan.never")}</span>;
  if (running || finished_at === null) return <Title order={2}>{t("scan.begun", { time: format.time(new Date(started_at)) })}</Title>;
  return (
    <>
      <Title order={2}>{t("scan.ended", { time: format.time(new Date(finished_at)) })}</Title>
      {error === null ? <span>{foundWords(scan)}</span> : <span className={classes.bad}>{error}</span>}
      {error === null && failed.length === 0 && <span className={classes.dim}>{t("scan.allWell")}</span>}
    </>
  );
}

function Failure({ node: { name, error } }: { node: ScanNode }) {
  const { t } = useTranslation("images");
  const { user } = usePortal();
  const nameOf = useNodeName();
  const words = user.permissions.includes("admin") ? (error ?? t("scan.noReason")) : t("scan.notToTheEnd");
  return (
    <li className={classes.failure}>
      <State state="failed" />
      <span className={classes.nodeName}>{nameOf(name)}</span>
      <span className={classes.words}>{visibleName(words)}</span>
    </li>
  );
}

function Node({ node }: { node: ScanNode }) {
  const { t } = useTranslation("images");
  const nameOf = useNodeName();
  const format = useFormat();
  const { name, state, done, total, images } = node;
  return (
    <li className={classes.node}>
      <State state={state} />
      <span className={`${classes.nodeName} ${classes.ellipsis}`} title={name}>
        {nameOf(name)}
      </span>
      <span className={`${classes.dim} tabular`}>
        {state === "reading" && t("scan.reading", { done: format.count(done), total: format.count(total) })}
        {state === "done" && t("scan.images", { count: images, replace: { count: format.count(images) } })}
        {(state === "waiting" || state === "connecting") && t(`scan.state.${state}`)}
      </span>
    </li>
  );
}

/** Files of a place that are none, or could not be looked at. */
function Remarks({ node: { name, problems = [], refused = [] } }: { node: ScanNode }) {
  const { t } = useTranslation("images");
  const nameOf = useNodeName();
  const all = [...problems, ...refused];
  if (all.length === 0) return null;
  return (
    <details className={classes.remarks}>
      <summary>
        <span className={classes.nodeName}>{nameOf(name)}</span> {t("scan.remarks", { count: all.length })}
      </summary>
      <ul>
        {all.map(({ path, reason }) => (
          <li key={`${path} ${reason}`}>
            <code>{visibleName(path)}</code> {visibleName(reason)}
          </li>
        ))}
      </ul>
    </details>
  );
}

function State({ state }: { state: ScanNodeState }) {
  const { t } = useTranslation("images");
  const StateIcon = ICONS[state];
  return (
    <span className={classes.nodeState} data-state={state}>
      <StateIcon size={15} stroke={1.8} aria-label={t(`scan.state.${state}`)} />
    </span>
  );
}
