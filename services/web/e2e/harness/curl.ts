/** The commands of the user guide and of operators' scripts, typed as they type them. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

export interface Said {
  status: number;
  headers: Map<string, string>;
  body: string;
  json: Record<string, unknown>;
}

export async function curl(...args: string[]): Promise<Said> {
  const { stdout } = await run("curl", ["--silent", "--show-error", "--include", "--max-time", "20", "--header", "Expect:", ...args], { encoding: "utf8" });
  const [head = "", ...rest] = stdout.split("\r\n\r\n");
  const [line = "", ...fields] = head.split("\r\n");
  const body = rest.join("\r\n\r\n");
  const headers = new Map<string, string>();
  for (const field of fields) {
    const name = field.slice(0, field.indexOf(":")).toLowerCase();
    const value = field.slice(field.indexOf(":") + 1).trim();
    // Two cookies are two lines.
    headers.set(name, headers.has(name) ? `${headers.get(name) ?? ""}\n${value}` : value);
  }
  return { status: Number(line.split(" ")[1]), headers, body, json: parsed(body) };
}

function parsed(body: string): Record<string, unknown> {
  try {
    return JSON.parse(body) as Record<string, unknown>;
  } catch {
    return {};
  }
}
