//! What is told to clients about a file.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::content::{self, Content};
use crate::{FileKind, HEAD_LEN, extension, mime};

/// The contract's `file_info`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FileInfo {
    /// What the file is for; told by the name alone and never changed by the content.
    #[serde(rename = "type")]
    pub kind: FileKind,
    /// Lower-case with its dot (`.tar.gz` counts as one), or empty.
    pub extension: String,
    /// Informational: nothing in the portal trusts it.
    pub mime_type: String,
    /// In bytes; 0 until the file is there.
    pub size: u64,
    /// Whether a text viewer would be of no use.
    pub is_binary: bool,
    /// Whether compressing it again would be of no use. A plain `.tar` counts, as in the existing portal.
    pub is_compressed: bool,
}

/// What the name says about a file that is not there yet.
#[must_use]
pub fn classify(name: &str) -> FileInfo {
    let extension = extension::of(name);
    let mime_type = mime::of_extension(&extension);
    FileInfo {
        kind: extension::kind(&extension),
        mime_type: mime_type.to_owned(),
        size: 0,
        is_binary: !extension::is_text(&extension) && !mime::is_textual(mime_type),
        is_compressed: extension::is_compressed(&extension),
        extension,
    }
}

impl FileInfo {
    /// The same file once its first bytes and its size are known.
    ///
    /// Kind and extension stay. `head` may be shorter than [`HEAD_LEN`]; of an empty one only the size is learnt.
    #[must_use]
    pub fn refined_by(mut self, head: &[u8], size: u64) -> Self {
        self.size = size;
        let head = head.get(..HEAD_LEN).unwrap_or(head);
        match content::of(head) {
            Content::Nothing => {}
            Content::Text => self.turn_out_text(),
            Content::Known(mime) => self.turn_out(mime),
            Content::Binary => self.is_binary = true,
        }
        self
    }

    fn turn_out_text(&mut self) {
        self.is_binary = false;
        self.is_compressed = false;
        // "picture.png" full of text is no picture; "part.stl" full of text is one of the two forms of STL.
        let promised = self.mime_type.as_str();
        if promised == mime::UNKNOWN || (!mime::is_textual(promised) && infer::is_mime_supported(promised)) {
            "text/plain".clone_into(&mut self.mime_type);
        }
    }

    fn turn_out(&mut self, mime: &'static str) {
        self.is_binary = true;
        self.is_compressed |= content::is_compression(mime);
        // Office documents are ZIP archives inside, and the name knows which ones when the bytes do not.
        let of_the_family = mime == "application/zip"
            && ["openxmlformats", "opendocument", "+zip"]
                .iter()
                .any(|family| self.mime_type.contains(family));
        if !of_the_family {
            mime.clone_into(&mut self.mime_type);
        }
    }
}
