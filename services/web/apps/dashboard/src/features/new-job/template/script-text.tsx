import { PART_KINDS, type PartKind, type ScriptPart } from "@hpc/api/template-job-wire.ts";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { type Shade, shadesOf } from "./bash-shades.ts";
import classes from "./template-job.module.css";

interface ScriptTextProps {
  text: string;
  parts: readonly ScriptPart[];
  /** Of the form as it was a moment ago. */
  stale: boolean;
}

/** A script to read: which part each line is of stands beside it. */
export default function ScriptText({ text, parts, stale }: ScriptTextProps) {
  const { t } = useTranslation("templateJob");
  const lines = text.replace(/\n$/, "").split("\n");
  const blocks = blocksOf(lines, parts);
  return (
    // What is wider or longer than its place is reached by the arrow keys.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={classes.script} data-stale={stale || undefined} tabIndex={0} role="region" aria-label={t("script.title")}>
      {blocks.map(({ kind, first, lines }) => (
        <section key={first} className={classes.part} data-kind={kind}>
          {kind !== undefined && <h3 className={classes.partName}>{t(`parts.${kind}`)}</h3>}
          <pre className={classes.lines} style={{ counterReset: `line ${first - 1}` }}>
            {lines.map((line, index) => (
              <span key={index} className={classes.line}>
                {shadesOf(line).map(({ shade, text }, at) => (
                  <span key={at} className={shadeClass(shade)}>
                    {text}
                  </span>
                ))}
                {"\n"}
              </span>
            ))}
          </pre>
        </section>
      ))}
    </div>
  );
}

function shadeClass(shade: Shade): string | undefined {
  return shade === "plain" ? undefined : classes[shade];
}

interface Block {
  kind: PartKind | undefined;
  /** Its first line, counted from 1. */
  first: number;
  lines: string[];
}

/** Lines by part; those of a kind that this page does not know have no name. */
function blocksOf(lines: readonly string[], parts: readonly ScriptPart[]): Block[] {
  if (parts.length === 0) return [{ kind: undefined, first: 1, lines: [...lines] }];
  return parts.map(({ kind, first_line, last_line }) => ({
    kind: PART_KINDS.find((each) => each === kind),
    first: first_line,
    lines: lines.slice(first_line - 1, last_line),
  }));
}
