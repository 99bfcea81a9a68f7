//! What real images say about themselves.

use std::fs::File;
use std::path::Path;

use portal_apptainer::sif::{self, ImageInfo};
use portal_testkit::{Program, TestSif};
use tempfile::TempDir;

/// Images that the makers of the format test their own library with.
const OFFICIAL: &str = "/usr/share/gocode/src/github.com/sylabs/sif/test/images";

fn read(image: &TestSif) -> ImageInfo {
    sif::read(&image.bytes()).unwrap()
}

fn says_what_it_was_built_with(info: &ImageInfo) {
    assert_eq!(info.labels["name"], "solver");
    assert_eq!(info.runscript.as_deref(), Some("#!/bin/sh\n\n    echo solver \"$@\""));
    assert_eq!(info.startscript.as_deref(), Some("#!/bin/sh"));
    assert_eq!(info.test.as_deref(), Some("#!/bin/sh\n\n    true"));
    assert_eq!(info.help.as_deref(), Some("    This is solver."));
    assert!(info.deffile.as_ref().unwrap().starts_with("bootstrap: docker\n"));
    let scripts: Vec<_> = info.environment.keys().map(String::as_str).collect();
    let expected = [
        "/.singularity.d/env/10-docker2singularity.sh",
        "/.singularity.d/env/90-environment.sh",
    ];
    assert_eq!(scripts, expected);
    assert_eq!(info.environment[expected[1]], "#!/bin/sh\n\n    export NAME=solver");
    assert_eq!(info.arch.as_deref(), Some("amd64"));
    assert_eq!(info.remarks, Vec::<String>::new());
}

#[test]
fn an_image_is_read_with_each_compression_and_block_size() {
    for compression in ["gzip", "xz", "zstd", "lz4"] {
        for blocks in ["4K", "128K", "1M"] {
            let image = TestSif::new("solver").option(&format!("-comp {compression} -b {blocks}"));
            let info = read(&image);
            says_what_it_was_built_with(&info);
            let file_system = info.filesystem.unwrap();
            assert_eq!(file_system.kind, "squashfs");
            assert_eq!(file_system.compression.as_deref(), Some(compression));
        }
    }
}

#[test]
fn an_image_is_read_however_its_tables_are_stored() {
    for options in [
        "-noI -noD -noF -noX",
        "-noI",
        "-no-fragments",
        "-always-use-fragments",
        "-no-exports",
        "-no-xattrs",
        "-nopad",
    ] {
        says_what_it_was_built_with(&read(&TestSif::new("solver").option(options)));
    }
}

#[test]
fn applications_are_read_with_their_own_labels_scripts_and_environment() {
    let info = read(&TestSif::new("solver").app("mesh").app("run-it"));
    assert_eq!(info.apps.keys().collect::<Vec<_>>(), ["mesh", "run-it"]);
    let mesh = &info.apps["mesh"];
    assert_eq!(mesh.runscript.as_deref(), Some("#!/bin/sh\n\n    echo app mesh"));
    assert_eq!(mesh.labels["app"], "mesh");
    assert_eq!(
        mesh.environment["/scif/apps/mesh/scif/env/90-environment.sh"],
        "export APP=mesh"
    );
    assert_eq!(mesh.test, None);
}

#[test]
fn what_was_recorded_at_building_counts_before_the_files() {
    let json = r#"{"data":{"attributes":{"labels":{"from":"the record"},"environment":{"/.singularity.d/env/90-environment.sh":"x"},
        "runscript":"recorded\n","helpfile":"","apps":{"mesh":{"labels":{"a":"b"},"runscript":"r"}}}},"type":"container"}"#;
    let info = read(&TestSif::new("solver").definition("from: object\n").recorded(json));
    assert_eq!(info.labels["from"], "the record");
    assert_eq!(info.runscript.as_deref(), Some("recorded\n"));
    assert_eq!(info.help, None);
    assert_eq!(info.deffile.as_deref(), Some("from: object\n"));
    assert_eq!(info.apps["mesh"].labels["a"], "b");

    let info = read(&TestSif::new("solver").recorded("{\"data\": 5}"));
    assert_eq!(info.labels["name"], "solver", "a broken record is not believed");
    assert_eq!(info.remarks, ["its inspect-metadata.json is not what it should be"]);
}

#[test]
fn a_signature_is_told_with_the_key_that_made_it() {
    let mut extra = 1_i32.to_le_bytes().to_vec();
    extra.extend([0xab; 20]);
    let info = read(&TestSif::new("solver").object(0x4005, "part-signature", b"-----BEGIN PGP", &extra));
    let [signature] = &info.signatures[..] else {
        panic!("{:?}", info.signatures)
    };
    assert_eq!(signature.fingerprint.as_deref(), Some("AB".repeat(20).as_str()));
    assert_eq!(signature.hash.as_deref(), Some("SHA-256"));
}

