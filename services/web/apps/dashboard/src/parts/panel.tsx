import { Title } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./panel.module.css";

interface PanelProps {
  /** Its place in the page: `#id` leads here. */
  id: string;
  title: string;
  /** What it is about, in a sentence. */
  note?: string;
  /** Buttons beside the title. */
  tools?: ReactNode;
  children: ReactNode;
}

export function Panel({ id, title, note, tools, children }: PanelProps) {
  return (
    <section id={id} className={classes.panel} aria-labelledby={`${id}-title`}>
      <div className={classes.panelHead}>
        <Title order={2} id={`${id}-title`}>
          {title}
        </Title>
        <span className={classes.space} />
        {tools}
        {note !== undefined && <p className={classes.note}>{note}</p>}
      </div>
      {children}
    </section>
  );
}

export function Facts({ children }: { children: ReactNode }) {
  return <dl className={classes.facts}>{children}</dl>;
}

export function Fact({ name, children }: { name: ReactNode; children: ReactNode }) {
  return (
    <div className={classes.fact}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
