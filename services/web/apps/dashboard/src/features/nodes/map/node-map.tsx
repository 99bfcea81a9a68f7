import { UnstyledButton } from "@mantine/core";
import type { NodeGroup, NodeMap as Map } from "@hpc/api/nodes-wire.ts";
import { useFormat } from "@hpc/ui/use-format.ts";
import { isStrings, useStored } from "@hpc/ui/use-stored.ts";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { StateBar } from "../../../parts/nodes/state-bar.tsx";
import { cellAt, cellCount, namesOf, shareOf } from "../cells.ts";
import type { NodesSearch } from "../nodes-search.ts";
import { told, summed } from "../../../parts/nodes/node-states.ts";
import { fitsFilter, type MapFilter } from "./heat-canvas.tsx";
import { Legend } from "./legend.tsx";
import classes from "./map.module.css";
import { NodeHeat } from "./node-heat.tsx";

/** All nodes at a glance: alike ones folded into groups, a cell for each. */
export function NodeMap({ map, search, dimmed }: { map: Map; search: NodesSearch; dimmed: boolean }) {
  const [folded, setFolded] = useStored<string[]>("hpc-portal-folded-nodes", [], isStrings);
  const filter = filterOf(search);
  const groups = map.groups.filter((group) => fitting(group, filter) > 0);
  return (
    <div className={classes.map} data-dimmed={dimmed || undefined}>
      <Legend summaries={told(summed(map.groups.map(({ counts }) => counts))).map(([summary]) => summary)} />
      {groups.map((group) => (
        <Group
          key={group.hosts}
          group={group}
          total={map.total}
          filter={filter}
          folded={folded.includes(group.hosts)}
          onFold={() => setFolded(folded.includes(group.hosts) ? folded.filter((each) => each !== group.hosts) : [...folded, group.hosts])}
        />
      ))}
    </div>
  );
}

interface GroupProps {
  group: NodeGroup;
  total: number;
  filter: MapFilter;
  folded: boolean;
  onFold: () => void;
}

function Group({ group, total, filter, folded, onFold }: GroupProps) {
  const { t } = useTranslation("nodes");
  const format = useFormat();
  const Chevron = folded ? IconChevronRight : IconChevronDown;
  const share = format.percent(shareOf(group.cells), 1);
  return (
    <section className={classes.group} aria-label={group.hosts}>
      <div className={classes.groupHead}>
        <UnstyledButton className={classes.fold} aria-expanded={!folded} aria-label={t(folded ? "map.unfold" : "map.fold", { hosts: group.hosts })} onClick={onFold}>
          <Chevron size={16} aria-hidden />
        </UnstyledButton>
        <h2 className={classes.hosts}>{group.hosts}</h2>
        <span className="tabular">{t("map.whole", { count: group.count, replace: { count: format.count(group.count) } })}</span>
        <span className={classes.dim}>
          {t("map.each")} <Hardware group={group} />
        </span>
        <span className={classes.dim}>{group.partitions.join(", ")}</span>
        <span className={classes.space} />
        <span className={`${classes.dim} tabular`}>{t("map.allocated", { percent: share })}</span>
        <span className={classes.stateBar}>
          <StateBar counts={group.counts} label={t("map.states")} />
        </span>
      </div>
      {!folded && <NodeHeat group={group} total={total} {...filter} />}
    </section>
  );
}

function Hardware({ group: { cpus, memory_bytes, gpus } }: { group: NodeGroup }) {
  const { t } = useTranslation("nodes");
  const format = useFormat();
  const words = [t("hardware.cpus", { count: cpus }), format.bytes(memory_bytes)];
  if (gpus > 0) words.push(t("hardware.gpus", { count: gpus }));
  return words.join(", ");
}

export function filterOf({ state = "", q = "" }: NodesSearch): MapFilter {
  return { states: state, typed: q.toLowerCase() };
}

/** How many of its nodes the filter leaves. */
export function fitting(group: NodeGroup, filter: MapFilter): number {
  const count = cellCount(group.cells);
  if (filter.states === "" && filter.typed === "") return count;
  const { names } = namesOf(group);
  let fits = 0;
  for (let index = 0; index < count; index += 1) {
    if (fitsFilter(names[index] ?? "", cellAt(group.cells, index).summary, filter)) fits += 1;
  }
  return fits;
}
