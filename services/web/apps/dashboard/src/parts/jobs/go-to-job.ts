import { notify } from "@hpc/ui/notices.tsx";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { usePortal } from "../../app/portal-context.ts";

/** A slow slurmctld is not waited for longer than this. */
const TRIES = 10;
const TRY_MS = 500;

/** From a job that was just submitted to its page. */
export function useGoToJob(): (id: string) => Promise<void> {
  const { t } = useTranslation("jobParts");
  const { api } = usePortal();
  const queries = useQueryClient();
  const navigate = useNavigate();
  return async (id) => {
    notify("good", t("submitted", { id }));
    void queries.invalidateQueries({ queryKey: ["jobs"] }, { cancelRefetch: false });
    // The portal asks Slurm for it first; the page of a job that nobody knows yet would say so.
    const shown = { queryKey: ["jobs", "show", id], queryFn: () => api.cluster.job(id), retry: TRIES, retryDelay: TRY_MS };
    await queries.query(shown).catch(() => undefined);
    await navigate({ to: "/jobs/$id", params: { id } });
    // The frame scrolls, not the window; whoever pressed "Submit" was at the end of a form.
    document.getElementById("content")?.scrollTo({ top: 0 });
  };
}

/** `crypto.randomUUID` is missing on pages served without TLS, where the portal works too. */
export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
