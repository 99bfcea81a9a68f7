import { Button } from "@mantine/core";
import type { TemplateView } from "@hpc/api/templates-wire.ts";
import { copyText } from "@hpc/ui/copy-text.ts";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useState } from "react";
import { Panel } from "../../../parts/panel.tsx";
import { stepsOf } from "../facts.ts";
import classes from "../templates.module.css";

/** What runs; below it, if one likes, the whole file. */
export function ScriptPanel({ template }: { template: TemplateView }) {
  const { t } = useTranslation("templates");
  const [whole, setWhole] = useState(false);
  const steps = stepsOf(template);
  const { yaml } = template;
  const tools = yaml !== null && (
    <Button variant="subtle" color="gray" onClick={() => setWhole(!whole)} aria-expanded={whole}>
      {whole ? t("one.hideYaml") : t("one.showYaml")}
    </Button>
  );
  return (
    <Panel id="script" title={t("one.script")} tools={tools}>
      {steps.map(({ step, text }) => (
        <div key={step} className={classes.step}>
          <div className={classes.stepName}>{t(`one.steps.${step}`)}</div>
          <Code label={t(`one.steps.${step}`)} text={text} />
        </div>
      ))}
      {whole && yaml !== null && (
        <div className={classes.step}>
          <div className={classes.stepName}>
            {t("one.yaml")} <CopyButton text={yaml} />
          </div>
          <Code label={t("one.yaml")} text={yaml.trimEnd()} />
        </div>
      )}
    </Panel>
  );
}

function Code({ label, text }: { label: string; text: string }) {
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what is wider than the page is scrolled by keyboard, too
    <pre className={classes.pre} tabIndex={0} role="region" aria-label={label}>
      {text}
    </pre>
  );
}

function CopyButton({ text }: { text: string }) {
  const { t } = useTranslation("templates");
  const [copied, setCopied] = useState(false);
  return (
    <Button variant="subtle" color="gray" leftSection={copied ? <IconCheck size={14} /> : <IconCopy size={14} />} onClick={() => void copyText(text).then(setCopied)}>
      {copied ? t("one.copied") : t("one.copy")}
    </Button>
  );
}
