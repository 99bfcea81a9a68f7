/** Each area adds its English texts here (by module augmentation); keys are typed from them. */
import type { en } from "./texts-en.ts";

export interface TextNamespaces {
  ui: typeof en;
}

/** The shape that a translation must have: the same keys, any texts. */
export type Translation<T> = { [Key in keyof T]: T[Key] extends string ? string : Translation<T[Key]> };
