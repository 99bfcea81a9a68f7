import { Button } from "@mantine/core";
import type { ImagePlace, ImageView } from "@hpc/api/images-wire.ts";
import { visibleName } from "@hpc/ui/name-text.ts";
import { TimeAgo } from "@hpc/ui/time-ago.tsx";
import { tip } from "@hpc/ui/tips.tsx";
import { useFormat } from "@hpc/ui/use-format.ts";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "@hpc/ui/i18n/i18n.ts";
import { Panel } from "../../../parts/panel.tsx";
import panel from "../../../parts/panel.module.css";
import classes from "../images.module.css";
import one from "./image.module.css";
import { REGISTRY, useNodeName } from "../image-words.ts";
import { CopyButton } from "./code.tsx";

/** Of more places the first ones are shown until somebody wants all. */
const SHOWN = 6;

/** Every copy of the image. */
export function PlacesPanel({ view: { places } }: { view: ImageView }) {
  const { t } = useTranslation("images");
  const format = useFormat();
  const [all, setAll] = useState(false);
  const shown = all || places.length <= SHOWN + 1 ? places : places.slice(0, SHOWN);
  return (
    <Panel id="places" title={t("one.places")}>
      {places.length === 0 && <p className={one.noteIn}>{t("one.noPlaces")}</p>}
      <ul className={panel.list}>
        {shown.map((place) => (
          <Place key={`${place.node} ${place.path}`} place={place} />
        ))}
      </ul>
      {shown.length < places.length && (
        <div className={one.foot}>
          <Button variant="subtle" onClick={() => setAll(true)}>
            {t("one.more", { count: places.length, replace: { count: format.count(places.length) } })}
          </Button>
        </div>
      )}
    </Panel>
  );
}

function Place({ place: { node, path, last_seen_at } }: { place: ImagePlace }) {
  const { t } = useTranslation("images");
  const nameOf = useNodeName();
  const name = nameOf(node);
  return (
    <li className={one.place}>
      <div className={one.placeHead}>
        {node === REGISTRY ? (
          <strong {...tip(t("registryNote"))}>{name}</strong>
        ) : (
          <Link to="/nodes/$name" params={{ name: node }}>
            {name}
          </Link>
        )}
        <span className={classes.dim}>
          <TimeAgo time={last_seen_at} />
        </span>
      </div>
      <div className={one.path}>
        <code>{visibleName(path)}</code>
        <CopyButton text={path} name={path} />
      </div>
    </li>
  );
}
