/** A sketch of the classifier: extension to kind. Development only. */
const KINDS: Record<string, string> = {
  k: "data", csv: "data", dat: "data", h5: "data", gz: "data", zip: "data", txt: "data", json: "data",
  yaml: "config", yml: "config", toml: "config", ini: "config", cfg: "config",
  sh: "script", py: "script", sbatch: "script",
  pt: "model", onnx: "model", pth: "model",
  msh: "mesh", mesh: "mesh", stl: "mesh", vtu: "mesh", cgns: "mesh",
  log: "result", out: "result", res: "result",
  pdf: "document", md: "document", docx: "document",
  c: "code", cpp: "code", f90: "code", h: "code",
};
const BLOCKED = new Set(["exe", "dll", "bat", "msi", "ps1"]);

export interface Classified {
  file_info: { type: string; extension: string; mime_type: string; size: number; is_binary: boolean; is_compressed: boolean };
  security: { safe: boolean; reason: string; risk_level: "safe" | "high"; recommendations: string[] };
}

export function classify(filename: string, size = 0): Classified {
  const dot = filename.lastIndexOf(".");
  const extension = dot > 0 ? filename.slice(dot + 1).toLowerCase() : "";
  const blocked = BLOCKED.has(extension);
  return {
    file_info: {
      type: KINDS[extension] ?? "data",
      extension: extension === "" ? "" : `.${extension}`,
      mime_type: "application/octet-stream",
      size,
      is_binary: true,
      is_compressed: extension === "gz" || extension === "zip",
    },
    security: {
      safe: !blocked,
      reason: blocked
        ? `Blocked file extension: .${extension}. Executable files and dangerous scripts are not allowed.`
        : "No risk was found",
      risk_level: blocked ? "high" : "safe",
      recommendations: blocked ? ["Upload the source code and build it on the cluster", "Use an approved image instead"] : [],
    },
  };
}
