//! Folders on a real file system. As root they are shared with real accounts, which then try to get in.

use std::fs;
use std::os::fd::AsFd;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};

use portal_slurm::RunsAs;
use portal_testkit::Program;
use tempfile::TempDir;

use super::super::outputs;
use super::*;

const ALICE: RunsAs = RunsAs::Person { uid: 4001 };

fn root() -> (TempDir, JobsRoot) {
    let dir = tempfile::tempdir().unwrap();
    fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o711)).unwrap();
    let root = JobsRoot::new(dir.path().to_owned());
    (dir, root)
}

fn user(name: &str) -> Username {
    name.parse().unwrap()
}

fn uploads(mode: u32) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("mesh.msh");
    fs::write(&path, "mesh").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
    dir
}

#[test]
fn names_of_folders_say_when_and_what_and_are_safe_anywhere() {
    let name = |text: &str| folder_name("2026-11-22T10:20:30Z", text, "abc123");
    assert_eq!(name("Crash 7 (v2)"), "20261122-102030-crash-7-v2-abc123");
    assert_eq!(name("../../etc"), "20261122-102030-etc-abc123");
    assert_eq!(name("해석"), "20261122-102030-job-abc123");
    assert_eq!(name("$(id)`x`'\""), "20261122-102030-id-x-abc123");
    assert!(name(&"a".repeat(500)).len() < 80);
}

#[test]
fn an_input_is_a_link_and_what_is_discarded_leaves_nothing() {
    let (dir, root) = root();
    let uploads = uploads(0o644);
    let from = fs::File::open(uploads.path()).unwrap();
    let folder = root.make(&user("alice"), "f1", RunsAs::Portal).unwrap();
    assert_eq!(folder.stage(from.as_fd(), "mesh.msh", "0-mesh").unwrap(), 4);
    folder.hand_over("#!/bin/bash\n").unwrap();
    let path = dir.path().join("alice/f1");
    assert!(!path.exists(), "it has its name when a row knows of it");
    assert!(root.publish_recorded(folder.path()).unwrap());
    assert!(
        root.publish_recorded(folder.path()).unwrap(),
        "a second time nothing is to be done"
    );
    assert_eq!(folder.path(), path.to_str().unwrap());
    let staged = fs::metadata(path.join(".staged/0-mesh")).unwrap();
    assert_eq!(
        staged.ino(),
        fs::metadata(uploads.path().join("mesh.msh")).unwrap().ino()
    );
    assert_eq!(fs::metadata(&path).unwrap().mode() & 0o7777, 0o770);
    // The same name twice is somebody's mistake, not another job's folder.
    let second = root.make(&user("alice"), "f1", RunsAs::Portal).unwrap();
    assert!(second.publish().is_err());
    second.discard();
    assert!(path.join("script.sh").exists());
    root.discard_recorded(folder.path());
    assert!(!root.publish_recorded(folder.path()).unwrap());
    assert_eq!(fs::read_dir(dir.path().join("alice")).unwrap().count(), 0);
    assert!(uploads.path().join("mesh.msh").exists());
}

#[test]
fn what_cannot_be_linked_is_copied_and_what_is_no_file_is_refused() {
    let (dir, root) = root();
    let uploads = uploads(0o600);
    symlink("/etc/passwd", uploads.path().join("link")).unwrap();
    let from = fs::File::open(uploads.path()).unwrap();
    let folder = root.make(&user("alice"), "f1", RunsAs::Portal).unwrap();
    assert!(folder.stage(from.as_fd(), "link", "0-link").is_err());
    assert!(folder.stage(from.as_fd(), "../x", "0-x").is_err());
    folder.copy(from.as_fd(), "mesh.msh", "1-copy").unwrap();
    assert_eq!(
        fs::read(dir.path().join("alice/.making-f1/.staged/1-copy")).unwrap(),
        b"mesh"
    );
    let proc = fs::File::open("/proc/self").unwrap();
    // Another file system.
    assert!(folder.stage(proc.as_fd(), "status", "2-status").is_ok());
    assert!(
        fs::read_to_string(dir.path().join("alice/.making-f1/.staged/2-status"))
            .unwrap()
            .contains("Name:")
    );
}

#[test]
fn a_missing_root_is_told_as_such_and_nothing_is_made_beside_it() {
    let (dir, _) = root();
    let missing = dir.path().join("away");
    let error = JobsRoot::new(missing.clone())
        .make(&user("alice"), "f", RunsAs::Portal)
        .unwrap_err();
    assert!(matches!(error, FolderError::Missing(path) if path == missing));
    assert!(!missing.exists());
}

