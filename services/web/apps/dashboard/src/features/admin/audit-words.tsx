import type { AuditOutcome } from "@hpc/api/wire.ts";
import { IconBan, IconCircleCheck, IconCircleX, type Icon } from "@tabler/icons-react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import classes from "../../parts/panel.module.css";
import { type Action, ACTIONS } from "./audit-search.ts";

/** The name of an action's text: a point means something else in names of texts. */
export function actionText<A extends Action>(action: A): A extends `${infer What}.${infer Done}` ? `${What}_${Done}` : never {
  return action.replace(".", "_") as ReturnType<typeof actionText<A>>;
}

export function isAction(action: string): action is Action {
  return ACTIONS.some((each) => each === action);
}

/** In words; the log's own word is in the title. An action of a newer portal shows as it is. */
export function ActionWords({ action }: { action: string }) {
  const { t } = useTranslation("admin");
  return <span title={action}>{isAction(action) ? t(`actions.${actionText(action)}`) : action}</span>;
}

const LOOKS: Record<AuditOutcome, { icon: Icon; tone: string | undefined }> = {
  ok: { icon: IconCircleCheck, tone: classes.ok },
  refused: { icon: IconBan, tone: classes.wait },
  failed: { icon: IconCircleX, tone: classes.bad },
};

export function OutcomeWords({ outcome }: { outcome: AuditOutcome }) {
  const { t } = useTranslation("admin");
  const { icon: OutcomeIcon, tone } = LOOKS[outcome];
  return (
    <span className={`${classes.state} ${tone ?? ""}`}>
      <OutcomeIcon size={16} stroke={1.7} aria-hidden />
      {t(`outcomes.${outcome}`)}
    </span>
  );
}
