import { Title } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./face.module.css";

/** Nothing here yet: what this is, and the button that fills it. */
export function EmptyFace({ icon, title, text, action }: { icon: ReactNode; title: string; text: string; action?: ReactNode }) {
  return (
    <div className={classes.face}>
      <div className={classes.icon} aria-hidden>
        {icon}
      </div>
      <Title order={3}>{title}</Title>
      <div className={classes.text}>{text}</div>
      {action}
    </div>
  );
}
