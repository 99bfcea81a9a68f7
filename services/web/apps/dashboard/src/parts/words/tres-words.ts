/** Resources as Slurm writes them, `cpu=128,mem=512G,gres/gpu:a100=4`, in words. */
import { useFormat } from "@hpc/ui/use-format.ts";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";

export interface TresPart {
  /** `cpu`, `mem`, `node`, `billing`, `energy`, `gpu`; else Slurm's name: `license/ansys`, `gres/shard`. */
  name: string;
  /** `a100` of `gres/gpu:a100`. */
  kind: string;
  /** Bytes of memory, joules of energy, else a number of things. */
  amount: number;
}

const MIB = 1024 ** 2;
const UNITS: Record<string, number> = { K: 1024, M: MIB, G: 1024 ** 3, T: 1024 ** 4, P: 1024 ** 5 };

export function tresParts(text: string): TresPart[] {
  return text.split(",").flatMap((part) => {
    const at = part.lastIndexOf("=");
    const amount = at < 0 ? Number.NaN : amountOf(part.slice(0, at), part.slice(at + 1));
    if (Number.isNaN(amount)) return [];
    const [name = "", kind = ""] = part.slice(0, at).trim().split(":");
    return [{ name: name === "gres/gpu" ? "gpu" : name, kind, amount }];
  });
}

function amountOf(name: string, text: string): number {
  const [, figure = "", unit = ""] = /^(\d+(?:\.\d+)?)([KMGTP]?)$/i.exec(text.trim()) ?? [];
  if (figure === "") return Number.NaN;
  // Memory without a unit is in MiB.
  const times = UNITS[unit.toUpperCase()] ?? (name.trim() === "mem" ? MIB : 1);
  return Number(figure) * times;
}

/** Says what those amounts are: "128 CPUs, 512 GiB memory, 4 a100 GPUs". */
export function useTresWords(): { amounts: (text: string) => string; minutes: (text: string) => string } {
  const { t } = useTranslation("words");
  const format = useFormat();
  function said({ name, kind, amount }: TresPart): string {
    const count = format.count(amount);
    const plural = { count: amount, replace: { count } };
    switch (name) {
      case "mem":
        return t("tres.mem", { size: format.bytes(amount) });
      case "gpu":
        return kind === "" ? t("tres.gpu", plural) : t("tres.kind", { ...plural, replace: { count, kind } });
      case "cpu":
      case "node":
        return t(`tres.${name}`, plural);
      case "billing":
      case "energy":
        return t(`tres.${name}`, plural);
      default:
        return t("tres.other", { ...plural, replace: { count, name: kind === "" ? name : `${name}:${kind}` } });
    }
  }
  const kindOf = ({ name, kind }: TresPart): string => {
    if (name === "mem") return t("tres.memoryKind");
    return kind === "" ? (["cpu", "gpu"].includes(name) ? name.toUpperCase() : name) : `${kind} GPU`;
  };
  return {
    amounts: (text) => tresParts(text).map(said).join(", "),
    minutes: (text) =>
      tresParts(text)
        .map((part) => t("tres.minutes", { amount: format.count(part.name === "mem" ? part.amount / MIB : part.amount), kind: kindOf(part) }))
        .join(", "),
  };
}
