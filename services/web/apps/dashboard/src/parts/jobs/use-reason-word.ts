import { useWord } from "../words/use-words.ts";

/** The short meaning of a reason; Slurm's word while it is not known. */
export function useReasonWord(): (code: string) => string {
  const word = useWord();
  return (code) => (code === "" || code === "None" ? "" : (word("reasons", code)?.title ?? code));
}
