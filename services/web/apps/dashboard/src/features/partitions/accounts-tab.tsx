import type { ClusterAccount } from "@hpc/api/nodes-wire.ts";
import { EmptyFace } from "@hpc/ui/faces/empty-face.tsx";
import { useFormat } from "@hpc/ui/use-format.ts";
import { IconUserOff } from "@tabler/icons-react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import panel from "../../parts/panel.module.css";
import { useTresWords } from "../../parts/words/tres-words.ts";
import { useWord } from "../../parts/words/use-words.ts";
import { Fold } from "./fold.tsx";
import { LimitList, useDurationWords } from "./limit-list.tsx";
import { accountLimits, memberLimits } from "./limits.ts";
import classes from "./partitions.module.css";

interface ListProps {
  rows: readonly ClusterAccount[];
  isOpen: (key: string) => boolean;
  onToggle: (key: string) => void;
}

/** Accounts that one may charge, with what holds for oneself. */
export function MyAccounts({ rows, isOpen, onToggle }: ListProps) {
  const { t } = useTranslation("partitions");
  if (rows.length === 0) return <EmptyFace icon={<IconUserOff size={28} stroke={1.5} />} title={t("noneMine")} text={t("noneMineText")} />;
  return rows.map((account) => {
    const key = `my-${account.name}`;
    const member = account.members[0];
    const isDefault = account.members.some((each) => each.default);
    return (
      <Fold
        key={account.name}
        name={account.name}
        open={isOpen(key)}
        onToggle={() => onToggle(key)}
        marks={isDefault && <DefaultMark />}
        glance={<Glance account={account} />}
      >
        {account.description !== "" && <p>{account.description}</p>}
        {member?.partition !== undefined && member.partition !== "" && <p>{t("onlyIn", { name: member.partition })}</p>}
        <LimitList limits={member === undefined ? accountLimits(account) : memberLimits(account, member)} />
      </Fold>
    );
  });
}

/** Jobs that name no account are charged to it. */
function DefaultMark() {
  const { t } = useTranslation("partitions");
  const word = useWord();
  return (
    <span className={panel.mark} title={word("limits", "account.default")?.meaning}>
      {t("default")}
    </span>
  );
}

const MEMBERS_SHOWN = 60;

/** All accounts, below the one that each belongs to. */
export function AllAccounts({ rows, isOpen, onToggle }: ListProps) {
  const { t } = useTranslation("partitions");
  const format = useFormat();
  return inTree(rows).map(({ account, depth }) => {
    const members = [...new Set(account.members.map(({ user }) => user))];
    const more = members.length - MEMBERS_SHOWN;
    return (
      <Fold
        key={account.name}
        name={account.name}
        depth={depth}
        open={isOpen(account.name)}
        onToggle={() => onToggle(account.name)}
        glance={
          <>
            <Glance account={account} />
            {members.length > 0 && <span className="tabular">{t("members", { count: members.length, replace: { count: format.count(members.length) } })}</span>}
          </>
        }
      >
        {account.description !== "" && <p>{account.description}</p>}
        <LimitList limits={accountLimits(account)} />
        {members.length > 0 && (
          <p className={classes.unlimited}>
            {t("member")}: {members.slice(0, MEMBERS_SHOWN).join(", ")} {more > 0 && t("andMore", { count: more, replace: { count: format.count(more) } })}
          </p>
        )}
      </Fold>
    );
  });
}

function Glance({ account }: { account: ClusterAccount }) {
  const duration = useDurationWords();
  const tres = useTresWords();
  const { t } = useTranslation("partitions");
  const words: string[] = [];
  if (account.group_tres !== "") words.push(tres.amounts(account.group_tres));
  if (account.max_wall_seconds !== null) words.push(t("longest", { time: duration(account.max_wall_seconds) }));
  return <span>{words.join(" · ") || account.description}</span>;
}

/** In the order of a tree; what belongs to nobody that is listed stands at the root. */
export function inTree(rows: readonly ClusterAccount[]): { account: ClusterAccount; depth: number }[] {
  const known = new Set(rows.map(({ name }) => name));
  const below = (parent: string, depth: number, seen: ReadonlySet<string>): { account: ClusterAccount; depth: number }[] =>
    rows
      .filter((account) => (known.has(account.parent) && account.parent !== account.name ? account.parent : "") === parent && !seen.has(account.name))
      .flatMap((account) => [{ account, depth }, ...below(account.name, depth + 1, new Set([...seen, account.name]))]);
  return below("", 0, new Set());
}
