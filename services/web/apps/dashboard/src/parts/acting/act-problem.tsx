import panel from "../panel.module.css";
import { useActingWords } from "./use-acting-words.ts";

/** Why something could not be done, where it was asked for. */
export function ActProblem({ error }: { error: unknown }) {
  const { sentence } = useActingWords();
  return (
    <div className={panel.problem} role="alert">
      {sentence(error)}
    </div>
  );
}
