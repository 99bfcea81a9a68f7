import type { ImageView } from "@hpc/api/images-wire.ts";
import { visibleName } from "@hpc/ui/name-text.ts";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { Panel } from "../../../parts/panel.tsx";
import classes from "./image.module.css";

export function LabelsPanel({ view: { labels } }: { view: ImageView }) {
  const { t } = useTranslation("images");
  const all = Object.entries(labels).sort(([a], [b]) => a.localeCompare(b));
  return (
    <Panel id="labels" title={t("one.labels")} note={all.length === 0 ? t("one.noLabels") : t("one.labelsNote")}>
      {all.length > 0 && (
        <dl className={classes.labels}>
          {all.map(([name, value]) => (
            <div key={name}>
              <dt>
                <Link to="/images" search={{ tag: name }}>
                  {visibleName(name)}
                </Link>
              </dt>
              <dd>{visibleName(value)}</dd>
            </div>
          ))}
        </dl>
      )}
    </Panel>
  );
}
