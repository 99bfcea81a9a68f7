//! Real container images: a squashfs by `mksquashfs`, in a SIF as Apptainer lays it out. Nothing here can run them.

use std::path::Path;
use std::process::Stdio;

use tempfile::TempDir;

use crate::program::quiet;

/// Where the table of objects is, for how many it has room, and the bytes of one descriptor.
const TABLE: usize = 4096;
const ROOM: usize = 48;
const DESCRIPTOR: usize = 585;
/// The group that all objects of an image are in.
const GROUP: u32 = 0xf000_0001;

/// An image that is being described.
#[derive(Debug, Clone)]
pub struct TestSif {
    files: Vec<(String, Vec<u8>)>,
    options: Vec<String>,
    objects: Vec<(i32, String, Vec<u8>, Vec<u8>)>,
    id: u128,
    created: i64,
}

impl TestSif {
    /// An image as `apptainer build` makes it of a definition file: labels, scripts, environment, help.
    #[must_use]
    pub fn new(name: &str) -> Self {
        let image = Self {
            files: Vec::new(),
            options: Vec::new(),
            objects: Vec::new(),
            id: 0x1234_5678_9abc_4def_8123_4567_89ab_cdef,
            created: 1_760_000_000,
        };
        let labels = format!(
            "{{\n\t\"org.label-schema.build-arch\": \"amd64\",\n\t\"org.label-schema.schema-version\": \"1.0\",\n\t\"name\": \"{name}\"\n}}"
        );
        let definition = format!("bootstrap: docker\nfrom: debian:12\n\n%runscript\n    echo {name}\n");
        let folder = |file: &str| format!(".singularity.d/{file}");
        image
            .file(&folder("labels.json"), &labels)
            .file(&folder("runscript"), &format!("#!/bin/sh\n\n    echo {name} \"$@\"\n"))
            .file(&folder("startscript"), "#!/bin/sh\n")
            .file(&folder("test"), "#!/bin/sh\n\n    true\n")
            .file(&folder("runscript.help"), &format!("    This is {name}.\n"))
            .file(&folder("Singularity"), &definition)
            .file(&folder("actions/run"), "#!/bin/sh\n")
            .file(&folder("env/01-base.sh"), "#!/bin/sh\n")
            .file(
                &folder("env/10-docker2singularity.sh"),
                "#!/bin/sh\nexport PATH=\"/usr/bin\"\n",
            )
            .file(
                &folder("env/90-environment.sh"),
                &format!("#!/bin/sh\n\n    export NAME={name}\n"),
            )
            .file("usr/bin/solver", "#!/bin/sh\necho solver 1.0\n")
    }

    /// With a file inside, by its path without a slash at the beginning.
    #[must_use]
    pub fn file(mut self, path: &str, contents: &str) -> Self {
        self.files.retain(|(known, _)| known != path);
        self.files.push((path.to_owned(), contents.as_bytes().to_vec()));
        self
    }

    /// With an application inside (SCIF).
    #[must_use]
    pub fn app(self, name: &str) -> Self {
        let folder = |file: &str| format!("scif/apps/{name}/scif/{file}");
        self.file(&folder("labels.json"), &format!("{{\"app\": \"{name}\"}}"))
            .file(&folder("runscript"), &format!("#!/bin/sh\n\n    echo app {name}\n"))
            .file(&folder("env/90-environment.sh"), &format!("export APP={name}\n"))
    }

    /// With further options of `mksquashfs`, such as `-comp xz`.
    #[must_use]
    pub fn option(mut self, options: &str) -> Self {
        self.options.extend(options.split_whitespace().map(str::to_owned));
        self
    }

    /// With the definition file as an object of its own.
    #[must_use]
    pub fn definition(self, text: &str) -> Self {
        self.object(0x4001, "bootstrap.def", text.as_bytes(), &[])
    }

    /// With what `apptainer inspect --all` is to answer as an object.
    #[must_use]
    pub fn recorded(self, json: &str) -> Self {
        self.object(0x4006, "inspect-metadata.json", json.as_bytes(), &[])
    }

