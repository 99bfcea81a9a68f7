//! Which MIME type a name suggests.

/// What is said of a file of which nothing is known.
pub(crate) const UNKNOWN: &str = "application/octet-stream";

/// The MIME type of an extension (lower-case, with its dot).
///
/// For the extensions that the contract declares, this is what the existing portal answers on Debian, because
/// `is_binary` follows from it: a `.toml` is [`UNKNOWN`] there and so counts as binary until its bytes are seen. Three
/// groups differ, none in `is_binary`: compressed files are named as such, and Debian's readings of `.pt` (a game
/// console's page table), `.cu` (a video call) and `.ts` (a translation file) are not what anyone uploads to a cluster.
pub(crate) fn of_extension(extension: &str) -> &'static str {
    match extension {
        ".csv" => "text/csv",
        ".tsv" => "text/tab-separated-values",
        ".txt" => "text/plain",
        ".json" => "application/json",
        ".xml" => "application/xml",
        ".tar" => "application/x-tar",
        ".gz" | ".tgz" | ".tar.gz" => "application/gzip",
        ".bz2" | ".tar.bz2" => "application/x-bzip2",
        ".xz" => "application/x-xz",
        ".7z" => "application/x-7z-compressed",
        ".zip" => "application/zip",
        ".bmp" => "image/bmp",
        ".fits" => "image/fits",
        ".jpg" | ".jpeg" => "image/jpeg",
        ".png" => "image/png",
        ".tif" | ".tiff" => "image/tiff",
        ".h5" | ".hdf5" => "application/x-hdf5",
        ".nc" => "application/x-netcdf",
        ".cdf" => "application/x-cdf",
        ".py" => "text/x-python",
        ".pyc" => "application/x-python-code",
        ".sh" => "text/x-sh",
        ".js" => "text/javascript",
        ".ts" => "text/x-typescript",
        ".pl" => "text/x-perl",
        ".rb" => "application/x-ruby",
        ".msh" | ".mesh" => "model/mesh",
        ".obj" => "model/obj",
        ".stl" => "model/stl",
        ".vtu" => "model/vnd.vtu",
        ".pdf" => "application/pdf",
        ".doc" => "application/msword",
        ".docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ".xls" => "application/vnd.ms-excel",
        ".xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ".ppt" => "application/vnd.ms-powerpoint",
        ".pptx" => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        ".md" => "text/markdown",
        ".rst" => "text/prs.fallenstein.rst",
        ".c" => "text/x-csrc",
        ".h" => "text/x-chdr",
        ".cc" | ".cpp" | ".cxx" => "text/x-c++src",
        ".hpp" => "text/x-c++hdr",
        ".java" => "text/x-java",
        ".dat" | ".bin" | ".raw" | ".toml" | ".ini" | ".conf" | ".cfg" | ".yaml" | ".yml" | ".properties" | ".env"
        | ".envrc" | ".pyx" | ".bash" | ".zsh" | ".fish" | ".lua" | ".sbatch" | ".slurm" | ".pth" | ".pt" | ".ckpt"
        | ".pb" | ".onnx" | ".tflite" | ".caffemodel" | ".pkl" | ".pickle" | ".joblib" | ".model" | ".ugrid"
        | ".cgns" | ".ply" | ".vtk" | ".foam" | ".out" | ".log" | ".res" | ".result" | ".vtp" | ".vti" | ".plt"
        | ".f" | ".f90" | ".f95" | ".for" | ".cu" | ".cuh" => UNKNOWN,
        other => guessed(other),
    }
}

/// An extension that the contract does not know.
fn guessed(extension: &str) -> &'static str {
    let bare = extension.strip_prefix('.').unwrap_or(extension);
    mime_guess::from_ext(bare).first_raw().unwrap_or(UNKNOWN)
}

/// The contract's reading of a MIME type as text. It makes `.docx` text by name ("openxml"); the bytes correct that.
pub(crate) fn is_textual(mime: &str) -> bool {
    mime.starts_with("text/") || mime.contains("json") || mime.contains("xml")
}
