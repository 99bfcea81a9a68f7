import type { TemplateView } from "@hpc/api/templates-wire.ts";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { TimeAgo } from "@hpc/ui/time-ago.tsx";
import { Link } from "@tanstack/react-router";
import { Fact, Facts, Panel } from "../../../parts/panel.tsx";
import { tagsOf, versionOf } from "../facts.ts";
import classes from "../templates.module.css";

export function FactsPanel({ template }: { template: TemplateView }) {
  const { t } = useTranslation("templates");
  const version = versionOf(template);
  const tags = tagsOf(template);
  return (
    <Panel id="facts" title={t("one.facts")}>
      <Facts>
        <Fact name="ID">
          <code className={classes.code}>{template.template_id}</code>
        </Fact>
        <Fact name={t("one.category")}>
          <Link to="/templates" search={{ category: template.category }}>
            {template.category}
          </Link>
        </Fact>
        {version !== "" && <Fact name={t("one.version")}>{version}</Fact>}
        <Fact name={t("one.owner")}>{template.owner ?? t("one.operators")}</Fact>
        {template.last_modified !== undefined && (
          <Fact name={t("one.changed")}>
            <TimeAgo time={template.last_modified} />
          </Fact>
        )}
        <Fact name={t("one.file")}>
          <code className={classes.code}>{template.file_path}</code>
        </Fact>
        {tags.length > 0 && (
          <Fact name={t("tags")}>
            <span className={classes.tags}>
              {tags.map((tag) => (
                <Link key={tag} to="/templates" search={{ tags: tag }} className={classes.tag}>
                  {tag}
                </Link>
              ))}
            </span>
          </Fact>
        )}
      </Facts>
    </Panel>
  );
}