    /// With any object: a number for its kind, a name, its bytes, and what is behind its name in the table.
    #[must_use]
    pub fn object(mut self, kind: i32, name: &str, bytes: &[u8], extra: &[u8]) -> Self {
        self.objects
            .push((kind, name.to_owned(), bytes.to_vec(), extra.to_vec()));
        self
    }

    /// With this id and time of building.
    #[must_use]
    pub const fn built(mut self, id: u128, created: i64) -> Self {
        (self.id, self.created) = (id, created);
        self
    }

    /// Writes it to a file.
    ///
    /// # Panics
    /// When `mksquashfs` is missing.
    pub fn write(&self, path: &Path) {
        std::fs::write(path, self.bytes()).expect("a folder to write to");
    }

    /// The image's bytes.
    ///
    /// # Panics
    /// When `mksquashfs` is missing.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        let mut objects = self.objects.clone();
        let mut extra = Vec::new();
        extra.extend(1_i32.to_le_bytes());
        extra.extend(2_i32.to_le_bytes());
        extra.extend(b"02\0");
        objects.push((0x4004, "fs.squashfs".to_owned(), self.squashfs(), extra));
        let mut image = vec![0; TABLE + ROOM * DESCRIPTOR];
        let mut table = Vec::new();
        for (number, (kind, name, bytes, extra)) in (1_u32..).zip(&objects) {
            let padding = if *kind == 0x4004 {
                image.len().next_multiple_of(4096) - image.len()
            } else {
                0
            };
            image.resize(image.len() + padding, 0);
            let from = image.len() as u64;
            image.extend(bytes);
            let size = bytes.len() as u64;
            table.extend(kind.to_le_bytes());
            table.push(1);
            for word in [number, GROUP, 0] {
                table.extend(word.to_le_bytes());
            }
            let times = u64::try_from(self.created).unwrap_or_default();
            for word in [from, size, size + padding as u64, times, times, 0, 0] {
                table.extend(word.to_le_bytes());
            }
            table.extend(padded(name.as_bytes(), 128));
            table.extend(padded(extra, 384));
        }
        let data = image.len() - TABLE - ROOM * DESCRIPTOR;
        image.splice(TABLE..TABLE + table.len(), table);
        let header = self.header(objects.len(), data);
        image.splice(..header.len(), header);
        image
    }

    fn header(&self, objects: usize, data: usize) -> Vec<u8> {
        let mut header = padded(b"#!/usr/bin/env run-singularity\n", 32);
        header.extend(b"SIF_MAGIC\x0001\x0002\0");
        header.extend(self.id.to_be_bytes());
        header.extend(self.created.to_le_bytes());
        header.extend(self.created.to_le_bytes());
        let places = [
            ROOM - objects,
            ROOM,
            TABLE,
            ROOM * DESCRIPTOR,
            TABLE + ROOM * DESCRIPTOR,
            data,
        ];
        for place in places {
            header.extend((place as u64).to_le_bytes());
        }
        header
    }

    fn squashfs(&self) -> Vec<u8> {
        let folder = TempDir::new().expect("a temporary folder");
        let root = folder.path().join("root");
        for (path, contents) in &self.files {
            let path = root.join(path);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder to write to");
            std::fs::write(path, contents).expect("a folder to write to");
        }
        let packed = folder.path().join("fs.squashfs");
        let output = quiet("mksquashfs")
            .arg(&root)
            .arg(&packed)
            .args([
                "-all-root",
                "-noappend",
                "-no-progress",
                "-quiet",
                "-processors",
                "1",
                "-all-time",
                "0",
                "-mkfs-time",
                "0",
            ])
            .args(&self.options)
            .stderr(Stdio::piped())
            .output()
            .expect("mksquashfs is missing: apt-get install squashfs-tools");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "mksquashfs: {said}");
        std::fs::read(packed).expect("what mksquashfs wrote")
    }
}

fn padded(bytes: &[u8], length: usize) -> Vec<u8> {
    let mut padded = bytes.to_vec();
    padded.resize(length, 0);
    padded
}
