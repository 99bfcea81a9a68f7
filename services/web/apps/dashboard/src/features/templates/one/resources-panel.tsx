import type { TemplateView } from "@hpc/api/templates-wire.ts";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { Link } from "@tanstack/react-router";
import { Fact, Facts, Panel } from "../../../parts/panel.tsx";
import { resourcesOf } from "../facts.ts";

/** What a job asks for unless somebody changes it. */
export function ResourcesPanel({ template }: { template: TemplateView }) {
  const { t } = useTranslation("templates");
  return (
    <Panel id="resources" title={t("one.resources")}>
      <Facts>
        {resourcesOf(template).map(({ key, value }) => (
          <Fact key={key} name={t(`fields.${key}`)}>
            {key === "partition" ? (
              <Link to="/partitions" search={{ open: value }}>
                {value}
              </Link>
            ) : (
              <span className="tabular">{value}</span>
            )}
          </Fact>
        ))}
      </Facts>
    </Panel>
  );
}
