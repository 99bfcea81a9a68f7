//! Images on nodes, over real SSH.

use std::fs::{File, FileTimes};
use std::os::unix::fs::symlink;
use std::time::{Duration, SystemTime};

use portal_apptainer::remote::{Key, Memories, Progress, discover};
use portal_apptainer::{Discovery, Place, Reading, merge};
use portal_testkit::{Program, TestSif, TestSshd};

use crate::nodes::{Nodes, Told, names, remembered, wire};

#[test]
fn all_nodes_tell_what_they_have_and_copies_are_one_image() {
    let nodes = Nodes::start(3);
    let solver = TestSif::new("solver").app("mesh").bytes();
    nodes.write(0, "solver.sif", &solver);
    nodes.write(1, "solver.sif", &solver);
    nodes.write(1, "desktop-vnc.sif", &TestSif::new("desktop").built(2, 2).bytes());
    nodes.write(2, "solver-copy.sif", &solver);
    nodes.write(2, "notes.txt", b"not an image");
    nodes.write(2, ".hidden.sif", &solver);
    let reports = nodes.discover(&Memories::new());
    let shown: Vec<_> = reports
        .iter()
        .map(|report| (report.node.as_str(), report.error.as_deref(), names(report)))
        .collect();
    let expected = [
        ("cn001", None, vec!["solver.sif"]),
        ("cn002", None, vec!["desktop-vnc.sif", "solver.sif"]),
        ("cn003", None, vec!["solver-copy.sif"]),
    ];
    assert_eq!(shown, expected);
    let image = reports[0].discovery.images().next().unwrap().1;
    assert_eq!(
        (image.name.as_str(), image.partition.as_str(), image.kind.as_str()),
        ("solver", "compute", "custom")
    );
    assert_eq!(image.apps, ["mesh"]);

    let merged = merge(reports.iter().map(|report| (report.node.as_str(), &report.discovery)));
    assert_eq!(merged.len(), 2);
    let place = |node: &str, path: &str| Place {
        node: node.to_owned(),
        path: path.to_owned(),
    };
    let placed = &merged[&image.info.digest];
    let places = [
        place("cn001", "apptainers/solver.sif"),
        place("cn002", "apptainers/solver.sif"),
        place("cn003", "apptainers/solver-copy.sif"),
    ];
    assert_eq!((placed.image.id(), placed.places.as_slice()), (image.id(), &places[..]));
}

#[test]
fn only_what_changed_is_read_again_and_what_is_gone_is_gone() {
    let nodes = Nodes::start(2);
    let image = TestSif::new("solver").bytes();
    for node in 0..2 {
        for number in 0..3 {
            nodes.write(node, &format!("i{number}.sif"), &image);
        }
    }
    let first = nodes.discover(&Memories::new());
    assert!(
        first
            .iter()
            .all(|report| report.discovery.read == 3 && report.is_complete())
    );
    let mut known = remembered(&first);
    let second = nodes.discover(&known);
    assert!(
        second
            .iter()
            .all(|report| report.discovery.read == 0 && report.discovery.bytes_read == 0)
    );
    assert_eq!(second[0].discovery.found, first[0].discovery.found);

    let touched = File::options().write(true).open(nodes.file(0, "i1.sif")).unwrap();
    let earlier = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000);
    touched.set_times(FileTimes::new().set_modified(earlier)).unwrap();
    std::fs::remove_file(nodes.file(1, "i2.sif")).unwrap();
    let third = nodes.discover(&known);
    assert_eq!((third[0].discovery.read, third[1].discovery.read), (1, 0));
    assert_eq!(names(&third[1]), ["i0.sif", "i1.sif"]);
    third[1].remember(&mut known);
    assert_eq!(known["cn002"].len(), 2);
}

#[test]
fn only_headers_travel() {
    let mut nodes = Nodes::start(1);
    let wire = wire(&nodes.servers[0], usize::MAX);
    nodes.over(&wire);
    let mut state = 1_u64;
    let noise: String = std::iter::repeat_with(|| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        char::from(u8::try_from(state >> 57).unwrap())
    })
    .take(16 * 1024 * 1024)
    .collect();
    nodes.write(
        0,
        "large.sif",
        &TestSif::new("large").file("usr/lib/noise", &noise).bytes(),
    );
    let reports = nodes.discover(&Memories::new());
    let image = reports[0].discovery.images().next().unwrap().1;
    assert!(image.info.size > 12 * 1024 * 1024);
    assert!(
        reports[0].discovery.bytes_read < 256 * 1024,
        "{}",
        reports[0].discovery.bytes_read
    );
    // SFTP is asked ahead of what is read, and a hello costs something too.
    assert!(wire.bytes() < 600 * 1024, "{}", wire.bytes());
    let before = wire.bytes();
    nodes.discover(&remembered(&reports));
    assert!(wire.bytes() - before < 16 * 1024, "{}", wire.bytes() - before);
}

