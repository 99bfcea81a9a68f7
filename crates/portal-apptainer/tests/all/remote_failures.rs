//! Nodes that are dead, hang, or are not who they should be: told in words, quickly, and nobody else suffers.

use std::net::TcpListener;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use portal_apptainer::remote::{Key, Memories, Node, NodeReport};
use portal_testkit::{Program, TestSif};

use crate::nodes::{Nodes, at, names, remembered, wire};

fn error(report: &NodeReport) -> &str {
    report.error.as_deref().unwrap_or_else(|| panic!("{report:?}"))
}

#[test]
fn dead_hanging_and_false_nodes_are_told_apart_and_hold_nobody_up() {
    let mut nodes = Nodes::start(4);
    let image = TestSif::new("solver").bytes();
    for node in 0..4 {
        nodes.write(node, "solver.sif", &image);
    }
    nodes.settings.step = Duration::from_secs(4);
    // cn002 hangs; cn003 shows another key than the known one; of cn004 none is known.
    nodes.servers[1].freeze();
    let known = nodes.known();
    let [third, fourth] = [2, 3].map(|node| format!("]:{} ", nodes.servers[node].port()));
    let theirs: Vec<_> = known.lines().filter(|line| line.contains(&third)).collect();
    let of_first = known.lines().next().unwrap().split_once(' ').unwrap().1;
    let false_key = format!("{}{of_first}\n", theirs[0].split_once(' ').unwrap().0.to_owned() + " ");
    let rest = known
        .lines()
        .filter(|line| !line.contains(&third) && !line.contains(&fourth));
    nodes.know(&(rest.collect::<Vec<_>>().join("\n") + "\n" + &false_key));
    // cn005 is switched off, cn006 accepts and says nothing, cn007 has no address.
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    nodes.nodes.push(at("cn005", closed));
    nodes.nodes.push(at("cn006", silent.local_addr().unwrap().port()));
    nodes.nodes.push(Node::new("cn007.invalid", "compute"));

    let started = Instant::now();
    let reports = nodes.discover(&Memories::new());
    assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());
    assert_eq!(names(&reports[0]), ["solver.sif"]);
    assert!(reports[0].took < reports[1].took, "nobody waits for the one that hangs");
    let hangs = "it did not answer in time: saying hello took longer than 4s";
    assert_eq!(error(&reports[1]), hangs);
    let changed = error(&reports[2]);
    assert!(
        changed.starts_with("its host key SHA256:") && changed.contains(" is another one than in "),
        "{changed}"
    );
    let unknown = error(&reports[3]);
    let port = nodes.servers[3].port();
    assert!(
        unknown.contains(" is not known. Compare it")
            && unknown.ends_with(&format!("(ssh-keyscan -p {port} 127.0.0.1)")),
        "{unknown}"
    );
    assert!(
        error(&reports[4]).starts_with("it cannot be reached: "),
        "{}",
        error(&reports[4])
    );
    assert_eq!(error(&reports[5]), hangs);
    assert!(
        error(&reports[6]).starts_with("its name cn007.invalid is not known here: "),
        "{}",
        error(&reports[6])
    );
    assert!(reports.iter().skip(1).all(|report| report.discovery.found.is_empty()));

    nodes.servers[1].thaw();
    assert_eq!(names(&nodes.discover(&remembered(&reports))[1]), ["solver.sif"]);
}

#[test]
fn a_fingerprint_is_the_one_that_ssh_keygen_shows() {
    let nodes = Nodes::start(1);
    let known = nodes.known();
    nodes.know("");
    let reports = nodes.discover(&Memories::new());
    let told = error(&reports[0]);
    let fingerprint = told.split_ascii_whitespace().nth(3).unwrap();
    let shown = Program::new("ssh-keygen").args(["-l", "-f", "-"]).input(&known).run();
    assert!(shown.stdout.contains(fingerprint), "{told}\n{}", shown.stdout);
}