#[test]
fn links_that_a_job_leaves_lead_nowhere() {
    let (dir, root) = root();
    let folder = root.make(&user("alice"), "f1", RunsAs::Portal).unwrap();
    folder.hand_over("#!/bin/bash\n").unwrap();
    folder.publish().unwrap();
    let path = dir.path().join("alice/f1");
    fs::create_dir_all(path.join("results/deep")).unwrap();
    fs::write(path.join("results/deep/out.h5"), "h5").unwrap();
    fs::write(path.join("job.log"), "log").unwrap();
    symlink("/etc/passwd", path.join("results/passwd")).unwrap();
    symlink("/etc", path.join("etc")).unwrap();
    symlink("..", path.join("up")).unwrap();
    let held = root.open_recorded(folder.path()).unwrap();
    let found = outputs::list(&held).unwrap();
    let paths: Vec<_> = found.files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(paths, ["job.log", "results/deep/out.h5", "script.sh"]);
    for wrong in [
        "results/passwd",
        "etc/passwd",
        "up/f1/job.log",
        "../f1/job.log",
        "/etc/passwd",
        "results",
        "",
        ".",
        "a\0b",
        "results//deep/out.h5",
        "job.log/x",
        "./job.log",
    ] {
        let error = outputs::open(&held, wrong).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::NotFound, "{wrong:?}: {error}");
    }
    assert!(outputs::open(&held, "results/deep/out.h5").is_ok());
    // Not beneath the root.
    assert!(root.open_recorded("/etc").is_err());
    assert!(
        root.open_recorded(&format!("{}/alice/../..", dir.path().display()))
            .is_err()
    );
}

#[test]
fn a_listing_holds_one_folder_open_whatever_a_job_makes() {
    let dir = tempfile::tempdir().unwrap();
    for number in 0..2000 {
        fs::create_dir(dir.path().join(number.to_string())).unwrap();
    }
    fs::write(dir.path().join("1999/x"), "").unwrap();
    let held: OwnedFd = fs::File::open(dir.path()).unwrap().into();
    let limit = rustix::process::getrlimit(rustix::process::Resource::Nofile);
    // Each test is a process of its own, so that the limit is this one's.
    let low = rustix::process::Rlimit {
        current: Some(64),
        ..limit
    };
    rustix::process::setrlimit(rustix::process::Resource::Nofile, low).unwrap();
    let found = outputs::list(&held);
    rustix::process::setrlimit(rustix::process::Resource::Nofile, limit).unwrap();
    let found = found.unwrap();
    assert_eq!((found.files.len(), found.more), (1, false));
}

/// Needs root, because only root can become the two others; CI's stories are run as root.
#[test]
fn a_folder_is_the_persons_and_the_portals_and_nobody_elses() {
    if !rustix::process::geteuid().is_root() {
        panic!("run this as root: it becomes two other accounts");
    }
    let (dir, root) = root();
    let uploads = uploads(0o600);
    let from = fs::File::open(uploads.path()).unwrap();
    let folder = root.make(&user("alice"), "f1", ALICE).unwrap();
    folder.stage(from.as_fd(), "mesh.msh", "0-mesh").unwrap();
    let path = dir.path().join("alice/f1");
    let person = dir.path().join("alice");
    let shell = |uid: u32, line: &str| {
        let who = format!("--reuid={uid}");
        let gid = format!("--regid={uid}");
        let script = format!(
            "cd '{}' && {line}",
            if path.exists() { &path } else { &person }.display()
        );
        let arguments = [
            who.as_str(),
            gid.as_str(),
            "--clear-groups",
            "--",
            "sh",
            "-c",
            script.as_str(),
        ];
        Program::new("setpriv").args(arguments).run().code == Some(0)
    };
    assert!(!shell(4001, "cd .making-f1"), "not before it is handed over");
    folder.hand_over("#!/bin/bash\n").unwrap();
    folder.publish().unwrap();
    // A strict umask of the job keeps nothing from the portal: the default list counts instead.
    assert!(shell(
        4001,
        "umask 077; cat .staged/0-mesh script.sh; rm .staged/0-mesh; mkdir results; echo x > results/out"
    ));
    assert!(!shell(4001, "echo x >> script.sh"));
    assert!(!shell(4001, "touch ../other"));
    assert!(!shell(4002, "true"), "nobody else gets in");
    let mut list = [0; 200];
    let length = rustix::fs::getxattr(path.join("results/out"), "system.posix_acl_access", &mut list).unwrap();
    // user:0:rwx and user:4001:rwx behind the version and the owner; the mask is what `echo` asked for.
    let user = |at: usize| (list[at], u32::from_le_bytes(list[at + 4..at + 8].try_into().unwrap()));
    assert_eq!((length, user(12), user(20)), (52, (2, 0), (2, 4001)));
    assert_eq!(fs::metadata(path.join("results/out")).unwrap().mode() & 0o007, 0);
    root.discard_recorded(folder.path());
    // With a list the mode's bits of the group are its mask; shared again, the group gets nothing of that.
    let alice = "alice".parse().unwrap();
    root.make(&alice, "f2", ALICE).unwrap().discard();
    let length = rustix::fs::getxattr(&person, "system.posix_acl_access", &mut list).unwrap();
    assert_eq!((length, list[20], list[22]), (44, 4, 0), "no right for the group");
}
