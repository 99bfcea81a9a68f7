import type { FileProblem, FindingCode, WantedCode } from "@hpc/api/templates-wire.ts";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { useFormat } from "@hpc/ui/use-format.ts";

/** What is wrong with a file, and what would be right; that is empty when the first says it. */
export interface FindingWords {
  message: string;
  expected: string;
}

/** Says problems in the language that is on; in the server's words where it knows more than we do. */
export function useFindingWords(): (problem: FileProblem) => FindingWords {
  const { t } = useTranslation("findings");
  const format = useFormat();
  return ({ code, params = {}, wanted, message, expected }) => ({
    message: known(`finding.${code as FindingCode}`, params) ?? message,
    expected: wanted === null || wanted === undefined ? expected : (right(wanted.code as WantedCode, wanted.params ?? {}) ?? expected),
  });

  function right(code: WantedCode, params: Record<string, unknown>): string | undefined {
    const what = known(`wanted.${code}`, params);
    const [min, max] = [text(params.min), text(params.max)];
    if (what === undefined || (min === "" && max === "")) return what;
    return t(`range.${min === "" ? "atMost" : max === "" ? "atLeast" : "between"}`, { what, min, max });
  }

  /** None for a code that came after these texts. */
  function known(key: Parameters<typeof t>[0], params: Record<string, unknown>): string | undefined {
    const said = t(key, { replace: Object.fromEntries(Object.entries(params).map(([name, value]) => [name, name === "found" ? found(text(value)) : text(value)])) });
    return said === key ? undefined : said;
  }

  function found(shape: string): string {
    const key = `found.${shape}` as "found.text";
    const said = t(key);
    return said === key ? shape : said;
  }

  function text(value: unknown): string {
    if (typeof value === "number") return format.count(value);
    if (Array.isArray(value)) return value.map(text).join(", ");
    return typeof value === "string" ? value : "";
  }
}