#[test]
fn only_headers_travel_however_large_the_image_is() {
    let folder = TempDir::new().unwrap();
    // Bytes that do not compress, many folders and files beside what is wanted.
    let mut image = TestSif::new("solver").app("mesh");
    for number in 0..2000_u32 {
        image = image.file(&format!("usr/lib/d{}/f{number}", number % 50), &number.to_string());
    }
    let mut state = 1_u64;
    let noise: String = std::iter::repeat_with(|| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        char::from(u8::try_from(state >> 57).unwrap())
    })
    .take(24 * 1024 * 1024)
    .collect();
    image = image.file("usr/lib/noise", &noise);
    let path = folder.path().join("large.sif");
    image.write(&path);
    let info = sif::read(&File::open(&path).unwrap()).unwrap();
    says_what_it_was_built_with(&info);
    assert!(info.size > 20 * 1024 * 1024, "{}", info.size);
    assert!(info.bytes_read < 300 * 1024, "{}", info.bytes_read);
    assert!(info.reads < 20, "{}", info.reads);
}

#[test]
fn large_texts_are_read_over_several_blocks_as_unsquashfs_reads_them() {
    let folder = TempDir::new().unwrap();
    let long = "a line of a long definition file\n".repeat(6000);
    for options in ["-b 4K", "-b 4K -no-fragments", "-b 128K -comp zstd", "-b 64K -comp xz"] {
        let image = TestSif::new("solver")
            .file(".singularity.d/Singularity", &long)
            .option(options);
        let path = folder.path().join("image.sif");
        image.write(&path);
        let info = sif::read(&File::open(&path).unwrap()).unwrap();
        assert_eq!(info.deffile.as_deref(), Some(long.trim_end()), "{options}");
        let offset = partition(&std::fs::read(&path).unwrap()).0.to_string();
        let peer = Program::new("unsquashfs")
            .args([
                "-o",
                &offset,
                "-cat",
                path.to_str().unwrap(),
                ".singularity.d/Singularity",
            ])
            .run();
        assert_eq!(peer.stdout, long, "{}", peer.stderr);
    }
}

#[test]
fn copies_are_one_image_and_builds_are_different_ones() {
    let image = TestSif::new("solver");
    let digest = read(&image).digest;
    assert_eq!(digest.len(), 64);
    assert_eq!(read(&image).digest, digest);
    assert_ne!(read(&image.clone().built(7, 1)).digest, digest);
    let reproducible = |text: &str| read(&TestSif::new("solver").built(0, 0).file("etc/x", text)).digest;
    assert_ne!(reproducible("short"), reproducible("a good deal longer"));
    assert_ne!(read(&image.definition("from: x")).digest, digest);
}

#[test]
fn the_images_that_the_makers_of_the_format_test_with_are_read() {
    let files = std::fs::read_dir(OFFICIAL)
        .unwrap_or_else(|_| panic!("{OFFICIAL} is missing: apt-get install golang-github-sylabs-sif-dev"));
    let mut seen = 0;
    for file in files {
        let path = file.unwrap().path();
        if path.extension().is_none_or(|ending| ending != "sif") {
            continue;
        }
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        seen += 1;
        let told = sif::read(&File::open(&path).unwrap());
        if name.starts_with("two-groups-signed-legacy") || name.starts_with("one-group-signed-legacy") {
            // What these call a squashfs is the number 0xdeadbeef.
            let error = told.unwrap_err().to_string();
            assert_eq!(
                error,
                "the image is damaged: its partition is not the squashfs that it should be"
            );
            continue;
        }
        let info = told.unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(!info.signatures.is_empty(), name.contains("signed"), "{name}");
        if name.starts_with("one-group") || name.starts_with("two-groups") {
            let file_system = info.filesystem.as_ref().unwrap_or_else(|| panic!("{name}"));
            assert_eq!(file_system.kind, "squashfs", "{name}");
            assert!(info.objects.len() >= 2, "{name}");
        }
        let key = "12045C8C0B1004D058DE4BEDA20C27EE7FF7BA84";
        for signature in info.signatures {
            let made_by = signature.fingerprint.as_deref();
            assert!(made_by == Some(key), "{name}: {made_by:?}");
        }
    }
    assert!(seen >= 17, "{seen}");
}

#[test]
fn what_is_known_of_an_image_travels_as_json_and_back() {
    let info = read(&TestSif::new("solver").app("mesh"));
    let json = serde_json::to_string(&info).unwrap();
    assert_eq!(serde_json::from_str::<ImageInfo>(&json).unwrap(), info);
    assert_eq!(serde_json::from_str::<ImageInfo>("{}").unwrap(), ImageInfo::default());
}

/// Place and size of the partition: the object that the table names last.
pub(crate) fn partition(image: &[u8]) -> (usize, usize) {
    let word = |at: usize| usize::try_from(u64::from_le_bytes(image[at..at + 8].try_into().unwrap())).unwrap();
    let last = (0..48).rfind(|number| image[4096 + number * 585 + 4] == 1).unwrap();
    let descriptor = 4096 + last * 585;
    (word(descriptor + 17), word(descriptor + 25))
}

#[test]
fn an_image_on_a_disk_that_fails_is_no_damaged_image() {
    let error = sif::read(&File::open(Path::new("/")).unwrap()).unwrap_err();
    assert!(!error.is_lasting(), "{error}");
}
