//! What each name and each content comes out as.

use portal_classify::{FileKind, RiskLevel, SecurityPolicy, classify};
use proptest::prelude::*;

/// The extensions of each kind after the existing portal's order of kinds has settled which one wins.
const EFFECTIVE: [(FileKind, &str); 8] = [
    (
        FileKind::Data,
        ".dat .txt .csv .tsv .json .xml .tar .gz .zip .bz2 .xz .7z .tar.gz .tgz .png .jpg .jpeg .bmp .tif .tiff .hdf5 .h5 .nc \
         .cdf .fits .bin .raw .tar.bz2 .blockMesh .k .inp .cas .rar .unknown",
    ),
    (
        FileKind::Config,
        ".yaml .yml .toml .ini .conf .cfg .properties .env .envrc",
    ),
    (
        FileKind::Script,
        ".py .pyc .pyx .sh .bash .zsh .fish .js .ts .lua .pl .rb .sbatch .slurm",
    ),
    (
        FileKind::Model,
        ".pth .pt .ckpt .pb .onnx .tflite .caffemodel .pkl .pickle .joblib .model",
    ),
    (FileKind::Mesh, ".msh .mesh .ugrid .cgns .stl .obj .ply .vtk .vtu .foam"),
    (FileKind::Result, ".out .log .res .result .vtp .vti .plt"),
    (FileKind::Document, ".pdf .doc .docx .md .rst .xls .xlsx .ppt .pptx"),
    (
        FileKind::Code,
        ".c .cpp .cc .cxx .h .hpp .f .f90 .f95 .for .java .cu .cuh",
    ),
];

#[test]
fn every_extension_has_the_kind_it_has_in_the_existing_portal() {
    for (kind, extensions) in EFFECTIVE {
        for extension in extensions.split_whitespace() {
            let name = format!("run 1{extension}");
            assert_eq!(classify(&name).kind, kind, "{name}");
            assert_eq!(classify(&name).extension, extension.to_lowercase(), "{name}");
            if !extension.starts_with(".tar.") {
                assert_eq!(classify(&name.to_uppercase()).kind, kind, "{name} in capitals");
            }
        }
    }
}

#[test]
fn extensions_are_cut_as_in_the_existing_portal() {
    let cases = [
        ("a.tar.gz", ".tar.gz"),
        ("a.tar.bz2", ".tar.bz2"),
        (".tar.gz", ".tar.gz"),
        ("A.TAR.GZ", ".gz"),
        ("a.tar.Gz", ".gz"),
        ("a.tar.xz", ".xz"),
        ("Mesh.STL", ".stl"),
        (".env", ""),
        (".envrc", ""),
        ("prod.env", ".env"),
        (".env.local", ".local"),
        ("Makefile", ""),
        ("", ""),
        (".", ""),
        ("..", ""),
        ("...", ""),
        ("name.", ""),
        ("name..", ""),
        ("a..b", ".b"),
        ("lib.so.1", ".1"),
        ("결과.도면", ".도면"),
        ("결과.LOG", ".log"),
        ("dir.d/file", ""),
        ("dir/.env", ""),
        ("dir.txt/", ".txt"),
        ("../../etc/passwd.sh", ".sh"),
        ("a. b", ". b"),
        ("a.sh\n", ".sh\n"),
        ("a.\u{202e}txt", ".\u{202e}txt"),
    ];
    for (name, extension) in cases {
        assert_eq!(classify(name).extension, extension, "{name:?}");
    }
}

#[test]
fn file_info_is_written_as_the_contract_does() {
    let info = serde_json::to_string(&classify("run.CSV")).unwrap();
    assert_eq!(
        info,
        r#"{"type":"data","extension":".csv","mime_type":"text/csv","size":0,"is_binary":false,"is_compressed":false}"#
    );
    let back: portal_classify::FileInfo = serde_json::from_str(&info).unwrap();
    assert_eq!(back, classify("run.csv"));
}

#[test]
fn by_name_text_and_compression_are_the_contracts() {
    let text = ".txt .csv .json .xml .yaml .yml .py .sh .bash .c .cpp .h .f90 .md .rst .log .conf .cfg .ini .tsv .js .pl .hpp \
                .java .docx .xlsx .pptx";
    let binary = ".dat .bin .gz .png .pdf .h5 .pt .out .toml .f .lua .stl .doc .pyc .exe .unknown";
    let compressed = ".gz .zip .bz2 .xz .7z .tar .tgz .tar.gz .tar.bz2 .rar";
    for extension in text.split_whitespace() {
        let info = classify(&format!("a{extension}"));
        assert!(!info.is_binary && !info.is_compressed, "{info:?}");
    }
    for extension in binary.split_whitespace() {
        assert!(classify(&format!("a{extension}")).is_binary, "{extension}");
    }
    for extension in compressed.split_whitespace() {
        let info = classify(&format!("a{extension}"));
        assert!(info.is_binary && info.is_compressed, "{info:?}");
    }
    assert!(classify("no extension").is_binary);
    assert_eq!(classify("no extension").mime_type, "application/octet-stream");
}

