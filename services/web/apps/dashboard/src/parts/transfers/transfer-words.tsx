import { useFormat } from "@hpc/ui/use-format.ts";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import type { TransferView, Trouble } from "./transfer.ts";
import { RefusalText } from "./refusal-text.tsx";

/** The state of a transfer in words. */
export function TransferWords({ transfer }: { transfer: TransferView }) {
  const { t } = useTranslation("uploads");
  const { state } = transfer;
  switch (state.name) {
    case "waiting":
      return <WaitingWords cause={state.cause} untilMs={state.untilMs} />;
    case "refused":
      return <RefusalText refusal={state.refusal} />;
    case "failed":
      return <TroubleWords trouble={state.trouble} kept={transfer.confirmedBytes > 0} />;
    case "signed-out":
      return t("states.signedOut");
    case "completed":
      return state.filename === transfer.filename ? t("states.completed") : t("transfers.savedAs", { name: state.filename });
    default:
      return t(`states.${state.name}`);
  }
}

function WaitingWords({ cause, untilMs }: { cause: "network" | "busy" | "rate-limit" | "server-error"; untilMs: number }) {
  const { t } = useTranslation("uploads");
  const format = useFormat();
  // Views are made anew every second while anything runs, so the remaining time may be read off the clock here.
  // eslint-disable-next-line react-hooks/purity -- see above
  const seconds = Math.max(1, Math.ceil((untilMs - Date.now()) / 1000));
  return t(`states.waiting.${cause}`, { time: format.duration(seconds) });
}

/** What we have words of our own for; all else is the server's sentence. */
const EXPLAINED = [
  "bad_filename",
  "cancel_failed",
  "checksum_mismatch",
  "chunk_checksum_mismatch",
  "ended_elsewhere",
  "file_too_large",
  "file_unreadable",
  "foreign_job_folder",
  "name_taken",
  "no_space",
  "too_much_open",
  "wrong_length",
] as const;

function TroubleWords({ trouble, kept }: { trouble: Trouble; kept: boolean }) {
  const { t } = useTranslation("uploads");
  const { t: shared } = useTranslation("ui");
  const key = EXPLAINED.find((code) => code === trouble.code) ?? "other";
  return (
    <>
      {t(`trouble.${key}`, { message: trouble.message })} {kept && t("trouble.kept")}
      {trouble.requestId !== undefined && (
        <span>
          {" "}
          {shared("faces.requestId")} <code>{trouble.requestId}</code>
        </span>
      )}
    </>
  );
}
