import "@hpc/ui/styles/dialogs.ts";
import "@hpc/ui/styles/fields.ts";
import { Button, Group, Modal, Text } from "@mantine/core";
import type { Submission, TemplateJob } from "@hpc/api/template-job-wire.ts";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { visibleName } from "@hpc/ui/name-text.ts";
import { useDialog } from "@hpc/ui/use-dialog.ts";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { usePortal } from "../../../../app/portal-context.ts";
import { ActProblem } from "../../../../parts/acting/act-problem.tsx";
import { newKey, useGoToJob } from "../../../../parts/jobs/go-to-job.ts";

/** The same job once more; however often the button is pressed, there is one. */
export default function AgainDialog({ submission, onClose }: { submission: Submission; onClose: () => void }) {
  const dialog = useDialog();
  const { t } = useTranslation("jobs");
  const { t: shared } = useTranslation("ui");
  const { api } = usePortal();
  const goToJob = useGoToJob();
  const [key] = useState(newKey);
  const submitting = useMutation({
    mutationFn: () => api.cluster.submit(sameAs(submission), key),
    onSuccess: async ({ id }) => {
      onClose();
      await goToJob(id);
    },
  });
  return (
    <Modal opened onClose={onClose} title={t("made.againTitle")} size={460} {...dialog}>
      <Text style={{ overflowWrap: "anywhere" }}>{t("made.againText", { name: visibleName(submission.name), template: submission.template.name })}</Text>
      {submitting.isError && <ActProblem error={submitting.error} />}
      <Group justify="flex-end" mt="md" gap="xs">
        <Button variant="default" onClick={onClose}>
          {shared("cancel")}
        </Button>
        <Button loading={submitting.isPending} onClick={() => submitting.mutate()} data-autofocus>
          {t("made.againDo")}
        </Button>
      </Group>
    </Modal>
  );
}

/** With the template as it is now. */
function sameAs({ name, template, image, command, inputs, overrides }: Submission): TemplateJob {
  return {
    template_id: template.id,
    name,
    ...(image === null ? {} : { image_id: image.id }),
    ...(command === null ? {} : { command: { template_id: command } }),
    inputs: Object.fromEntries(inputs.flatMap(({ file_key, upload_id }) => (upload_id === null ? [] : [[file_key, upload_id]]))),
    overrides: Object.fromEntries(Object.entries(overrides).map(([key, value]) => [key, String(value)])),
  };
}
