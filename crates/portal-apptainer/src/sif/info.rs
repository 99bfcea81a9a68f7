//! What is known of an image.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What an image says about itself, read from its headers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ImageInfo {
    /// The id that the image was given when it was built; reproducible builds all have the nil id.
    pub id: String,
    /// What tells images from one another: SHA-256, in hexadecimal, over all that is read of an image whatever it says: size,
    /// header (with `id` and times), table of objects, small objects (definition, labels, signatures) and the superblock and the end
    /// of its file system, which hold the places and sizes of everything in it. Two copies have the same; the bytes of the
    /// programs inside do not take part, only a signature says something about those.
    pub digest: String,
    /// Bytes of the whole image.
    pub size: u64,
    /// When it was built, in seconds since 1970; 0 in reproducible builds.
    pub created: i64,
    /// When it was changed last, such as by signing it; in seconds since 1970.
    pub modified: i64,
    /// For which processors, in Go's words: `amd64`, `arm64`. None when the image does not say.
    pub arch: Option<String>,
    /// Labels, such as `org.label-schema.build-date`.
    pub labels: BTreeMap<String, String>,
    /// Scripts that set the environment, by their path in the image.
    pub environment: BTreeMap<String, String>,
    /// What `run` does.
    pub runscript: Option<String>,
    /// What `instance start` does.
    pub startscript: Option<String>,
    /// What `test` does.
    pub test: Option<String>,
    /// What `run-help` shows.
    pub help: Option<String>,
    /// The definition file that the image was built from.
    pub deffile: Option<String>,
    /// Applications inside (SCIF), by name.
    pub apps: BTreeMap<String, App>,
    /// Signatures. They are found, not verified: that needs the keys.
    pub signatures: Vec<Signature>,
    /// The file system that the container runs on.
    pub filesystem: Option<FileSystem>,
    /// The parts of the image.
    pub objects: Vec<Part>,
    /// What could not be read although the image is sound, in words.
    pub remarks: Vec<String>,
    /// Bytes that were fetched to find all this out.
    pub bytes_read: u64,
    /// Fetches that it took; over a network each is a journey.
    pub reads: u64,
}

/// An application inside of an image.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct App {
    /// Its labels.
    pub labels: BTreeMap<String, String>,
    /// Scripts that set its environment, by their path in the image.
    pub environment: BTreeMap<String, String>,
    /// What `run --app` does.
    pub runscript: Option<String>,
    /// What `test --app` does.
    pub test: Option<String>,
    /// What `run-help --app` shows.
    pub help: Option<String>,
}

/// That somebody signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// The fingerprint of the PGP key in hexadecimal; none in signatures with X.509 certificates or plain keys.
    pub fingerprint: Option<String>,
    /// The hash that was signed, such as `SHA-256`.
    pub hash: Option<String>,
    /// The object or, above 0xf0000000, the group of objects that was signed.
    pub of: u32,
}

/// A file system in an image.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileSystem {
    /// `squashfs`, `encrypted squashfs`, `ext3`, `archive`, `raw`, or `unknown`.
    pub kind: String,
    /// How a squashfs is compressed: `gzip`, `xz`, `zstd`, `lz4`, `lzo`, `lzma`.
    pub compression: Option<String>,
    /// Its bytes.
    pub size: u64,
}

/// A part of an image.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Its number.
    pub id: u32,
    /// What it is, in words: `definition file`, `partition`.
    pub kind: String,
    /// What it is called.
    pub name: String,
    /// Its bytes.
    pub size: u64,
}
