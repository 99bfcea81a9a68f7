//! Reads a SIF image itself, so that nothing needs `apptainer` where the portal runs.
//!
//! Only headers are read: those of SIF, small objects, and of the file system inside what leads to a few small files. Every
//! count, size and place is checked first; what is read, unpacked and kept has a bound, so that a hostile image is refused
//! quickly, in less than 64 MiB of memory.

mod contents;
mod error;
mod fields;
mod header;
mod info;
mod recorded;
mod source;
mod squashfs;

use sha2::{Digest, Sha256};

pub use error::ImageError;
pub(crate) use error::Outcome;
pub use info::{App, FileSystem, ImageInfo, Part, Signature};

use crate::ReadAt;
use error::at_most;
use header::{Header, Kind, Object};
use source::Source;
use squashfs::Squashfs;

/// Bytes of a small object that is read: definition, labels, recorded metadata, signature.
const MOST: u64 = 1024 * 1024;
/// Signatures of one image that are read.
const MOST_SIGNATURES: u64 = 64;

/// Reads what an image says about itself.
///
/// # Errors
/// When it is no SIF image, damaged, cut off, or asks for more than an honest one needs; and when it cannot be read.
pub fn read(image: &dyn ReadAt) -> Result<ImageInfo, ImageError> {
    let mut source = Source::new(image)?;
    let mut header = Header::read(&mut source)?;
    let objects = header.objects(&mut source)?;
    let mut digest = Sha256::new();
    digest.update(source.size().to_le_bytes());
    digest.update(&header.raw);
    let mut info = ImageInfo {
        id: uuid::Uuid::from_bytes(header.id).to_string(),
        size: source.size(),
        created: header.created,
        modified: header.modified,
        arch: header::arch(header.arch).map(str::to_owned),
        objects: objects.iter().map(Part::from).collect(),
        ..ImageInfo::default()
    };
    let recorded = small_objects(&mut source, &objects, &mut info, &mut digest)?;
    match primary(&objects)? {
        Some(partition) => file_system(&mut source, &partition, recorded, &mut info, &mut digest)?,
        None => info.remarks.push("it has no file system to run on".into()),
    }
    info.digest = digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    (info.bytes_read, info.reads) = (source.bytes_read(), source.reads());
    Ok(info)
}

/// Definition, labels, signatures, and what was recorded when it was built; true when that said all.
fn small_objects(
    source: &mut Source<'_>,
    objects: &[Object],
    info: &mut ImageInfo,
    digest: &mut Sha256,
) -> Outcome<bool> {
    let mut recorded = None;
    for object in objects {
        match object.kind {
            Kind::Definition if info.deffile.is_none() => {
                let bytes = small(source, object)?;
                digest.update(&bytes);
                info.deffile = Some(contents::text(&bytes));
            }
            Kind::Labels if info.labels.is_empty() => {
                let bytes = small(source, object)?;
                digest.update(&bytes);
                info.labels = contents::labels(&contents::text(&bytes), &mut info.remarks);
            }
            Kind::Json if object.name == recorded::NAME && recorded.is_none() => {
                recorded = Some(small(source, object)?)
            }
            Kind::Signature => {
                at_most("signatures", info.signatures.len() as u64 + 1, MOST_SIGNATURES)?;
                digest.update(small(source, object)?);
                info.signatures.push(Signature::from(object));
            }
            _ => {}
        }
    }
    let Some(bytes) = recorded else {
        return Ok(false);
    };
    digest.update(&bytes);
    let understood = recorded::read(&bytes, info);
    if !understood {
        info.remarks
            .push(format!("its {} is not what it should be", recorded::NAME));
    }
    Ok(understood)
}

fn small(source: &mut Source<'_>, object: &Object) -> Outcome<Vec<u8>> {
    let what = object.kind.words();
    if at_most("bytes of a small object", object.size, MOST)? == 0 {
        return Ok(Vec::new());
    }
    Ok(source.read(what, object.from, object.size)?.to_vec())
}

/// The partition that the container runs on.
struct Primary {
    from: u64,
    size: u64,
    kind: i32,
    arch: [u8; 3],
}

fn primary(objects: &[Object]) -> Outcome<Option<Primary>> {
    for object in objects.iter().filter(|object| object.kind == Kind::Partition) {
        let mut fields = fields::Fields::of(&object.extra);
        let (kind, role, arch) = (fields.i32()?, fields.i32()?, fields.array()?);
        if role == 2 {
            let (from, size) = (object.from, object.size);
            return Ok(Some(Primary { from, size, kind, arch }));
        }
    }
    Ok(None)
}

fn file_system(
    source: &mut Source<'_>,
    partition: &Primary,
    recorded: bool,
    info: &mut ImageInfo,
    digest: &mut Sha256,
) -> Outcome<()> {
    if let Some(arch) = header::arch(partition.arch) {
        info.arch = Some(arch.to_owned());
    }
    digest.update(squashfs::outline(source, partition.from, partition.size)?);
    let kind = match partition.kind {
        1 => "squashfs",
        2 => "ext3",
        3 => "archive",
        4 => "raw",
        5 => "encrypted squashfs",
        _ => "unknown",
    };
    let file_system = info.filesystem.insert(FileSystem {
        kind: kind.to_owned(),
        compression: None,
        size: partition.size,
    });
    if kind != "squashfs" {
        if !recorded {
            info.remarks.push(format!(
                "what it says is in a file system that is not read here: {kind}"
            ));
        }
        return Ok(());
    }
    let mut files = Squashfs::open(source, partition.from, partition.size)?;
    let (compression, readable) = files.compression();
    file_system.compression = Some(compression.to_owned());
    if recorded {
        return Ok(());
    }
    if !readable {
        info.remarks.push(format!(
            "what it says is compressed with {compression}, which is not read here"
        ));
        return Ok(());
    }
    contents::read(&mut files, info)
}

impl From<&Object> for Part {
    fn from(object: &Object) -> Self {
        Self {
            id: object.id,
            kind: object.kind.words().to_owned(),
            name: contents::text(object.name.as_bytes()),
            size: object.size,
        }
    }
}

impl From<&Object> for Signature {
    /// Behind the number of the hash is the fingerprint of the key, 20 bytes with zeros behind; all zeros when it is no PGP key.
    fn from(object: &Object) -> Self {
        let hash = match object.extra.first_chunk().map(|bytes| i32::from_le_bytes(*bytes)) {
            Some(1) => Some("SHA-256"),
            Some(2) => Some("SHA-384"),
            Some(3) => Some("SHA-512"),
            Some(4) => Some("BLAKE2s"),
            Some(5) => Some("BLAKE2b"),
            _ => None,
        };
        let key = object.extra.get(4..24).unwrap_or_default();
        let known = key.iter().any(|byte| *byte != 0);
        Self {
            fingerprint: known.then(|| key.iter().map(|byte| format!("{byte:02X}")).collect()),
            hash: hash.map(str::to_owned),
            of: object.link,
        }
    }
}
