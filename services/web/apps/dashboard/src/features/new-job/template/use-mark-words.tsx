import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { lazy, type ReactNode, Suspense } from "react";
import { jobProblemTexts } from "../../../app/texts.ts";
import { withTexts } from "../../../app/with-texts.ts";
import type { Mark } from "./use-template-job.ts";

/** The server seldom says more than the form sees by itself. */
export const Told = lazy(() => withTexts(jobProblemTexts, import("./problems/told.tsx")));

/** Why a field is marked; `wrong` is what the form itself says of it. */
export function useMarkWords(): (mark: Mark | undefined, wrong: string) => ReactNode {
  const { t } = useTranslation("templateJob");
  return (mark, wrong) => {
    if (mark === undefined) return undefined;
    if (mark === "missing" || mark === "underWay") return t(`problem.${mark}`);
    // What fits the form knows better: it has its bounds.
    if (mark === "wrong" || (mark.code === "does_not_fit" && wrong !== "")) return wrong;
    return (
      <Suspense>
        <Told problem={mark} />
      </Suspense>
    );
  };
}
