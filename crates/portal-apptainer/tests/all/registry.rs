//! A folder of images, as operators keep it.

use std::fs::{File, FileTimes};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use portal_apptainer::registry::{PARTITIONS, Registry};
use portal_apptainer::{Discovery, Image, Kind, Memory};
use portal_testkit::{Program, TestSif};
use tempfile::TempDir;

struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        let folder = Self(TempDir::new().unwrap());
        std::fs::create_dir(folder.path("images")).unwrap();
        folder
    }

    fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn write(&self, path: &str, contents: impl AsRef<[u8]>) {
        let path = self.path(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, contents).unwrap();
    }

    fn image(&self, path: &str, name: &str) {
        self.write(path, TestSif::new(name).app("mesh").bytes());
    }

    fn discover(&self, known: &Memory) -> Discovery {
        Registry::open(self.0.path())
            .unwrap()
            .discover(&PARTITIONS, known, |_, _| {})
    }
}

fn only(discovery: &Discovery) -> &Image {
    let images: Vec<_> = discovery.images().collect();
    assert_eq!(images.len(), 1, "{discovery:?}");
    images[0].1
}

#[test]
fn images_are_found_in_their_partitions_at_any_depth() {
    let folder = Folder::new();
    folder.image("images/compute/solver-2.1.sif", "solver");
    folder.image("images/viz/deep/er/ParaView 5.sif", "paraview");
    folder.image("images/shared/tools.sif", "tools");
    folder.image("images/private/other.sif", "other");
    folder.write("images/compute/notes.txt", "not an image");
    folder.write("images/compute/LARGE.SIF", "in other letters");
    folder.write("images/compute/.hidden.sif", "hidden");
    let discovery = folder.discover(&Memory::new());
    let shown: Vec<_> = discovery
        .images()
        .map(|(path, image)| {
            (
                path,
                image.name.as_str(),
                image.partition.as_str(),
                image.kind,
                image.version.as_str(),
            )
        })
        .collect();
    let expected = [
        (
            "images/compute/solver-2.1.sif",
            "solver-2.1",
            "compute",
            Kind::Compute,
            "2.1",
        ),
        ("images/shared/tools.sif", "tools", "shared", Kind::Shared, "unknown"),
        (
            "images/viz/deep/er/ParaView 5.sif",
            "ParaView 5",
            "viz",
            Kind::Viz,
            "unknown",
        ),
    ];
    assert_eq!(shown, expected);
    assert!(discovery.is_complete());
    let image = &discovery.found["images/viz/deep/er/ParaView 5.sif"].reading;
    let image = image.image().unwrap();
    assert_eq!(image.apps, ["mesh"]);
    assert_eq!(image.labels["name"], "paraview");
    assert_eq!(image.description, "ParaView 5.sif from viz partition");
    assert_eq!(
        (image.id().len(), image.info.digest.starts_with(image.id())),
        (16, true)
    );
}

#[test]
fn what_is_written_about_an_image_counts_before_what_it_says() {
    let folder = Folder::new();
    folder.image("images/compute/solver.sif", "solver");
    folder.write("images/compute/solver.json", r#"{"name": "beside it", "version": "0"}"#);
    folder.write(
        "images/compute/solver.commands.json",
        r#"{"command_templates": [{"template_id": "run"}]}"#,
    );
    let image = only(&folder.discover(&Memory::new())).clone();
    assert_eq!((image.name.as_str(), image.version.as_str()), ("beside it", "0"));
    assert_eq!(image.command_templates[0]["template_id"], "run");

    folder.write(
        "metadata/solver.json",
        r#"{"id": "solver_13", "version": "13.1", "description": "Solves.", "type": "viz", "apps": ["a"], "labels": {"x": 1},
            "env_vars": {"A": "b"}, "size": 5, "unknown": {}, "runscript": ["no text"]}"#,
    );
    let image = only(&folder.discover(&Memory::new())).clone();
    assert_eq!((image.name.as_str(), image.version.as_str()), ("solver", "13.1"));
    assert_eq!(image.given_id.as_deref(), Some("solver_13"));
    assert_eq!((image.kind, image.description.as_str()), (Kind::Viz, "Solves."));
    assert_eq!(
        (image.labels["x"].as_str(), image.labels["name"].as_str()),
        ("1", "solver")
    );
    assert_eq!(image.remarks, ["runscript of its description is not what it should be"]);
    assert!(image.info.size > 30_000, "sizes are those of files");

    for broken in ["{", "[]", "\u{0}"] {
        folder.write("metadata/solver.json", broken);
        let image = only(&folder.discover(&Memory::new())).clone();
        assert_eq!((image.name.as_str(), image.remarks.len()), ("solver", 1));
    }
    folder.write("metadata/solver.json", " ".repeat(2_000_000));
    let image = only(&folder.discover(&Memory::new())).clone();
    assert_eq!(image.remarks, ["what is written about it is longer than 1 MiB"]);
}

