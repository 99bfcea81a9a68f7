//! Images that are broken, cut off, or made to hurt: refused quickly, in bounded memory, in words.

use std::time::{Duration, Instant};

use portal_apptainer::sif::{self, ImageError};
use portal_testkit::TestSif;
use proptest::prelude::*;

use crate::handmade::Handmade;
use crate::images::partition;

/// Refusing takes some milliseconds; this is for a busy machine.
const QUICK: Duration = Duration::from_secs(2);

/// The most memory that this process ever had, in KiB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

fn refused(image: &Vec<u8>) -> ImageError {
    let (started, before) = (Instant::now(), peak());
    let error = sif::read(image).unwrap_err();
    assert!(started.elapsed() < QUICK, "{error}: {:?}", started.elapsed());
    assert!(peak() - before < 64 * 1024, "{error}: {} KiB", peak() - before);
    error
}

fn patched(image: &[u8], at: usize, bytes: &[u8]) -> Vec<u8> {
    let mut image = image.to_vec();
    image[at..at + bytes.len()].copy_from_slice(bytes);
    image
}

#[test]
fn an_image_that_is_cut_off_anywhere_is_refused() {
    for options in ["-comp gzip", "-noI -noD -noF"] {
        let image = TestSif::new("solver")
            .app("mesh")
            .option(options)
            .option("-nopad")
            .bytes();
        let ends = (0..300)
            .chain((300..image.len()).step_by(37))
            .chain(image.len() - 40..image.len());
        for end in ends {
            let error = sif::read(&image[..end].to_vec()).unwrap_err();
            let told = matches!(error, ImageError::NotSif | ImageError::Truncated { .. });
            assert!(told, "{end}: {error}");
        }
    }
}

#[test]
fn headers_that_count_or_point_too_far_are_refused() {
    let image = TestSif::new("solver").bytes();
    let huge = i64::MAX.to_le_bytes();
    let minus = (-1_i64).to_le_bytes();
    // free, descriptors, place and size of the table, place and size of the data
    for field in [80, 88, 96, 104, 112, 120] {
        for value in [huge, minus] {
            let told = sif::read(&patched(&image, field, &value));
            // More room in the table than is used hurts nobody.
            assert!(told.is_err() || field == 104 && value == huge, "{field}");
        }
    }
    let million = refused(&patched(&image, 88, &1_000_000_i64.to_le_bytes()));
    assert_eq!(
        million.to_string(),
        "the image asks for too much: descriptors 1000000, allowed are 4096"
    );
    for field in [17, 25] {
        for value in [huge, minus, 0x4000_0000_i64.to_le_bytes()] {
            refused(&patched(&image, 4096 + field, &value));
        }
    }
    let over = refused(&patched(&image, 4096 + 17, &4096_i64.to_le_bytes()));
    assert_eq!(
        over.to_string(),
        "the image is damaged: two of its parts lie over each other"
    );
    let other = refused(&patched(&image, 32, b"SIF_MAGIX"));
    assert_eq!(other.to_string(), "this is not a SIF image");
    refused(&Vec::new());
    refused(&vec![0; 1024 * 1024]);
}

#[test]
fn a_superblock_that_contradicts_itself_is_refused() {
    let image = TestSif::new("solver").bytes();
    let (start, _) = partition(&image);
    // magic, block size, compression, logarithm, version
    for (field, bytes) in [
        (0, &b"hsqx"[..]),
        (12, &[0xff; 4]),
        (20, &[9, 0]),
        (22, &[31, 0]),
        (28, &[3, 0]),
    ] {
        refused(&patched(&image, start + field, bytes));
    }
    // root, used, tables of inodes, of folders, of fragments
    for field in [32, 40, 64, 72, 80] {
        for value in [u64::MAX - 1, 1 << 40, 1 << 62] {
            refused(&patched(&image, start + field, &value.to_le_bytes()));
        }
    }
}

#[test]
fn texts_folders_and_applications_have_a_bound() {
    let zeros = "\0".repeat(64 * 1024 * 1024);
    let bomb = refused(
        &TestSif::new("solver")
            .file(".singularity.d/labels.json", &zeros)
            .bytes(),
    );
    assert_eq!(
        bomb.to_string(),
        "the image asks for too much: bytes of a text 67108864, allowed are 262144"
    );

    let mut many = TestSif::new("solver");
    for number in 0..300 {
        many = many.file(&format!("scif/apps/a{number}/scif/runscript"), "x");
    }
    let many = refused(&many.bytes());
    assert_eq!(
        many.to_string(),
        "the image asks for too much: applications 257, allowed are 256"
    );

    let text = "x".repeat(250_000);
    let mut long = TestSif::new("solver");
    for number in 0..20 {
        long = long.file(
            &format!("scif/apps/a{number}/scif/runscript"),
            &format!("{number}{text}"),
        );
    }
    let long = refused(&long.bytes());
    assert!(long.to_string().contains("bytes of texts"), "{long}");

    let large = TestSif::new("solver").recorded(&" ".repeat(2_000_000));
    assert!(refused(&large.bytes()).to_string().contains("bytes of a small object"));
}

