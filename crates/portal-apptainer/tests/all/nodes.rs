//! Nodes of a test: real SSH servers, and one that stops in the middle.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use portal_apptainer::remote::{Key, Memories, Node, NodeReport, Settings, discover};
use portal_testkit::TestSshd;
use tempfile::TempDir;

/// Images are in this folder of each node.
const FOLDER: &str = "apptainers";

/// Some servers that one key opens, and what is known of their keys.
pub(crate) struct Nodes {
    pub(crate) servers: Vec<TestSshd>,
    pub(crate) nodes: Vec<Node>,
    pub(crate) settings: Settings,
    folder: TempDir,
}

impl Nodes {
    /// Servers `cn001`, `cn002` and so on, each with an empty folder.
    pub(crate) fn start(count: usize) -> Self {
        Self::of(std::iter::repeat_with(TestSshd::start).take(count).collect())
    }

    pub(crate) fn of(servers: Vec<TestSshd>) -> Self {
        let folder = TempDir::new().unwrap();
        let key = servers[0].key();
        for server in &servers {
            server.admit(&key);
            std::fs::create_dir(server.files().join(FOLDER)).unwrap();
        }
        let mut settings = Settings::new(servers[0].user(), Key::File(key), folder.path().join("known_hosts"));
        FOLDER.clone_into(&mut settings.folder);
        // Nodes that hang have less of it in their tests; all others have it on a busy machine.
        settings.step = Duration::from_secs(30);
        let nodes = (1..).zip(&servers);
        let nodes = nodes.map(|(number, server)| at(&format!("cn{number:03}"), server.port()));
        let all = Self {
            nodes: nodes.collect(),
            servers,
            settings,
            folder,
        };
        let known: String = all.servers.iter().map(TestSshd::known_hosts).collect();
        all.know(&known);
        all
    }

    /// Replaces what is known of hosts.
    pub(crate) fn know(&self, text: &str) {
        std::fs::write(&self.settings.known_hosts, text).unwrap();
    }

    /// The first node is reached over this wire.
    pub(crate) fn over(&mut self, wire: &Wire) {
        let line = self
            .known()
            .lines()
            .next()
            .unwrap()
            .split_once(' ')
            .unwrap()
            .1
            .to_owned();
        self.know(&format!("{}[127.0.0.1]:{} {line}\n", self.known(), wire.port));
        self.nodes[0].port = wire.port;
    }

    pub(crate) fn known(&self) -> String {
        std::fs::read_to_string(&self.settings.known_hosts).unwrap()
    }

    /// Where a file of a node is; nodes count from 0.
    pub(crate) fn file(&self, node: usize, name: &str) -> PathBuf {
        self.servers[node].files().join(FOLDER).join(name)
    }

    pub(crate) fn write(&self, node: usize, name: &str, bytes: &[u8]) {
        std::fs::write(self.file(node, name), bytes).unwrap();
    }

    pub(crate) fn discover(&self, known: &Memories) -> Vec<NodeReport> {
        discover(&self.nodes, &self.settings, known, &|_| {})
    }

    pub(crate) fn folder(&self) -> PathBuf {
        self.folder.path().to_owned()
    }
}

/// A node on loopback.
pub(crate) fn at(name: &str, port: u16) -> Node {
    Node {
        host: "127.0.0.1".to_owned(),
        port,
        ..Node::new(name, "compute")
    }
}

/// Paths of a node's images, without the folder.
pub(crate) fn names(report: &NodeReport) -> Vec<&str> {
    let images = report.discovery.images();
    images
        .map(|(path, _)| path.strip_prefix("apptainers/").unwrap())
        .collect()
}

/// What is remembered of these reports.
pub(crate) fn remembered(reports: &[NodeReport]) -> Memories {
    let mut memories = Memories::new();
    for report in reports {
        report.remember(&mut memories);
    }
    memories
}

/// A wire to a server, on which answers are counted.
pub(crate) struct Wire {
    pub(crate) port: u16,
    counted: Arc<AtomicUsize>,
}

impl Wire {
    /// Bytes that the server sent.
    pub(crate) fn bytes(&self) -> usize {
        self.counted.load(Ordering::SeqCst)
    }
}

/// Passes so many bytes of a server's answers on, and then nothing, with the connection open: a node that dies while it is read.
pub(crate) fn wire(server: &TestSshd, most: usize) -> Wire {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let (port, behind) = (listener.local_addr().unwrap().port(), server.port());
    let counted = Arc::new(AtomicUsize::new(0));
    let passed = Arc::clone(&counted);
    std::thread::spawn(move || {
        for client in listener.incoming().map_while(Result::ok) {
            let server = TcpStream::connect(("127.0.0.1", behind)).unwrap();
            let (from, to) = (client.try_clone().unwrap(), server.try_clone().unwrap());
            let passed = Arc::clone(&passed);
            std::thread::spawn(move || pass(from, to, usize::MAX, &AtomicUsize::new(0)));
            std::thread::spawn(move || pass(server, client, most, &passed));
        }
    });
    Wire { port, counted }
}

fn pass(mut from: TcpStream, mut to: TcpStream, most: usize, passed: &AtomicUsize) {
    let mut buffer = vec![0; 16 * 1024];
    while let Ok(count @ 1..) = from.read(&mut buffer) {
        let all = passed.fetch_add(count, Ordering::SeqCst) + count;
        if all <= most && to.write_all(&buffer[..count]).is_err() {
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Both);
}

/// Something that is told from several threads.
#[derive(Default)]
pub(crate) struct Told(Mutex<Vec<String>>);

impl Told {
    pub(crate) fn add(&self, line: String) {
        self.0.lock().unwrap().push(line);
    }

    pub(crate) fn all(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}