#[test]
fn the_first_bytes_correct_what_the_name_said() {
    let mut tar = vec![0_u8; 512];
    tar[..5].copy_from_slice(b"a.txt");
    tar[257..263].copy_from_slice(b"ustar\0");
    let zip: &[u8] = b"PK\x03\x04\x14\0\0\0\x08\0abcdefgh12345678";
    // name, first bytes, MIME type, binary, compressed
    let cases: &[(&str, &[u8], &str, bool, bool)] = &[
        ("run.toml", b"[slurm]\nnodes = 2\n", "text/plain", false, false),
        (
            "deck.k",
            "*KEYWORD\n$ 충돌 해석\n".as_bytes(),
            "text/plain",
            false,
            false,
        ),
        ("deck.k", b"*KEYWORD\n$ \xc3\xe6\xb5\xb9\n", "text/plain", false, false),
        ("notes.txt", b"\xff\xfeh\0i\0", "text/plain", false, false),
        ("notes.txt", b"\x01\x02\x03\0\0\0", "text/plain", true, false),
        (
            "part.stl",
            b"solid part\n facet normal 0 0 1\n",
            "model/stl",
            false,
            false,
        ),
        ("part.stl", b"part\0\0\0\0\x01\x02", "model/stl", true, false),
        ("picture.png", b"this is no picture", "text/plain", false, false),
        (
            "picture.txt",
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
            "image/png",
            true,
            false,
        ),
        ("a.gz", b"\x1f\x8b\x08\0\0\0\0\0\0\x03", "application/gzip", true, true),
        ("a.dat", b"\x1f\x8b\x08\0\0\0\0\0\0\x03", "application/gzip", true, true),
        ("a.gz", b"not compressed at all\n", "text/plain", false, false),
        ("a.zst", b"\x28\xb5\x2f\xfd\0\0\0\0", "application/zstd", true, true),
        ("a.tar", &tar, "application/x-tar", true, true),
        ("model.pt", zip, "application/zip", true, true),
        (
            "report.docx",
            zip,
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            true,
            true,
        ),
        ("field.dat", b"\x89HDF\r\n\x1a\n\0\0", "application/x-hdf5", true, false),
        ("field.nc", b"CDF\x01\0\0\0\0", "application/x-netcdf", true, false),
        ("x.npy", b"\x93NUMPY\x01\0v\0", "application/x-npy", true, false),
        (
            "paper.pdf",
            b"%PDF-1.7\n%text only so far\n",
            "application/pdf",
            true,
            false,
        ),
        ("run.sh", b"#!/bin/bash\nsrun ./a\n", "text/x-sh", false, false),
        ("a.json", b"{\"a\": 1}", "application/json", false, false),
        (
            "data.dat",
            b"\x7fELF\x02\x01\x01\0",
            "application/x-executable",
            true,
            false,
        ),
        ("BC.txt", b"BC of the left wall: fixed\n", "text/plain", false, false),
        ("MZ.csv", b"MZ,mass,charge\n1,2,3\n", "text/csv", false, false),
        ("BZh.txt", b"BZh is how bzip2 begins\n", "text/plain", false, false),
        ("nothing.log", b"", "application/octet-stream", false, false),
        ("colours.log", b"\x1b[31mERROR\x1b[0m\n", "text/plain", false, false),
    ];
    for (name, head, mime, binary, compressed) in cases {
        let named = classify(name);
        let info = named.clone().refined_by(head, 77);
        assert_eq!(
            (info.mime_type.as_str(), info.is_binary, info.is_compressed),
            (*mime, *binary, *compressed),
            "{name}"
        );
        assert_eq!(
            (info.kind, info.extension, info.size),
            (named.kind, named.extension, 77),
            "{name}: fixed by name"
        );
    }
}

const ELF: &[u8] = b"\x7fELF\x02\x01\x01\0";

