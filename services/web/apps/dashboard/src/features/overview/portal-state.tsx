import { Title } from "@mantine/core";
import type { SocketState } from "@hpc/api/socket.ts";
import { IconCircleCheck, IconCircleX, IconClock } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { usePortal } from "../../app/portal-context.ts";
import { healthQuery } from "../../app/session-queries.ts";
import classes from "./overview.module.css";

const LIVE: Record<SocketState, { text: "liveOpen" | "liveConnecting" | "liveWaiting" | "liveOff"; tone: Tone }> = {
  open: { text: "liveOpen", tone: "good" },
  connecting: { text: "liveConnecting", tone: "wait" },
  waiting: { text: "liveWaiting", tone: "wait" },
  off: { text: "liveOff", tone: "wait" },
};

export function PortalState() {
  const { t } = useTranslation("overview");
  const { api, socket } = usePortal();
  const health = useQuery(healthQuery(api));
  const live = LIVE[useSyncExternalStore(socket.watch, socket.state)];
  const tone: Tone = health.isError ? "bad" : health.data === undefined ? "wait" : "good";
  const words = { good: t("answers"), wait: t("checking"), bad: t("unreachable") }[tone];
  const version = health.data === undefined ? undefined : t("version", { version: health.data.version });
  return (
    <section className={classes.panel} aria-labelledby="state-title">
      <div className={classes.panelHead}>
        <Title order={2} id="state-title">
          {t("services")}
        </Title>
      </div>
      <dl className={classes.facts}>
        <Fact name={t("api")} note={[version, health.data?.mode === "mock" ? t("simulated") : undefined].filter(Boolean).join(", ")}>
          <State tone={tone}>{words}</State>
        </Fact>
        <Fact name={t("live")}>
          <State tone={live.tone}>{t(live.text)}</State>
        </Fact>
      </dl>
    </section>
  );
}

type Tone = "good" | "wait" | "bad";
const ICONS = { good: IconCircleCheck, wait: IconClock, bad: IconCircleX };

function State({ tone, children }: { tone: Tone; children: ReactNode }) {
  const StateIcon = ICONS[tone];
  return (
    <span className={`${classes.state} ${classes[tone]}`}>
      <StateIcon size={16} stroke={1.7} aria-hidden /> {children}
    </span>
  );
}

function Fact({ name, note = "", children }: { name: string; note?: string; children: ReactNode }) {
  return (
    <div className={classes.fact}>
      <dt>{name}</dt>
      <dd>
        {children}
        {note !== "" && <div className={classes.note}>{note}</div>}
      </dd>
    </div>
  );
}
