/** Live changes of uploads, made here or elsewhere, brought into the lists that are on screen. */
import type { ChannelMessage } from "@hpc/api/socket.ts";
import type { UploadDetail, UploadList, UploadRow } from "@hpc/api/wire.ts";
import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { usePortal } from "../../../app/portal-context.ts";
import { uploadsKey } from "../../../parts/transfers/queries.ts";

/** Lists are asked for anew at most this often, however many uploads end at once. */
const REFETCH_EVERY_MS = 1500;

interface UploadEvent {
  upload_id: string;
  uploaded_chunks?: number;
  status?: string;
  file_path?: string;
  error?: string;
}

export function useUploadEvents(): void {
  const { socket } = usePortal();
  const queries = useQueryClient();
  useEffect(() => {
    const refetch = throttled(() => void queries.invalidateQueries({ queryKey: uploadsKey }), REFETCH_EVERY_MS);
    const looked = new Set<string>();
    const stop = socket.listen("uploads", {
      resync: refetch.call,
      message: (message) => {
        const event = eventOf(message);
        if (event === null) return;
        const shown = patchLists(queries, message.type, event);
        // The end of an upload moves it from one filter to another, and one that no list shows may be new. It is looked
        // for once: when the filter or the page leaves it out, or the answer is on its way, asking again finds it no better.
        if (message.type !== "upload_progress" || (!shown && !looked.has(event.upload_id))) refetch.call();
        looked.add(event.upload_id);
      },
    });
    return () => {
      stop();
      refetch.cancel();
    };
  }, [socket, queries]);
}

/** Writes the change into every list that has the row; false when none has. */
function patchLists(queries: QueryClient, type: string, event: UploadEvent): boolean {
  let found = false;
  const patch = <Row extends UploadRow>(row: Row): Row => {
    if (row.upload_id !== event.upload_id) return row;
    found = true;
    return { ...row, ...patched(row, type, event) };
  };
  queries.setQueriesData<UploadList>({ queryKey: [...uploadsKey, "list"] }, (list) => list && { ...list, uploads: list.uploads.map(patch) });
  queries.setQueriesData<UploadList>({ queryKey: [...uploadsKey, "recent"] }, (list) => list && { ...list, uploads: list.uploads.map(patch) });
  queries.setQueriesData<UploadRow[]>({ queryKey: [...uploadsKey, "unfinished"] }, (rows) => rows?.map(patch));
  queries.setQueriesData<UploadDetail>({ queryKey: [...uploadsKey, "show", event.upload_id] }, (row) => row && patch(row));
  return found;
}

export function patched(row: UploadRow, type: string, event: UploadEvent): UploadRow {
  if (type === "upload_complete") {
    return {
      ...row,
      status: "completed",
      uploaded_chunks: row.total_chunks,
      file_path: event.file_path ?? row.file_path,
    };
  }
  if (type === "upload_error") {
    return { ...row, status: event.status === "cancelled" ? "cancelled" : "failed", error_message: event.error ?? null };
  }
  // Messages may arrive after newer data: progress only grows, and what has ended stays ended.
  if (row.status !== "initialized" && row.status !== "uploading") return row;
  const uploaded_chunks = Math.max(row.uploaded_chunks, event.uploaded_chunks ?? 0);
  return { ...row, status: "uploading", uploaded_chunks, updated_at: new Date().toISOString() };
}

function eventOf({ type, data }: ChannelMessage): UploadEvent | null {
  if (!["upload_progress", "upload_complete", "upload_error"].includes(type)) return null;
  if (typeof data !== "object" || data === null || !("upload_id" in data)) return null;
  return data as UploadEvent;
}

function throttled(run: () => void, everyMs: number): { call: () => void; cancel: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    call: () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        run();
      }, everyMs);
    },
    cancel: () => clearTimeout(timer),
  };
}