#[test]
fn a_node_that_dies_while_it_is_read_keeps_what_was_found() {
    let mut nodes = Nodes::start(2);
    nodes.settings.step = Duration::from_secs(4);
    let image = TestSif::new("solver").bytes();
    for number in 0..60 {
        nodes.write(0, &format!("i{number:02}.sif"), &image);
        nodes.write(1, &format!("i{number:02}.sif"), &image);
    }
    let dying = wire(&nodes.servers[0], 1_000_000);
    nodes.over(&dying);
    let started = Instant::now();
    let reports = nodes.discover(&Memories::new());
    assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());
    assert_eq!(
        error(&reports[0]),
        "it did not answer in time: reading an image took longer than 4s"
    );
    let found = reports[0].discovery.found.len();
    assert!((3..58).contains(&found), "{found}");
    assert_eq!(reports[1].discovery.found.len(), 60);

    // What was known stays known, and what was found now is not read again.
    let mut known = remembered(&reports);
    assert_eq!(known["cn001"].len(), found);
    nodes.nodes[0].port = nodes.servers[0].port();
    let again = nodes.discover(&known);
    assert_eq!(
        (again[0].discovery.found.len(), again[0].discovery.read),
        (60, 60 - found)
    );
    again[0].remember(&mut known);
    reports[0].remember(&mut known);
    assert_eq!(known["cn001"].len(), 60, "an incomplete look takes nothing away");
}

#[test]
fn a_node_may_take_so_long_and_no_longer() {
    let mut nodes = Nodes::start(1);
    let image = TestSif::new("solver").bytes();
    for number in 0..20 {
        nodes.write(0, &format!("i{number:02}.sif"), &image);
    }
    nodes.settings.node = Duration::ZERO;
    let reports = nodes.discover(&Memories::new());
    assert_eq!(
        error(&reports[0]),
        "it did not answer in time: reading images took longer than 0ns"
    );
    nodes.settings.node = Duration::from_secs(60);
    assert_eq!(nodes.discover(&Memories::new())[0].discovery.found.len(), 20);
}

#[test]
fn what_the_portal_lacks_itself_is_told_of_every_node() {
    let mut nodes = Nodes::start(1);
    nodes.nodes.push(at("cn002", 1));
    let known_hosts = nodes.settings.known_hosts.clone();
    nodes.settings.known_hosts = PathBuf::from("/nonexistent/known_hosts");
    for report in nodes.discover(&Memories::new()) {
        assert!(
            error(&report).starts_with("/nonexistent/known_hosts cannot be read: "),
            "{}",
            error(&report)
        );
    }
    nodes.settings.known_hosts = known_hosts;
    for key in [
        Key::File("/nonexistent/key".into()),
        Key::Agent {
            socket: "/nonexistent/agent".into(),
        },
    ] {
        nodes.settings.key = key;
        let reports = nodes.discover(&Memories::new());
        let user = nodes.servers[0].user();
        assert!(
            error(&reports[0]).starts_with(&format!("it does not let {user} in: ")),
            "{}",
            error(&reports[0])
        );
    }
}

#[test]
fn a_stranger_is_not_let_in_and_a_revoked_key_is_not_talked_to() {
    let mut nodes = Nodes::start(1);
    nodes.write(0, "solver.sif", &TestSif::new("solver").bytes());
    nodes.settings.user = "nobody-of-this-name".to_owned();
    let reports = nodes.discover(&Memories::new());
    assert!(
        error(&reports[0]).starts_with("it does not let nobody-of-this-name in: "),
        "{}",
        error(&reports[0])
    );
    let known = nodes.known();
    let revoked: String = known.lines().map(|line| format!("@revoked {line}\n")).collect();
    nodes.know(&(known + &revoked));
    let reports = nodes.discover(&Memories::new());
    assert!(error(&reports[0]).contains(" is revoked in "), "{}", error(&reports[0]));
}
