/**
 * Remembers, in this browser, which file on disk an unfinished upload came from.
 *
 * Where the browser gives file handles (File System Access), continuing after a reload takes one click; elsewhere the
 * modification time still tells whether the file chosen again is the same. Nothing of the file's content is kept.
 */
export interface RememberedFile {
  uploadId: string;
  filename: string;
  size: number;
  lastModified: number;
  handle?: FileSystemFileHandle | undefined;
}

const DATABASE = "hpc-portal-uploads";
const STORE = "files";

export async function rememberFile(file: RememberedFile): Promise<void> {
  await withStore("readwrite", (store) => store.put(file));
}

export async function forgetFile(uploadId: string): Promise<void> {
  await withStore("readwrite", (store) => store.delete(uploadId));
}

export async function rememberedFiles(): Promise<RememberedFile[]> {
  return (await withStore<RememberedFile[]>("readonly", (store) => store.getAll() as IDBRequest<RememberedFile[]>)) ?? [];
}

/** A private window may have no database: then nothing is remembered, and nothing fails. */
async function withStore<T>(mode: IDBTransactionMode, ask: (store: IDBObjectStore) => IDBRequest<T>): Promise<T | undefined> {
  try {
    const database = await openDatabase();
    return await new Promise((resolve, reject) => {
      const request = ask(database.transaction(STORE, mode).objectStore(STORE));
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error ?? new Error("no answer from the database"));
    });
  } catch {
    return undefined;
  }
}

let opened: Promise<IDBDatabase> | undefined;

function openDatabase(): Promise<IDBDatabase> {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "uploadId" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("no database"));
  });
  return opened;
}
