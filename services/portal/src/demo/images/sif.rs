//! Writes a SIF image of two small objects: the definition file, and what `apptainer inspect --all` is to answer.

/// Where the table of objects begins, and the bytes of one entry.
const TABLE: usize = 4096;
const ENTRY: usize = 585;
/// The group that all objects are in.
const GROUP: u32 = 0xf000_0001;
/// Numbers of the kinds of objects.
const DEFINITION: i32 = 0x4001;
const JSON: i32 = 0x4006;

/// The bytes of the image.
pub(super) fn write(id: u128, built: i64, definition: &str, inspected: &str) -> Vec<u8> {
    let objects = [
        (DEFINITION, "definition", definition.as_bytes()),
        (JSON, "inspect-metadata.json", inspected.as_bytes()),
    ];
    let data = TABLE + objects.len() * ENTRY;
    let (mut table, mut contents) = (Vec::<u8>::new(), Vec::<u8>::new());
    for (number, (kind, name, bytes)) in (1_u32..).zip(objects) {
        table.extend(kind.to_le_bytes());
        table.push(1);
        for word in [number, GROUP, 0] {
            table.extend(word.to_le_bytes());
        }
        for word in [data + contents.len(), bytes.len(), bytes.len()] {
            table.extend((word as u64).to_le_bytes());
        }
        // Built, changed; owner and group are nobody's business.
        for word in [built, built, 0, 0] {
            table.extend(word.to_le_bytes());
        }
        table.extend(padded(name.as_bytes(), 128));
        table.extend([0; 384]);
        contents.extend(bytes);
    }
    let mut image = padded(b"#!/usr/bin/env run-singularity\n", 32);
    // Version 01, for amd64.
    image.extend(b"SIF_MAGIC\x0001\x0002\0");
    image.extend(id.to_be_bytes());
    image.extend(built.to_le_bytes());
    image.extend(built.to_le_bytes());
    let places = [0, objects.len(), TABLE, table.len(), data, contents.len()];
    for place in places {
        image.extend((place as u64).to_le_bytes());
    }
    let mut image = padded(&image, TABLE);
    image.extend(table);
    image.extend(contents);
    image
}

fn padded(bytes: &[u8], length: usize) -> Vec<u8> {
    let mut padded = bytes.to_vec();
    padded.resize(length, 0);
    padded
}
