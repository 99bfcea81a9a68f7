/** A command that an image offers, read from what an operator wrote: anything may be missing, or be something else. */

export interface CommandVariable {
  name: string;
  /** Where its value comes from: a field of the job, a file's pattern, another variable. */
  from: string;
  /** What is done to the value. */
  transform: string;
  description: string;
  required: boolean;
}

export interface ImageCommand {
  id: string;
  name: string;
  description: string;
  category: string;
  format: string;
  mpi: boolean;
  variables: CommandVariable[];
  inputs: CommandVariable[];
  outputs: CommandVariable[];
  before: string[];
  after: string[];
}

/** Null when there is no line to run in it. */
export function readCommand(value: unknown): ImageCommand | null {
  const template = record(value);
  const command = record(template.command);
  const format = text(command.format);
  if (format === "") return null;
  const { dynamic, input_files, output_files, computed } = record(template.variables);
  const id = text(template.template_id);
  return {
    id,
    name: text(template.display_name) || id || text(command.executable),
    description: text(template.description),
    category: text(template.category),
    format,
    mpi: command.requires_mpi === true,
    variables: [...variables(dynamic, "source"), ...variables(computed, "source")],
    inputs: variables(input_files, "pattern"),
    outputs: variables(output_files, "pattern"),
    before: texts(template.pre_commands),
    after: texts(template.post_commands),
  };
}

function variables(value: unknown, from: "source" | "pattern"): CommandVariable[] {
  return Object.entries(record(value)).map(([name, written]) => {
    const variable = record(written);
    return { name, from: text(variable[from]), transform: text(variable.transform), description: text(variable.description), required: variable.required === true };
  });
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.map(text).filter((each) => each !== "") : [];
}
