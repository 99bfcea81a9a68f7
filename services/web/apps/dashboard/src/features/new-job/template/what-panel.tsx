import { TextInput } from "@mantine/core";
import type { ImageRow } from "@hpc/api/template-job-wire.ts";
import { useErrorSentence } from "@hpc/ui/faces/error-face.tsx";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { Link } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { lateTemplateJobTexts } from "../../../app/texts.ts";
import { withTexts } from "../../../app/with-texts.ts";
import { Panel } from "../../../parts/panel.tsx";
import { SelectField } from "../../../parts/select-field.tsx";
import { needsImage } from "./images.ts";
import classes from "./template-job.module.css";
import { useImages } from "./use-images.ts";
import { useMarkWords } from "./use-mark-words.tsx";
import type { TemplateJobForm, TemplateOf } from "./use-template-job.ts";

/** Few sites have so many. */
const ImageSearch = lazy(() => withTexts(lateTemplateJobTexts, import("./image-search.tsx")));

/** What runs: the template, its image, and how the job is called. */
export function WhatPanel({ of: { template }, job }: { of: TemplateOf; job: TemplateJobForm }) {
  const { t } = useTranslation("templateJob");
  const words = useMarkWords();
  const { metadata } = template;
  const other = (
    <Link to="/jobs/new" search={{ kind: "template" }} className={classes.link}>
      {t("what.other")}
    </Link>
  );
  return (
    <Panel id="what" title={t("what.title")} tools={other}>
      <div className={classes.about}>
        <strong>{metadata.display_name}</strong> <span className={classes.dim}>{t("what.version", { version: metadata.version })}</span>
        {metadata.description.trim() !== "" && <p className={classes.description}>{metadata.description.trim()}</p>}
      </div>
      <div className={classes.fields}>
        <TextInput
          className={classes.wide}
          label={t("what.name")}
          placeholder={metadata.name}
          value={job.fields.name}
          onChange={(event) => job.set({ name: event.currentTarget.value })}
          error={words(job.markOf("name"), t("problem.bad_name"))}
          maxLength={200}
          autoComplete="off"
          spellCheck={false}
        />
        <ImageFields rule={template.apptainer.image} job={job} />
      </div>
    </Panel>
  );
}

/** The image, as far as the template leaves a choice, and which of its commands runs. */
function ImageFields({ rule, job }: { rule: TemplateOf["template"]["apptainer"]["image"]; job: TemplateJobForm }) {
  const { t } = useTranslation("templateJob");
  const words = useMarkWords();
  const sentence = useErrorSentence();
  const [q, setQ] = useState("");
  const { listed, more, usual, chosen, error } = useImages(rule, job.fields.image, q);
  // Once it is there it stays, whatever is found.
  const [many, setMany] = useState(false);
  if (more && !many) setMany(true);
  const mark = words(job.markOf("image_id"), "");
  const commands = chosen?.command_templates ?? [];
  const command = commands.find(({ template_id }) => template_id === job.fields.command);
  return (
    <>
      {"fixed" in rule ? (
        <div className={classes.wide} data-marked={mark === undefined ? undefined : true}>
          <div className={classes.label}>{t("image.label")}</div>
          <code>{rule.fixed}</code> <span className={classes.dim}>{t("image.fixed")}</span>
          {mark !== undefined && (
            <p className={classes.wrong} role="alert">
              {mark}
            </p>
          )}
        </div>
      ) : (
        <>
          <Suspense>{many && <ImageSearch more={more} none={q !== "" && listed.length === 0} onAsk={setQ} />}</Suspense>
          <SelectField
            className={classes.wide}
            label={t("image.label")}
            withAsterisk={needsImage(rule)}
            value={job.fields.image}
            onChange={(event) => job.set({ image: event.currentTarget.value, command: "" })}
            data={choicesOf(listed, job.fields.image, chosen, emptyWord())}
            description={error === null ? chosen?.description : t("image.unknown", { why: sentence(error) })}
            error={mark}
          />
        </>
      )}
      {(commands.length > 0 || job.fields.command !== "") && (
        <SelectField
          className={classes.wide}
          label={t("command.label")}
          value={job.fields.command}
          onChange={(event) => job.set({ command: event.currentTarget.value })}
          data={[{ value: "", label: t("command.own") }, ...commands.map(({ template_id, display_name }) => ({ value: template_id, label: display_name ?? template_id }))]}
          description={command?.description}
          error={words(job.markOf("command"), "")}
        />
      )}
    </>
  );

  function emptyWord(): string {
    if (usual !== undefined) return t("image.usual", { name: usual.name });
    return needsImage(rule) ? t("image.choose") : t("image.none");
  }
}

/** What was chosen stands among them, also when it is none of them; and it is not known what it is when it is gone. */
function choicesOf(images: readonly ImageRow[], id: string, chosen: ImageRow | undefined, empty: string) {
  const other = id === "" || images.some((image) => image.id === id) ? [] : [{ value: id, label: chosen === undefined ? id : labelOf(chosen) }];
  return [{ value: "", label: empty }, ...other, ...images.map((image) => ({ value: image.id, label: labelOf(image) }))];
}

function labelOf({ name, version, partition }: ImageRow): string {
  return [name, version === "unknown" ? "" : version, partition].filter(Boolean).join(" · ");
}
