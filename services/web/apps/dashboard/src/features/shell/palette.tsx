import "@hpc/ui/styles/dialogs.ts";
import { Kbd, Modal } from "@mantine/core";
import { useDialog } from "@hpc/ui/use-dialog.ts";
import { IconSearch } from "@tabler/icons-react";
import { type KeyboardEvent, useId, useState } from "react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { type Command, matching } from "./commands.ts";
import classes from "./palette.module.css";

interface PaletteProps {
  opened: boolean;
  onClose: () => void;
  commandsFor: (text: string) => Command[];
}

/** Type a few letters of a page, an action or an upload; arrows choose, Enter goes. */
export default function Palette({ opened, onClose, commandsFor }: PaletteProps) {
  const { t } = useTranslation("shell");
  useDialog();
  return (
    // In parts, because a dialog without a title takes its name only here.
    <Modal.Root opened={opened} onClose={onClose} padding={0} size={560} yOffset="12vh">
      <Modal.Overlay />
      <Modal.Content aria-label={t("search")}>
        <Modal.Body>
          <PaletteBody onClose={onClose} commandsFor={commandsFor} />
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

function PaletteBody({ onClose, commandsFor }: Omit<PaletteProps, "opened">) {
  const { t } = useTranslation("shell");
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState(0);
  const listId = useId();
  const commands = matching(commandsFor(text), text);
  const current = Math.min(chosen, commands.length - 1);

  function run(command: Command | undefined) {
    if (command === undefined) return;
    onClose();
    command.run();
  }

  function onKeyDown(event: KeyboardEvent) {
    // An input method that is composing (Korean) uses Enter and arrows itself.
    if (event.nativeEvent.isComposing) return;
    if (event.key === "ArrowDown") setChosen((current + 1) % commands.length);
    else if (event.key === "ArrowUp") setChosen((current - 1 + commands.length) % commands.length);
    else if (event.key === "Enter") run(commands[current]);
    else return;
    event.preventDefault();
  }

  return (
    <>
      <div className={classes.field}>
        <IconSearch size={18} stroke={1.6} aria-hidden />
        <input
          className={classes.input}
          data-autofocus
          role="combobox"
          aria-expanded
          aria-controls={listId}
          aria-activedescendant={current >= 0 ? `${listId}-${current}` : undefined}
          aria-label={t("search")}
          placeholder={t("palette.placeholder")}
          value={text}
          maxLength={200}
          onChange={(event) => {
            setText(event.currentTarget.value);
            setChosen(0);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <div role="listbox" id={listId} className={classes.list} aria-label={t("search")}>
        {commands.map((command, index) => (
          // eslint-disable-next-line jsx-a11y/click-events-have-key-events -- the field above holds the keyboard
          <div
            key={command.id}
            id={`${listId}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === current}
            className={classes.option}
            onClick={() => run(command)}
            onMouseMove={() => setChosen(index)}
          >
            <command.icon size={16} stroke={1.6} aria-hidden />
            <span className={classes.label}>{command.label}</span>
            {command.keys !== undefined && <Kbd size="xs">{command.keys}</Kbd>}
          </div>
        ))}
      </div>
      {commands.length === 0 && <div className={classes.none}>{t("palette.none", { text })}</div>}
    </>
  );
}
