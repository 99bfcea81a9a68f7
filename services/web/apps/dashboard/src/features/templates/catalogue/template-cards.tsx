import type { TemplateDocument } from "@hpc/api/templates-wire.ts";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { Link } from "@tanstack/react-router";
import { useRef } from "react";
import { usePortal } from "../../../app/portal-context.ts";
import { useRowKeys } from "../../../parts/records/use-row-keys.ts";
import { nameOf, type Resource, resourcesOf, summaryOf, tagsOf } from "../facts.ts";
import { SourceBadge, UnusableBadge } from "../source-badge.tsx";
import classes from "../templates.module.css";
import { parseTemplatesSearch, type TemplatesSearch, toggledTag, wordsOf } from "../templates-search.ts";

interface TemplateCardsProps {
  templates: readonly TemplateDocument[];
  /** They are of the former filter; the new ones are on their way. */
  dimmed: boolean;
  search: TemplatesSearch;
}

/** A card for each template; j and k walk, Enter opens. */
export function TemplateCards({ templates, dimmed, search }: TemplateCardsProps) {
  const { t } = useTranslation("templates");
  const list = useRef<HTMLUListElement>(null);
  const keys = useRowKeys({ count: templates.length, container: list, group: t("title") });
  return (
    <ul ref={list} className={classes.cards} data-dimmed={dimmed || undefined} aria-label={t("title")}>
      {templates.map((template, index) => (
        <Card key={template.template_id} template={template} index={index} search={search} onFocus={() => keys.setActive(index)} />
      ))}
    </ul>
  );
}

interface CardProps {
  template: TemplateDocument;
  index: number;
  search: TemplatesSearch;
  onFocus: () => void;
}

function Card({ template, index, search, onFocus }: CardProps) {
  const { t } = useTranslation("templates");
  const { user } = usePortal();
  const tags = tagsOf(template);
  const chosen = wordsOf(search.tags);
  const description = summaryOf(template);
  return (
    <li className={classes.card} data-unusable={template.usable ? undefined : true}>
      <div className={classes.cardHead}>
        <Link to="/templates/$id" params={{ id: template.template_id }} className={classes.cardName} data-row={index} onFocus={onFocus}>
          {nameOf(template)}
        </Link>
        <SourceBadge source={template.source} me={user.username} />
      </div>
      {description !== "" && <p className={classes.cardText}>{description}</p>}
      <p className={`${classes.cardFacts} tabular`}>
        <Asked template={template} />
      </p>
      {(tags.length > 0 || !template.usable) && (
        <div className={classes.cardFoot}>
          {!template.usable && <UnusableBadge />}
          {tags.map((tag) => (
            <Link
              key={tag}
              to="/templates"
              search={parseTemplatesSearch({ ...search, tags: toggledTag(search.tags, tag) })}
              resetScroll={false}
              className={classes.tag}
              data-chosen={chosen.includes(tag) || undefined}
              aria-label={t("tag", { name: tag })}
            >
              {tag}
            </Link>
          ))}
        </div>
      )}
    </li>
  );
}

const SHOWN: readonly Resource[] = ["partition", "nodes", "mem", "gres", "gpus", "time"];

/** What a job of it asks for, in a line. */
function Asked({ template }: { template: TemplateDocument }) {
  const { t } = useTranslation("templates");
  return resourcesOf(template)
    .filter(({ key }) => SHOWN.includes(key))
    .map(({ key, value }) => (
      <span key={key} title={t(`fields.${key}`)}>
        {key === "nodes" && Number.isInteger(Number(value)) ? t("nodes", { count: Number(value) }) : value}
      </span>
    ));
}