#[test]
fn verdicts_follow_the_contracts_order() {
    let policy = SecurityPolicy::default();
    let blocked = |extension: &str| {
        format!("Blocked file extension: {extension}. Executable files and dangerous scripts are not allowed.")
    };
    let suspicious = |word: &str| format!("Suspicious filename pattern detected: {word}");
    let fine = "File passed security validation".to_owned();
    let archive = "Archives and documents with macros are accepted without looking inside".to_owned();
    let elf =
        "Executable content detected: ELF program or library. Executable files are not allowed, whatever their name."
            .to_owned();
    use RiskLevel::{High, Low, Medium, Safe};
    // name, first bytes, size, risk, reason
    let cases: Vec<(&str, &[u8], u64, RiskLevel, String)> = vec![
        ("run.dat", b"1 2 3", 5, Safe, fine.clone()),
        ("run.sh", b"#!/bin/sh\n", 10, Safe, fine.clone()),
        ("setup.EXE", b"", 0, High, blocked(".exe")),
        ("lib.so", b"text", 4, High, blocked(".so")),
        ("gaussian.com", b"%mem=4GB", 8, High, blocked(".com")),
        ("virus.exe", b"", 9, High, blocked(".exe")),
        ("virus.zip", b"PK\x03\x04", 4, Medium, archive.clone()),
        ("empty.zip", b"", 0, Medium, archive.clone()),
        ("huge.7z", b"7z", u64::MAX, Medium, archive.clone()),
        ("a.tar.gz", b"\x1f\x8b", 2, Safe, fine.clone()),
        ("AntiVirus-Paper.pdf", b"%PDF", 4, High, suspicious("virus")),
        ("rootkit_exploit.c", b"int", 3, High, suspicious("rootkit")),
        ("exploit.dat", b"", 0, High, suspicious("exploit")),
        ("run.dat", b"", 0, Low, "Empty file (0 bytes) is not allowed".to_owned()),
        ("run.dat", b"x", 53_687_091_200, Safe, fine.clone()),
        (
            "run.dat",
            b"x",
            53_687_091_201,
            Medium,
            "File size 53687091201 exceeds maximum 53687091200".to_owned(),
        ),
        ("data.dat", ELF, 8, High, elf.clone()),
        ("lib.so.1", ELF, 8, High, elf.clone()),
        ("archive.zip", ELF, 8, High, elf.clone()),
        ("no extension", ELF, 8, High, elf),
        (".exe", b"x", 1, Safe, fine),
    ];
    for (name, head, size, risk, reason) in cases {
        let verdict = policy.judge(name, head, size);
        assert_eq!(
            (verdict.risk_level, verdict.reason.as_str()),
            (risk, reason.as_str()),
            "{name}"
        );
        let accepted = risk == Safe || reason == archive;
        assert_eq!(verdict.safe, accepted, "{name}");
        assert_eq!(verdict.recommendations.is_empty(), risk == Safe, "{name}");
    }
    assert_eq!(policy.judge("a.dll", b"", 1).recommendations.len(), 2);
}

#[test]
fn every_blocked_extension_and_word_is_refused_by_name_alone() {
    let policy = SecurityPolicy::default();
    assert_eq!(
        (
            policy.blocked_extensions.len(),
            policy.archive_extensions.len(),
            policy.suspicious_words.len()
        ),
        (19, 7, 8)
    );
    for extension in &policy.blocked_extensions {
        assert!(!policy.judge_name(&format!("a{}", extension.to_uppercase())).safe);
    }
    for word in &policy.suspicious_words {
        assert!(!policy.judge_name(&format!("My{}.txt", word.to_uppercase())).safe);
    }
    for extension in &policy.archive_extensions {
        assert_eq!(
            policy.judge_name(&format!("virus{extension}")).risk_level,
            RiskLevel::Medium
        );
    }
    let verdict = serde_json::to_value(policy.judge_name("a.dat")).unwrap();
    assert_eq!(
        verdict,
        serde_json::json!({"safe": true, "reason": "File passed security validation", "risk_level": "safe", "recommendations": []})
    );
}

#[test]
fn a_site_can_change_the_lists() {
    let policy = SecurityPolicy {
        blocked_extensions: vec![".k".to_owned()],
        suspicious_words: Vec::new(),
        max_file_bytes: 10,
        ..SecurityPolicy::default()
    };
    assert!(!policy.judge_name("deck.k").safe);
    assert!(policy.judge_name("gaussian.com").safe);
    assert!(policy.judge_name("virus.txt").safe);
    assert!(!policy.judge("a.txt", b"x", 11).safe);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever is sent, there is an answer, it is the same twice, and the two verdicts agree where they must.
    #[test]
    fn any_name_and_any_bytes_have_one_answer(
        name in prop_oneof![any::<String>(), "[./a-zA-Z\\PC]{0,12}(\\.tar\\.gz|\\.[a-zA-Z0-9]{0,5})?"],
        magic in prop::sample::select(vec![&b""[..], b"\x7fELF", b"MZ", b"\xca\xfe\xba\xbe", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xfe"]),
        tail in prop::collection::vec(any::<u8>(), 0..9000),
        size in any::<u64>(),
    ) {
        let head = [magic, &tail].concat();
        let info = classify(&name).refined_by(&head, size);
        prop_assert_eq!(&info, &classify(&name).refined_by(&head, size));
        prop_assert_eq!(info.kind, classify(&name).kind);
        prop_assert!(info.extension.is_empty() || info.extension.starts_with('.'));
        prop_assert!(!info.extension.contains('/'), "it becomes part of no path");

        let policy = SecurityPolicy::default();
        let verdict = policy.judge(&name, &head, size);
        prop_assert_eq!(&verdict, &policy.judge(&name, &head, size));
        prop_assert!(policy.judge_name(&name).safe || !verdict.safe, "what the name forbids, bytes do not allow");
        prop_assert!(!head.starts_with(b"\x7fELF") || !verdict.safe);
    }
}
