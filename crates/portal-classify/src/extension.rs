//! Which extension a name has and which kind claims it.

use crate::FileKind;

/// The extension that decides kind, MIME type and compression: lower-case, with its dot, or empty.
///
/// It is the last suffix, but `.tar.gz` and `.tar.bz2` count as one. As in the existing portal, those two are matched as
/// written: `A.TAR.GZ` has the extension `.gz`.
pub(crate) fn of(name: &str) -> String {
    let name = base_name(name);
    for double in [".tar.gz", ".tar.bz2"] {
        if name.ends_with(double) {
            return double.to_owned();
        }
    }
    last_suffix(name)
}

/// The last suffix, lower-case and with its dot. `.env` is a name, not a suffix, and neither is a dot at the end.
pub(crate) fn last_suffix(name: &str) -> String {
    let name = base_name(name);
    match name.rfind('.') {
        Some(dot) if dot > 0 && dot + 1 < name.len() => name.get(dot..).unwrap_or_default().to_lowercase(),
        _ => String::new(),
    }
}

/// The part of a path that names the file. Callers hand in bare names; a path must still not change the outcome.
pub(crate) fn base_name(name: &str) -> &str {
    name.rsplit('/')
        .find(|part| !part.is_empty() && *part != ".")
        .unwrap_or_default()
}

/// The kind that an extension stands for.
///
/// The existing portal declares several extensions for more than one kind and takes the first in the order of
/// [`FileKind::ALL`]; these tables are what comes out of that, so that each extension is written once. Two of its
/// entries never match and are therefore absent: `.blockMesh` (compared with lower-case text) and `.tar.bz2` (not
/// declared), both `data`.
pub(crate) fn kind(extension: &str) -> FileKind {
    match extension {
        ".yaml" | ".yml" | ".toml" | ".ini" | ".conf" | ".cfg" | ".properties" | ".env" | ".envrc" => FileKind::Config,
        ".py" | ".pyc" | ".pyx" | ".sh" | ".bash" | ".zsh" | ".fish" | ".js" | ".ts" | ".lua" | ".pl" | ".rb"
        | ".sbatch" | ".slurm" => FileKind::Script,
        ".pth" | ".pt" | ".ckpt" | ".pb" | ".onnx" | ".tflite" | ".caffemodel" | ".pkl" | ".pickle" | ".joblib"
        | ".model" => FileKind::Model,
        ".msh" | ".mesh" | ".ugrid" | ".cgns" | ".stl" | ".obj" | ".ply" | ".vtk" | ".vtu" | ".foam" => FileKind::Mesh,
        ".out" | ".log" | ".res" | ".result" | ".vtp" | ".vti" | ".plt" => FileKind::Result,
        ".pdf" | ".doc" | ".docx" | ".md" | ".rst" | ".xls" | ".xlsx" | ".ppt" | ".pptx" => FileKind::Document,
        ".c" | ".cpp" | ".cc" | ".cxx" | ".h" | ".hpp" | ".f" | ".f90" | ".f95" | ".for" | ".java" | ".cu" | ".cuh" => {
            FileKind::Code
        }
        // `.dat .txt .csv .tsv .json .xml`, archives, images, `.hdf5 .h5 .nc .cdf .fits .bin .raw`, and the unknown.
        _ => FileKind::Data,
    }
}

/// Whether the extension alone says "compressed". The existing portal counts a plain `.tar` among these.
pub(crate) fn is_compressed(extension: &str) -> bool {
    matches!(
        extension,
        ".gz" | ".zip" | ".bz2" | ".xz" | ".7z" | ".tar" | ".tgz" | ".tar.gz" | ".tar.bz2" | ".rar"
    )
}

/// Whether the extension alone says "text", whatever its MIME type.
pub(crate) fn is_text(extension: &str) -> bool {
    matches!(
        extension,
        ".txt"
            | ".csv"
            | ".json"
            | ".xml"
            | ".yaml"
            | ".yml"
            | ".py"
            | ".sh"
            | ".bash"
            | ".c"
            | ".cpp"
            | ".h"
            | ".f90"
            | ".md"
            | ".rst"
            | ".log"
            | ".conf"
            | ".cfg"
            | ".ini"
    )
}
