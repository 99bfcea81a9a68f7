//! The header of a SIF image and its table of objects.

use super::error::{ImageError, Outcome, at_most};
use super::fields::Fields;
use super::source::Source;

/// Bytes of the header, and of one descriptor.
const HEADER: u64 = 128;
const DESCRIPTOR: u64 = 585;
/// The launch line `#!/usr/bin/env run-singularity`, before the magic word.
const LAUNCH: usize = 32;
const MAGIC: &[u8; 10] = b"SIF_MAGIC\0";
/// Apptainer makes room for 48; an image with layers of an OCI image inside has one for each.
const MOST_DESCRIPTORS: u64 = 4096;
/// Header, and the usual table right behind it: one read.
const USUAL: u64 = 32 * 1024;

/// What the header says.
#[derive(Debug)]
pub(crate) struct Header {
    pub(crate) arch: [u8; 3],
    pub(crate) id: [u8; 16],
    /// Seconds since 1970.
    pub(crate) created: i64,
    pub(crate) modified: i64,
    descriptors: u64,
    descriptors_from: u64,
    /// The header's bytes and those of the table, for the digest.
    pub(crate) raw: Vec<u8>,
}

/// What an object is; numbers that are not known are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Definition,
    Environment,
    Labels,
    Partition,
    Signature,
    Json,
    Generic,
    CryptoMessage,
    Sbom,
    OciIndex,
    OciBlob,
    Other(i32),
}

/// An object of the image.
#[derive(Debug, Clone)]
pub(crate) struct Object {
    pub(crate) id: u32,
    pub(crate) kind: Kind,
    /// What it belongs to or says something about: an object's id, or a group's with the highest four bits set.
    pub(crate) link: u32,
    pub(crate) from: u64,
    pub(crate) size: u64,
    pub(crate) name: String,
    pub(crate) extra: Vec<u8>,
}

impl Header {
    pub(crate) fn read(source: &mut Source<'_>) -> Outcome<Self> {
        if source.size() < HEADER {
            return Err(ImageError::NotSif);
        }
        let start = source.read("the header", 0, USUAL.min(source.size()))?;
        let raw = start.get(..128).ok_or(ImageError::NotSif)?.to_vec();
        let mut fields = Fields::of(&raw);
        fields.bytes(LAUNCH)?;
        if fields.bytes(MAGIC.len())? != MAGIC {
            return Err(ImageError::NotSif);
        }
        fields.bytes(3)?; // the version: each had the same structures
        let (arch, id) = (fields.array()?, fields.array()?);
        let (created, modified) = (fields.i64()?, fields.i64()?);
        let (free, descriptors, descriptors_from, table_size) =
            (fields.place()?, fields.place()?, fields.place()?, fields.place()?);
        let (data_from, data_size) = (fields.place()?, fields.place()?);
        at_most("descriptors", descriptors, MOST_DESCRIPTORS)?;
        if free > descriptors || table_size < descriptors * DESCRIPTOR || descriptors_from < HEADER {
            return Err(ImageError::Broken("its table of objects contradicts its header"));
        }
        source.within("the table of objects", descriptors_from, descriptors * DESCRIPTOR)?;
        source.within("the data", data_from, data_size)?;
        Ok(Self {
            arch,
            id,
            created,
            modified,
            descriptors,
            descriptors_from,
            raw,
        })
    }

    /// All objects that are in use. Each lies in the file, behind header and table, and none over another one.
    pub(crate) fn objects(&mut self, source: &mut Source<'_>) -> Outcome<Vec<Object>> {
        let length = self.descriptors * DESCRIPTOR;
        let table = source
            .read("the table of objects", self.descriptors_from, length)?
            .to_vec();
        let mut fields = Fields::of(&table);
        let mut objects = Vec::new();
        for _ in 0..self.descriptors {
            objects.extend(Object::parse(&mut fields)?);
        }
        let mut places: Vec<(u64, u64)> = vec![(0, HEADER), (self.descriptors_from, self.descriptors_from + length)];
        for object in objects.iter().filter(|object| object.size > 0) {
            let end = source.within(object.kind.words(), object.from, object.size)?;
            places.push((object.from, end));
        }
        places.sort_unstable();
        let overlap = places
            .iter()
            .zip(places.iter().skip(1))
            .any(|(one, next)| one.1 > next.0);
        if overlap {
            return Err(ImageError::Broken("two of its parts lie over each other"));
        }
        self.raw.extend(table);
        Ok(objects)
    }
}

impl Object {
    fn parse(fields: &mut Fields<'_>) -> Outcome<Option<Self>> {
        let kind = Kind::of(fields.i32()?);
        let [used] = fields.array()?;
        let (id, _group, link) = (fields.u32()?, fields.u32()?, fields.u32()?);
        let (from, size, _padded) = (fields.i64()?, fields.i64()?, fields.i64()?);
        fields.bytes(32)?; // created, modified, uid, gid
        let (name, extra) = (fields.bytes(128)?, fields.bytes(384)?);
        if used == 0 {
            return Ok(None);
        }
        let place = |number: i64| u64::try_from(number).map_err(|_n| ImageError::Broken("a negative size or place"));
        let name = name.split(|byte| *byte == 0).next().unwrap_or_default();
        Ok(Some(Self {
            id,
            kind,
            link,
            from: place(from)?,
            size: place(size)?,
            name: String::from_utf8_lossy(name).into_owned(),
            extra: extra.to_vec(),
        }))
    }
}

impl Kind {
    const fn of(number: i32) -> Self {
        match number {
            0x4001 => Self::Definition,
            0x4002 => Self::Environment,
            0x4003 => Self::Labels,
            0x4004 => Self::Partition,
            0x4005 => Self::Signature,
            0x4006 => Self::Json,
            0x4007 => Self::Generic,
            0x4008 => Self::CryptoMessage,
            0x4009 => Self::Sbom,
            0x400A => Self::OciIndex,
            0x400B => Self::OciBlob,
            other => Self::Other(other),
        }
    }

    /// How it is called.
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::Definition => "definition file",
            Self::Environment => "environment",
            Self::Labels => "labels",
            Self::Partition => "partition",
            Self::Signature => "signature",
            Self::Json => "JSON",
            Self::Generic => "data",
            Self::CryptoMessage => "key material",
            Self::Sbom => "bill of materials",
            Self::OciIndex => "OCI index",
            Self::OciBlob => "OCI blob",
            Self::Other(_) => "unknown object",
        }
    }
}

/// How the container is to be run: the words that Go has for it.
pub(crate) fn arch(code: [u8; 3]) -> Option<&'static str> {
    Some(match &code[..2] {
        b"01" => "386",
        b"02" => "amd64",
        b"03" => "arm",
        b"04" => "arm64",
        b"05" => "ppc64",
        b"06" => "ppc64le",
        b"07" => "mips",
        b"08" => "mipsle",
        b"09" => "mips64",
        b"10" => "mips64le",
        b"11" => "s390x",
        b"12" => "riscv64",
        _ => return None,
    })
}
