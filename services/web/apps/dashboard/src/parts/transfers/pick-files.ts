/** Files from drops and pickers, with handles where the browser gives them. */
import type { PickedFile } from "./intake.ts";

interface WithHandle {
  getAsFileSystemHandle?: () => Promise<FileSystemHandle | null>;
}

interface WithPicker {
  showOpenFilePicker?: (options: { multiple: boolean }) => Promise<FileSystemFileHandle[]>;
}

/** Everything that was dropped, folders walked through. */
export async function droppedFiles(transfer: DataTransfer): Promise<PickedFile[]> {
  // All items must be asked before the first await: they are emptied when the event ends.
  const asked = [...transfer.items]
    .filter(({ kind }) => kind === "file")
    .map((item) => ({
      handle: (item as WithHandle).getAsFileSystemHandle?.().catch(() => null),
      entry: item.webkitGetAsEntry(),
      file: item.getAsFile(),
    }));
  const found: PickedFile[] = [];
  for (const { handle, entry, file } of asked) {
    const known = await handle;
    if (known?.kind === "file") {
      const fileHandle = known as FileSystemFileHandle;
      found.push({ file: await fileHandle.getFile(), folder: "", handle: fileHandle });
    } else if (known?.kind === "directory") await walkHandle(known as FileSystemDirectoryHandle, known.name, found);
    else if (entry !== null) await walkEntry(entry, "", found);
    else if (file !== null) found.push({ file, folder: "" });
  }
  return found;
}

async function walkHandle(directory: FileSystemDirectoryHandle, folder: string, found: PickedFile[]): Promise<void> {
  for await (const child of directory.values()) {
    if (child.kind === "directory") await walkHandle(child as FileSystemDirectoryHandle, `${folder}/${child.name}`, found);
    else {
      const handle = child as FileSystemFileHandle;
      found.push({ file: await handle.getFile(), folder, handle });
    }
  }
}

async function walkEntry(entry: FileSystemEntry, folder: string, found: PickedFile[]): Promise<void> {
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    found.push({ file, folder });
    return;
  }
  const inside = folder === "" ? entry.name : `${folder}/${entry.name}`;
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) {
    // A reader gives at most a hundred entries at a time.
    const children = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (children.length === 0) return;
    for (const child of children) await walkEntry(child, inside, found);
  }
}

export function filesOfInput(input: HTMLInputElement): PickedFile[] {
  return [...(input.files ?? [])].map((file) => ({
    file,
    folder: file.webkitRelativePath.split("/").slice(0, -1).join("/"),
  }));
}

/** The browser's picker that gives handles, or null where there is none: use an input then. */
export async function pickWithHandles(): Promise<PickedFile[] | null> {
  const pick = (window as WithPicker).showOpenFilePicker;
  if (pick === undefined) return null;
  try {
    const handles = await pick.call(window, { multiple: true });
    return await Promise.all(handles.map(async (handle) => ({ file: await handle.getFile(), folder: "", handle })));
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") return [];
    return null;
  }
}

interface Permitting {
  requestPermission?: (options: { mode: "read" }) => Promise<PermissionState>;
}

/** The file behind a kept handle; asks the person when the browser wants it. Null: not allowed, or gone. */
export async function fileOfHandle(handle: FileSystemFileHandle): Promise<File | null> {
  try {
    const permission = await (handle as Permitting).requestPermission?.({ mode: "read" });
    return permission === "denied" ? null : await handle.getFile();
  } catch {
    return null;
  }
}
