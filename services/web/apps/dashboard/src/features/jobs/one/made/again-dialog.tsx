import "@hpc/ui/styles/dialogs.ts";
import "@hpc/ui/styles/fields.ts";
import { Button, Group, Modal, Text } from "@mantine/core";
import type { JobPreview, Submission, TemplateJob } from "@hpc/api/template-job-wire.ts";
import { ErrorSentence } from "@hpc/ui/faces/error-face.tsx";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { visibleName } from "@hpc/ui/name-text.ts";
import { useDialog } from "@hpc/ui/use-dialog.ts";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { usePortal } from "../../../../app/portal-context.ts";
import { ActProblem } from "../../../../parts/acting/act-problem.tsx";
import { BusyButton } from "../../../../parts/busy-button.tsx";
import { newKey, useGoToJob } from "../../../../parts/jobs/go-to-job.ts";
import { sameJob, scriptAgain } from "../../../../parts/templates/again.ts";
import { previewQuery, templateQuery } from "../../../../parts/templates/queries.ts";
import { saidOfImage } from "./again-image.ts";

/** The same job once more; however often the button is pressed, there is one. */
export default function AgainDialog({ submission, onClose }: { submission: Submission; onClose: () => void }) {
  const dialog = useDialog();
  const { t } = useTranslation("jobs");
  const { t: shared } = useTranslation("ui");
  const { api } = usePortal();
  const goToJob = useGoToJob();
  const [key] = useState(newKey);
  const template = useQuery(templateQuery(api, submission.template.id));
  const usable = template.data?.template ?? null;
  const same = usable === null ? null : sameJob(usable, submission);
  const preview = useQuery({ ...previewQuery(api, JSON.stringify(same)), enabled: same !== null });
  const job = jobOf(submission, same, preview.data);
  const failed = template.error ?? (submission.edited ? preview.error : null);
  const submitting = useMutation({
    mutationFn: (sent: TemplateJob) => api.cluster.submit(sent, key),
    onSuccess: async ({ id }) => {
      onClose();
      await goToJob(id);
    },
  });
  const now = preview.data?.image ?? null;
  const otherImage = saidOfImage(submission.image, now, job?.script);
  return (
    <Modal opened onClose={onClose} title={t("made.againTitle")} size={460} {...dialog}>
      <Said>{t("made.againText", { name: visibleName(submission.name), template: submission.template.name })}</Said>
      {submission.edited && <Said>{t("made.againEdited")}</Said>}
      {now !== null && otherImage !== null && <Said>{t(`made.${otherImage}`, { name: visibleName(now.name) })}</Said>}
      {template.data?.template === null && <Said>{t("made.againUnusable")}</Said>}
      {job === null && failed !== null && (
        <Said>
          <ErrorSentence error={failed} />
        </Said>
      )}
      {submitting.isError && <ActProblem error={submitting.error} />}
      <Group justify="flex-end" mt="md" gap="xs">
        <Button variant="default" onClick={onClose}>
          {shared("cancel")}
        </Button>
        <BusyButton busy={submitting.isPending || (job === null && (template.isPending || preview.isFetching))} off={job === null} onClick={() => job !== null && submitting.mutate(job)} data-autofocus>
          {t("made.againDo")}
        </BusyButton>
      </Group>
    </Modal>
  );
}

/** Null while it is not known, or cannot be. An edited script is submitted as it was: the template's would be another job. */
function jobOf(submission: Submission, same: TemplateJob | null, preview: JobPreview | undefined): TemplateJob | null {
  if (same === null || !submission.edited) return same;
  const script = preview === undefined ? null : scriptAgain(submission, preview.folder_pattern);
  return script === null ? null : { ...same, script };
}

function Said({ children }: { children: ReactNode }) {
  return (
    <Text mt="xs" style={{ overflowWrap: "anywhere" }}>
      {children}
    </Text>
  );
}
