import { ActionIcon, Alert, Button, Group, Text } from "@mantine/core";
import type { MadeApiKey } from "@hpc/api/wire.ts";
import { copyText } from "@hpc/ui/copy-text.ts";
import { named } from "@hpc/ui/tips.tsx";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import classes from "./identity.module.css";
import { curlExample } from "./scopes.ts";

/** The key, this once, and a command that uses it. */
export function MadeKey({ made, onClose }: { made: MadeApiKey; onClose: () => void }) {
  const { t } = useTranslation("identity");
  const example = curlExample(window.location.origin, made.api_key, made.scopes);
  return (
    <>
      <Alert color="yellow" variant="light" p="xs">
        {t("keys.once")}
      </Alert>
      <Text mt="sm" fw={500}>
        {t("keys.key")}
      </Text>
      <Secret text={made.api_key} label={t("keys.copyKey")} focused />
      <Text fw={500}>{t("keys.example")}</Text>
      <Secret text={example} label={t("keys.copyExample")} focused={false} />
      <Group justify="flex-end">
        <Button onClick={onClose}>{t("keys.saved")}</Button>
      </Group>
    </>
  );
}

function Secret({ text, label, focused }: { text: string; label: string; focused: boolean }) {
  const { t } = useTranslation("ui");
  const [copied, setCopied] = useState(false);
  return (
    <div className={classes.secret}>
      <code>{text}</code>
      <ActionIcon variant="default" onClick={() => void copyText(text).then(setCopied)} data-autofocus={focused || undefined} {...named(label)}>
        {copied ? <IconCheck size={15} aria-label={t("faces.copied")} /> : <IconCopy size={15} />}
      </ActionIcon>
    </div>
  );
}