#[test]
fn only_what_changed_is_read_again() {
    let folder = Folder::new();
    for number in 0..4 {
        folder.image(&format!("images/compute/i{number}.sif"), "solver");
    }
    let first = folder.discover(&Memory::new());
    assert_eq!((first.read, first.found.len()), (4, 4));
    assert!(first.bytes_read > 0);
    let second = folder.discover(&first.found);
    assert_eq!((second.read, second.bytes_read), (0, 0));
    assert_eq!(second.found, first.found);

    let earlier = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000);
    let touched = File::options()
        .write(true)
        .open(folder.path("images/compute/i0.sif"))
        .unwrap();
    touched.set_times(FileTimes::new().set_modified(earlier)).unwrap();
    folder.write("metadata/i1.json", r#"{"version": "2"}"#);
    std::fs::remove_file(folder.path("images/compute/i2.sif")).unwrap();
    folder.image("images/compute/new.sif", "new");
    let third = folder.discover(&second.found);
    assert_eq!((third.read, third.found.len()), (3, 4));
    assert_eq!(
        third.found["images/compute/i1.sif"].reading.image().unwrap().version,
        "2"
    );
    assert!(!third.found.contains_key("images/compute/i2.sif"));

    // Another file of the same size and time under the old name has another inode.
    let bytes = std::fs::read(folder.path("images/compute/i0.sif")).unwrap();
    folder.write("images/compute/next", bytes);
    let next = File::options()
        .write(true)
        .open(folder.path("images/compute/next"))
        .unwrap();
    next.set_times(FileTimes::new().set_modified(earlier)).unwrap();
    std::fs::rename(folder.path("images/compute/next"), folder.path("images/compute/i0.sif")).unwrap();
    assert_eq!(folder.discover(&third.found).read, 1);
}

#[test]
fn broken_images_are_told_once_and_hide_nothing() {
    let folder = Folder::new();
    folder.image("images/compute/solver.sif", "solver");
    folder.write("images/compute/broken.sif", "#!/bin/sh");
    let half = TestSif::new("half").bytes();
    folder.write("images/compute/half.sif", &half[..half.len() / 2]);
    let first = folder.discover(&Memory::new());
    assert_eq!(first.images().count(), 1);
    assert_eq!(first.found.len(), 3);
    let told = |path: &str| match &*first.found[path].reading {
        portal_apptainer::Reading::Refused(reason) => reason.clone(),
        image @ portal_apptainer::Reading::Image(_) => panic!("{image:?}"),
    };
    assert_eq!(told("images/compute/broken.sif"), "this is not a SIF image");
    assert!(told("images/compute/half.sif").starts_with("the image is cut off or still being written"));
    assert_eq!(folder.discover(&first.found).read, 0);
}

#[test]
fn nothing_outside_of_the_folder_is_opened_and_nothing_is_waited_for() {
    let (folder, outside) = (Folder::new(), TempDir::new().unwrap());
    TestSif::new("secret").write(&outside.path().join("secret.sif"));
    folder.image("images/compute/solver-1.sif", "solver");
    symlink("solver-1.sif", folder.path("images/compute/latest.sif")).unwrap();
    symlink(
        outside.path().join("secret.sif"),
        folder.path("images/compute/away.sif"),
    )
    .unwrap();
    symlink(outside.path(), folder.path("images/viz")).unwrap();
    symlink(".", folder.path("images/compute/circle")).unwrap();
    symlink("loop.sif", folder.path("images/compute/loop.sif")).unwrap();
    std::fs::create_dir(folder.path("images/compute/folder.sif")).unwrap();
    let made = Program::new("mkfifo")
        .args([folder.path("images/compute/pipe.sif")])
        .run();
    assert_eq!(made.code, Some(0));
    symlink("pipe.sif", folder.path("images/compute/to-pipe.sif")).unwrap();
    let discovery = folder.discover(&Memory::new());
    let found: Vec<_> = discovery.images().map(|(path, _)| path).collect();
    assert_eq!(found, ["images/compute/latest.sif", "images/compute/solver-1.sif"]);
    let problems: Vec<_> = discovery.problems.iter().map(|problem| problem.path.as_str()).collect();
    let expected = [
        "images/viz",
        "images/compute/away.sif",
        "images/compute/loop.sif",
        "images/compute/to-pipe.sif",
    ];
    assert_eq!(problems, expected);
    let registry = Registry::open(folder.0.path()).unwrap();
    for partition in ["..", ".", "", "../..", "compute/../..", "nothing"] {
        assert!(
            registry
                .discover(&[partition], &Memory::new(), |_, _| {})
                .found
                .is_empty(),
            "{partition}"
        );
    }
}

#[test]
fn a_registry_that_is_away_is_no_empty_registry() {
    let folder = TempDir::new().unwrap();
    for path in [folder.path(), Path::new("/nonexistent/registry")] {
        let error = Registry::open(path).unwrap_err();
        assert!(error.to_string().starts_with("the image registry "), "{error}");
    }
    let empty = Folder::new();
    assert_eq!(empty.discover(&Memory::new()), Discovery::default());
}

#[test]
fn progress_is_told_image_by_image() {
    let folder = Folder::new();
    folder.image("images/compute/a.sif", "a");
    folder.image("images/viz/b.sif", "b");
    let mut told = Vec::new();
    let registry = Registry::open(folder.0.path()).unwrap();
    registry.discover(&PARTITIONS, &Memory::new(), |done, of| told.push((done, of)));
    assert_eq!(told, [(1, 2), (2, 2)]);
}