#[test]
fn a_folder_that_holds_itself_ends() {
    // Uncompressed, so that the places of things are known. The root's list gets the root's own inode for every name.
    let image = TestSif::new("solver").app("mesh").option("-noI -noD -noF").bytes();
    let (start, _) = partition(&image);
    let word = |at: usize| u64::from_le_bytes(image[at..at + 8].try_into().unwrap());
    let root = word(start + 32);
    let folders = start + usize::try_from(word(start + 72)).unwrap();
    let names = image[folders..].windows(4).rposition(|bytes| bytes == b"scif").unwrap();
    let mut entry = u16::try_from(root & 0xffff).unwrap().to_le_bytes().to_vec();
    entry.extend([0, 0, 1, 0]);
    let looped = patched(&image, folders + names - 8, &entry);
    let told = sif::read(&looped);
    assert!(
        told.is_ok_and(|info| info.apps.is_empty()),
        "`/scif` is `/`, in which there is no `apps`"
    );
}

/// `/scif/apps` with so many applications, which are all the inode 3, in front of it `/`, `scif`, `apps`.
fn applications(image: Handmade, count: usize) -> Handmade {
    let apps: Vec<_> = (0..count).map(|number| (format!("a{number}"), 3)).collect();
    image
        .folder(&[("scif".to_owned(), 1)])
        .folder(&[("apps".to_owned(), 2)])
        .folder(&apps)
}

#[test]
fn one_large_folder_that_is_in_many_is_not_walked_for_ever() {
    // As many names as fit into the blocks that are kept, and at their end the folder itself.
    let mut names = vec![("x".to_owned(), 3); 217_600];
    names.push(("scif".to_owned(), 3));
    let image = applications(Handmade::default(), 256).folder(&names).sif();
    assert_eq!(
        refused(&image).to_string(),
        "the image asks for too much: looks into its tables 1000001, allowed are 1000000"
    );
}

#[test]
fn files_behind_many_small_blocks_are_not_looked_for_for_ever() {
    let image = applications(Handmade::far_away(40_000), 256)
        .folder(&[("scif".to_owned(), 3)])
        .sif();
    assert!(refused(&image).to_string().contains("looks into its tables"));
}

#[test]
fn large_blocks_of_small_files_are_not_unpacked_for_ever() {
    // 200,000 times nothing, and a byte: what comes out does not tell what it costs.
    let mut packed = vec![0x78, 0x01];
    for _ in 0..200_000 {
        packed.extend([0, 0, 0, 0xff, 0xff]);
    }
    packed.extend([1, 1, 0, 0xfe, 0xff, b'x', 0, 0x79, 0, 0x79]);
    let texts = ["runscript", "test", "runscript.help", "labels.json"].map(|name| (name.to_owned(), 4));
    let names = [&[("scif".to_owned(), 3)], &texts[..]].concat();
    let image = |apps| {
        let image = applications(Handmade::default(), apps).folder(&names);
        image.byte_of(&packed).sif()
    };
    let few = sif::read(&image(1)).unwrap();
    assert_eq!(few.apps["a0"].runscript.as_deref(), Some("x"));
    assert!(refused(&image(256)).to_string().contains("unpacked bytes"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Whatever is changed wherever: an answer or an error, quickly, and no panic.
    #[test]
    fn any_change_of_any_bytes_is_answered(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..3_u8), 1..12),
        plain in any::<bool>(),
    ) {
        static IMAGES: std::sync::OnceLock<[Vec<u8>; 2]> = std::sync::OnceLock::new();
        let images = IMAGES.get_or_init(|| {
            let image = TestSif::new("solver").app("mesh").definition("x").option("-nopad");
            [image.clone().bytes(), image.option("-noI -noD -noF").bytes()]
        });
        let mut image = images[usize::from(plain)].clone();
        let (start, size) = partition(&image);
        for (index, value, area) in changes {
            let at = match area {
                0 => index.index(32 * 1024),
                1 => start + index.index(96),
                _ => start + index.index(size),
            };
            image[at] = value;
        }
        let (started, before) = (Instant::now(), peak());
        let _ = sif::read(&image);
        prop_assert!(started.elapsed() < QUICK);
        prop_assert!(peak() - before < 64 * 1024);
    }

    #[test]
    fn any_bytes_behind_the_magic_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..5000)) {
        let mut image = vec![0; 32];
        image.extend(b"SIF_MAGIC\0");
        image.extend(bytes);
        let _ = sif::read(&image);
    }
}
