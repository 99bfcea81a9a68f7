import "@hpc/ui/styles/dialogs.ts";
import { Kbd, Modal, Switch, Title } from "@mantine/core";
import { useDialog } from "@hpc/ui/use-dialog.ts";
import { type Shortcut, useShortcuts, useSingleKeys } from "@hpc/ui/keyboard/shortcuts.ts";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import classes from "./shortcuts-help.module.css";

export default function ShortcutsHelp({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const dialog = useDialog();
  const { t } = useTranslation("shell");
  const shortcuts = useShortcuts();
  const [singleKeys, setSingleKeys] = useSingleKeys();
  const close: Shortcut = { keys: "escape", label: t("shortcuts.close"), group: t("shortcuts.anywhere") };
  const all = [...new Map([...shortcuts, close].map((shortcut) => [shortcut.keys, shortcut])).values()];
  const groups = [...new Set(all.map(({ group }) => group))];
  return (
    <Modal opened={opened} onClose={onClose} title={t("shortcuts.title")} size={520} {...dialog}>
      {groups.map((group) => (
        <section key={group}>
          <Title order={3} className={classes.group}>
            {group}
          </Title>
          <dl className={classes.list}>
            {all
              .filter((shortcut) => shortcut.group === group)
              .map(({ keys, label }) => (
                <div key={keys} className={classes.row}>
                  <dt>{label}</dt>
                  <dd>
                    <Keys keys={keys} />
                  </dd>
                </div>
              ))}
          </dl>
        </section>
      ))}
      <Switch
        mt="md"
        size="sm"
        checked={singleKeys}
        onChange={(event) => setSingleKeys(event.currentTarget.checked)}
        label={t("shortcuts.single")}
        description={t("shortcuts.singleNote")}
      />
    </Modal>
  );
}

const NAMES: Record<string, string> = { escape: "Esc", enter: "Enter" };

function Keys({ keys }: { keys: string }) {
  return keys.split(" ").map((press, index) => (
    <span key={press}>
      {index > 0 && " "}
      {press.split("+").map((key) => (
        <Kbd key={key} size="xs" ml={2}>
          {key === "mod" ? "Ctrl" : (NAMES[key] ?? (press.includes("+") ? key.toUpperCase() : key))}
        </Kbd>
      ))}
    </span>
  ));
}
