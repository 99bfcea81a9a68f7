/** Texts that one begins to edit with. */

/** A template of which a job can be made once its blanks are filled in. */
export function starter(words: { name: string; comment: string }): string {
  return `template:
  id: my-template
  name: my-template
  display_name: ${words.name}
  description: |
    ${words.comment}
  category: custom
  tags: []
  version: "1.0.0"
  is_public: false

slurm:
  partition: cpu
  nodes: 1
  ntasks: 1
  cpus_per_task: 4
  mem: 8G
  time: "01:00:00"

apptainer:
  image_selection:
    mode: any
    required: false

files:
  input_schema:
    required:
      - name: Input
        file_key: input
        max_size: 1GB

script:
  main_exec: |
    echo "$FILE_INPUT"
`;
}

/** The same template under another id, for whoever duplicates it: private, whatever it was. All else stays as it was written. */
export function duplicated(yaml: string, id: string): string {
  const lines = yaml.split("\n");
  const start = lines.findIndex((line) => /^template:\s*(#.*)?$/.test(line));
  if (start === -1) return yaml;
  let end = lines.findIndex((line, index) => index > start && /^[^\s#]/.test(line));
  if (end === -1) end = lines.length;
  const indent = /^(\s+)\S/.exec(lines.slice(start + 1, end).find((line) => /^\s+[^\s#]/.test(line)) ?? "  x")?.[1] ?? "  ";
  const set = (line: string): string => {
    if (!line.startsWith(indent) || /^\s/.test(line.slice(indent.length))) return line;
    if (/^\s+id:/.test(line)) return `${indent}id: ${id}`;
    if (/^\s+is_public:/.test(line)) return `${indent}is_public: false`;
    if (/^\s+source:/.test(line)) return `${indent}source: private`;
    return line;
  };
  return lines.map((line, index) => (index > start && index < end ? set(line) : line)).join("\n");
}
