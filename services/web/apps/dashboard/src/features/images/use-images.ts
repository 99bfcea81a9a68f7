import type { ImageList, ImageScan, ImagesChanged } from "@hpc/api/images-wire.ts";
import { notify } from "@hpc/ui/notices.tsx";
import { useErrorSentence } from "@hpc/ui/faces/error-face.tsx";
import { useMutation, useQuery, useQueryClient, type UseQueryResult } from "@tanstack/react-query";
import { usePortal } from "../../app/portal-context.ts";
import { useChannel } from "../../parts/live/use-channel.ts";
import { useLiveState } from "../../parts/live/use-live-state.ts";
import { usePaced } from "../../parts/live/use-paced.ts";
import { type More, useMore } from "../../parts/records/more-rows.tsx";
import type { ImagesSearch } from "./images-search.ts";
import { fetchMore, imagesKey, imagesQuery, scanKey, scanQuery } from "./queries.ts";
import { lacksWords, withWords } from "./scan/scan-facts.ts";

/** While a look finds much, what is shown is fetched at most this often. */
const REFETCH_MS = 1500;
/** Why places failed is asked for at most this often while a look goes on. */
const WORDS_MS = 1000;

/** A list of images, kept live, that grows as one scrolls. */
export function useImages(search: ImagesSearch): { images: UseQueryResult<ImageList>; more: More } {
  const { api } = usePortal();
  const queries = useQueryClient();
  const { pollMs } = useLiveState();
  const images = useQuery(imagesQuery(api, queries, search, pollMs));
  useLiveImages();
  const more = useMore(() => fetchMore(api, queries, search), images.isPlaceholderData);
  return { images, more };
}

/**
 * What is shown of images is fetched anew when an event says that it is no longer so (of one image, when it is that one), and when a
 * look has ended: then they were seen later.
 */
export function useLiveImages(id?: string): void {
  const queries = useQueryClient();
  const paced = usePaced(
    () => void queries.invalidateQueries({ queryKey: imagesKey }, { cancelRefetch: false }),
    () => REFETCH_MS,
  );
  useChannel<ImagesChanged>("images", "images_changed", {
    event({ image_ids: ids }) {
      if (id === undefined || ids === undefined || ids.includes(id)) paced.ask();
    },
    reload: () => paced.now(),
  });
  useChannel<ImageScan>("images", "image_scan", {
    event: ({ running }) => running || paced.ask(),
    reload: () => undefined,
  });
}

/** The look for images that goes on, or the last one, whoever began it. */
export function useScan(): UseQueryResult<ImageScan> {
  const { api, user } = usePortal();
  const queries = useQueryClient();
  const { pollMs } = useLiveState();
  const scan = useQuery(scanQuery(api, pollMs));
  const admin = user.permissions.includes("admin");
  const words = usePaced(
    () => void queries.invalidateQueries({ queryKey: scanKey }),
    () => WORDS_MS,
  );
  useChannel<ImageScan>("images", "image_scan", {
    event(told) {
      const known = queries.getQueryData<ImageScan>(scanKey);
      // An answer that is on its way is older.
      void queries.cancelQueries({ queryKey: scanKey });
      queries.setQueryData<ImageScan>(scanKey, withWords(told, known));
      if (admin && lacksWords(told, known)) words.ask();
    },
    reload: () => void queries.invalidateQueries({ queryKey: scanKey }),
  });
  return scan;
}

/** Has images looked for everywhere; a look that goes on already is joined. */
export function useStartScan(): { start: () => void; asking: boolean } {
  const { api } = usePortal();
  const queries = useQueryClient();
  const sentence = useErrorSentence();
  const begin = useMutation({
    mutationFn: () => api.cluster.send<{ joined: boolean; scan: ImageScan }>("POST", "/api/v2/images/scan", {}),
    onSuccess: () => void queries.invalidateQueries({ queryKey: scanKey }),
    onError: (error) => notify("bad", sentence(error)),
  });
  return { start: () => begin.mutate(), asking: begin.isPending };
}
