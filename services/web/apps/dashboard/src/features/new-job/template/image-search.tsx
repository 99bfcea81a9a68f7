import { TextInput } from "@mantine/core";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { useDebouncedValue } from "@mantine/hooks";
import { useEffect, useState } from "react";
import classes from "./template-job.module.css";

const TYPING_MS = 250;

/** Where there are more images than a list to choose from can hold. */
export default function ImageSearch({ more, none, onAsk }: { more: boolean; none: boolean; onAsk: (q: string) => void }) {
  const { t } = useTranslation("templateJob");
  const [text, setText] = useState("");
  const [asked] = useDebouncedValue(text.trim(), TYPING_MS);
  useEffect(() => onAsk(asked), [asked, onAsk]);
  const said = none ? t("imageSearch.none") : more ? t("imageSearch.more") : undefined;
  return (
    <TextInput
      className={classes.wide}
      label={t("imageSearch.label")}
      description={<span role="status">{said}</span>}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      autoComplete="off"
      spellCheck={false}
      maxLength={200}
    />
  );
}