#[test]
fn what_is_no_image_is_told_and_hides_nothing() {
    let nodes = Nodes::start(1);
    let image = TestSif::new("solver").bytes();
    nodes.write(0, "solver.sif", &image);
    nodes.write(0, "broken.sif", b"#!/bin/sh");
    nodes.write(0, "half.sif", &image[..image.len() / 2]);
    nodes.write(0, "empty.sif", b"");
    std::fs::create_dir(nodes.file(0, "folder.sif")).unwrap();
    symlink("solver.sif", nodes.file(0, "latest.sif")).unwrap();
    symlink("nothing.sif", nodes.file(0, "nowhere.sif")).unwrap();
    assert_eq!(
        Program::new("mkfifo").args([nodes.file(0, "pipe.sif")]).run().code,
        Some(0)
    );
    let reports = nodes.discover(&Memories::new());
    assert!(reports[0].is_complete(), "{:?}", reports[0]);
    assert_eq!(names(&reports[0]), ["latest.sif", "solver.sif"]);
    let refused = |name: &str| match &*reports[0].discovery.found[&format!("apptainers/{name}")].reading {
        Reading::Refused(reason) => reason.clone(),
        Reading::Image(_) => panic!("{name}"),
    };
    assert_eq!(refused("broken.sif"), "this is not a SIF image");
    assert_eq!(refused("empty.sif"), "this is not a SIF image");
    assert!(refused("half.sif").contains("cut off"));
    // Broken ones are not read again either.
    assert_eq!(nodes.discover(&remembered(&reports))[0].discovery.read, 0);
}

#[test]
fn it_is_told_how_a_scan_goes_on() {
    let mut nodes = Nodes::start(2);
    nodes.settings.at_once = 1;
    let image = TestSif::new("solver").bytes();
    nodes.write(0, "a.sif", &image);
    nodes.write(0, "b.sif", &image);
    std::fs::remove_dir(nodes.file(1, "")).unwrap();
    let told = Told::default();
    let reports = discover(&nodes.nodes, &nodes.settings, &Memories::new(), &|progress| {
        told.add(match progress {
            Progress::Asked { node } => format!("{node} asked"),
            Progress::Looked { node, done, of } => format!("{node} {done}/{of}"),
            Progress::Ended {
                node,
                error,
                images,
                done,
                of,
            } => {
                format!("{node} ended {} {images} {done}/{of}", error.is_some())
            }
        });
    });
    let expected = [
        "cn001 asked",
        "cn001 1/2",
        "cn001 2/2",
        "cn001 ended false 2 1/2",
        "cn002 asked",
        "cn002 ended true 0 2/2",
    ];
    assert_eq!(told.all(), expected);
    let error = reports[1].error.as_deref().unwrap();
    assert!(error.starts_with("its folder apptainers cannot be listed: "), "{error}");
}

#[test]
fn rsa_keys_and_keys_of_an_agent_open_nodes_too() {
    let mut nodes = Nodes::of(vec![TestSshd::with_rsa()]);
    nodes.write(0, "solver.sif", &TestSif::new("solver").bytes());
    // The host's RSA key is the only one that is known: then that one is asked for.
    let known = nodes.known();
    nodes.know(known.lines().find(|line| line.contains(" ssh-rsa ")).unwrap());
    nodes.settings.key = Key::File(nodes.servers[0].rsa_key());
    assert_eq!(names(&nodes.discover(&Memories::new())[0]), ["solver.sif"]);

    let socket = nodes.folder().join("agent");
    let text = socket.to_str().unwrap();
    let mut agent = Program::new("ssh-agent").args(["-D", "-a", text]).start();
    agent.read_until("SSH_AUTH_SOCK");
    nodes.settings.key = Key::Agent { socket: socket.clone() };
    let error = nodes.discover(&Memories::new())[0].error.clone().unwrap();
    assert!(error.contains("the agent has no key"), "{error}");
    // The first key does not fit; the second one does.
    let stranger = nodes.folder().join("stranger");
    let made = Program::new("ssh-keygen")
        .args(["-q", "-t", "ed25519", "-N", "", "-f", stranger.to_str().unwrap()])
        .run();
    assert_eq!(made.code, Some(0), "{}", made.stderr);
    for key in [&stranger, &nodes.servers[0].key()] {
        let added = Program::new("ssh-add").args([key]).env("SSH_AUTH_SOCK", &socket).run();
        assert_eq!(added.code, Some(0), "{}", added.stderr);
    }
    let reports = nodes.discover(&Memories::new());
    assert_eq!(names(&reports[0]), ["solver.sif"], "{:?}", reports[0].error);
}

#[test]
fn no_nodes_are_no_work() {
    let nodes = Nodes::start(1);
    assert_eq!(discover(&[], &nodes.settings, &Memories::new(), &|_| {}), []);
    assert_eq!(nodes.discover(&Memories::new())[0].discovery, Discovery::default());
}
