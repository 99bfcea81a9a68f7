/** The images of a template's rule, of which there may be thousands: a page of them, and those that the form names. */
import type { ImageRow, ImageRule } from "@hpc/api/template-job-wire.ts";
import { useQuery } from "@tanstack/react-query";
import { usePortal } from "../../../app/portal-context.ts";
import { usualImage, usualName } from "./images.ts";
import { calledQuery, imagesQuery } from "./queries.ts";

export interface Images {
  /** Those that were asked for, as far as a list shows them. */
  listed: readonly ImageRow[];
  /** There are more than are listed. */
  more: boolean;
  /** What runs while nobody chooses. */
  usual: ImageRow | undefined;
  /** What was chosen, also when it is not listed; else the usual one. */
  chosen: ImageRow | undefined;
  error: unknown;
}

export function useImages(rule: ImageRule, chosen: string, q: string): Images {
  const { api } = usePortal();
  const name = usualName(rule);
  const page = useQuery({ ...imagesQuery(api, rule, q), enabled: "chosen" in rule });
  const called = useQuery({ ...calledQuery(api, name ?? ""), enabled: name !== null });
  const listed = page.data?.images ?? [];
  const usual = name === null ? undefined : usualImage(name, called.data ?? []);
  const here = listed.find(({ id }) => id === chosen);
  const other = useQuery({ ...calledQuery(api, chosen), enabled: chosen !== "" && page.data !== undefined && here === undefined });
  return {
    listed,
    more: page.data?.next_cursor != null,
    usual,
    chosen: chosen === "" ? usual : (here ?? other.data?.find(({ id }) => id === chosen)),
    error: page.error ?? called.error,
  };
}
