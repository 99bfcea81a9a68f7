//! A connection to a node whose key is known, with the portal let in.

use std::cell::RefCell;
use std::io::{self, Read, Seek, SeekFrom};
use std::net::{Shutdown, TcpStream, ToSocketAddrs};
use std::path::Path;
use std::time::Instant;

use ssh2::{ErrorCode, FileStat, MethodType, Session, Sftp};

use super::error::NodeError;
use super::known_hosts::{KnownHosts, Verdict, fingerprint};
use super::settings::{Key, Node, Settings};
use crate::ReadAt;

/// libssh2's numbers for "it took too long".
const TIMEOUTS: [i32; 2] = [-9, -30];
/// Names in the folder that are looked at.
const MOST_NAMES: usize = 20_000;
/// Keys of an agent that are tried: servers hang up after six.
const MOST_KEYS: usize = 5;

/// A node that answers.
pub(super) struct Connection<'s> {
    settings: &'s Settings,
    deadline: Instant,
    // Fields are dropped from the first to the last: once the socket is closed, nothing that libssh2 tidies up waits for the node.
    socket: Closing,
    sftp: Sftp,
    session: Session,
}

impl<'s> Connection<'s> {
    /// Reaches the node, checks its key, and is let in.
    pub(super) fn open(
        node: &Node,
        settings: &'s Settings,
        known: &KnownHosts,
        deadline: Instant,
    ) -> Result<Self, NodeError> {
        let stream = reach(node, settings)?;
        let ours = stream
            .try_clone()
            .map_err(|error| NodeError::Unreachable(error.to_string()))?;
        let session = hello(node, settings, known, stream)?;
        let socket = Closing(ours);
        let_in(&session, settings)?;
        let sftp = session
            .sftp()
            .map_err(|error| failed(settings, "opening SFTP", &error))?;
        Ok(Self {
            settings,
            deadline,
            socket,
            sftp,
            session,
        })
    }

    /// The files in the folder that are named like images, with size and time.
    pub(super) fn images(&self) -> Result<Vec<(String, FileStat)>, NodeError> {
        let folder = &self.settings.folder;
        let cannot = |error: &ssh2::Error| match error.code() {
            ErrorCode::SFTP(_) => NodeError::Folder {
                folder: folder.clone(),
                reason: error.message().to_owned(),
            },
            ErrorCode::Session(_) => failed(self.settings, "listing images", error),
        };
        let mut listed = self.sftp.opendir(folder).map_err(|error| cannot(&error))?;
        let mut images = Vec::new();
        for count in 0.. {
            let (name, stat) = match listed.readdir() {
                Ok(entry) => entry,
                // The number that says: that was all.
                Err(error) if error.code() == ErrorCode::Session(-16) => break,
                Err(error) => return Err(cannot(&error)),
            };
            if count >= MOST_NAMES {
                let reason = format!("it has more than {MOST_NAMES} files");
                let folder = folder.clone();
                return Err(NodeError::Folder { folder, reason });
            }
            self.in_time()?;
            let Some(name) = name.to_str().filter(|name| is_image(name)) else {
                continue;
            };
            let path = format!("{}/{name}", folder.trim_end_matches('/'));
            let stat = if stat.file_type().is_symlink() {
                // It may lead nowhere.
                match self.sftp.stat(Path::new(&path)) {
                    Ok(stat) => stat,
                    Err(error) if matches!(error.code(), ErrorCode::SFTP(_)) => continue,
                    Err(error) => return Err(cannot(&error)),
                }
            } else {
                stat
            };
            if stat.is_file() {
                images.push((path, stat));
            }
        }
        images.sort_by(|one, other| one.0.cmp(&other.0));
        Ok(images)
    }

    /// Opens an image to read pieces of it.
    pub(super) fn image(&self, path: &str, size: u64) -> io::Result<RemoteFile<'_>> {
        let file = self.sftp.open(Path::new(path));
        let file = file
            .map_err(io::Error::from)
            .inspect_err(|error| self.given_up(error))?;
        Ok(RemoteFile {
            connection: self,
            file: RefCell::new(file),
            size,
        })
    }

    /// The node may take so long and no longer.
    pub(super) fn in_time(&self) -> Result<(), NodeError> {
        if Instant::now() < self.deadline {
            return Ok(());
        }
        Err(NodeError::TooSlow {
            doing: "reading images",
            limit: self.settings.node,
        })
    }

    /// What became of the node, when reading a file failed in this way; none when only the file is at fault.
    pub(super) fn lost(&self, error: &io::Error) -> Option<NodeError> {
        self.in_time().err().or_else(|| match error.kind() {
            io::ErrorKind::TimedOut => Some(NodeError::TooSlow {
                doing: "reading an image",
                limit: self.settings.step,
            }),
            _ if self.sftp.stat(Path::new(&self.settings.folder)).is_ok() => None,
            _ => Some(NodeError::Protocol {
                doing: "reading an image",
                reason: error.to_string(),
            }),
        })
    }

    /// Says goodbye.
    pub(super) fn close(self) {
        let _ = self.session.disconnect(None, "done", None);
    }

    /// Who does not answer once is not asked to close files either: that would take as long again.
    fn given_up(&self, error: &io::Error) {
        if error.kind() == io::ErrorKind::TimedOut {
            self.socket.close();
        }
    }
}

/// A socket that is closed at the end, whoever else has a handle of it.
struct Closing(TcpStream);

impl Closing {
    fn close(&self) {
        let _ = self.0.shutdown(Shutdown::Both);
    }
}

impl Drop for Closing {
    fn drop(&mut self) {
        self.close();
    }
}

/// A file on a node, read in pieces.
pub(super) struct RemoteFile<'c> {
    connection: &'c Connection<'c>,
    file: RefCell<ssh2::File>,
    size: u64,
}

impl ReadAt for RemoteFile<'_> {
    fn size(&self) -> io::Result<u64> {
        Ok(self.size)
    }

    fn read_exact_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<()> {
        if self.connection.in_time().is_err() {
            return Err(io::ErrorKind::TimedOut.into());
        }
        let mut file = self.file.borrow_mut();
        let read = file.seek(SeekFrom::Start(offset)).and_then(|_| file.read_exact(buffer));
        read.inspect_err(|error| self.connection.given_up(error))
    }
}

/// One after the other, the addresses of the node.
fn reach(node: &Node, settings: &Settings) -> Result<TcpStream, NodeError> {
    let unknown = |reason: String| NodeError::Name {
        host: node.host.clone(),
        reason,
    };
    let addresses = (node.host.as_str(), node.port).to_socket_addrs();
    let addresses: Vec<_> = addresses.map_err(|error| unknown(error.to_string()))?.collect();
    let mut failed = unknown("it has no address".to_owned());
    for address in addresses {
        match TcpStream::connect_timeout(&address, settings.connect) {
            Ok(stream) => return Ok(stream),
            Err(error) if error.kind() == io::ErrorKind::TimedOut => {
                let (doing, limit) = ("the connection", settings.connect);
                failed = NodeError::TooSlow { doing, limit };
            }
            Err(error) => failed = NodeError::Unreachable(error.to_string()),
        }
    }
    Err(failed)
}

/// Both say hello, and the node shows a key that is known.
fn hello(node: &Node, settings: &Settings, known: &KnownHosts, stream: TcpStream) -> Result<Session, NodeError> {
    const DOING: &str = "saying hello";
    let failed = |error: &ssh2::Error| failed(settings, DOING, error);
    let mut session = Session::new().map_err(|error| failed(&error))?;
    session.set_timeout(u32::try_from(settings.step.as_millis()).unwrap_or(u32::MAX));
    session.set_tcp_stream(stream);
    if let Some(algorithms) = known.algorithms(&node.host, node.port) {
        let preferred = session.method_pref(MethodType::HostKey, &algorithms);
        preferred.map_err(|error| failed(&error))?;
    }
    session.handshake().map_err(|error| failed(&error))?;
    let (key, _) = session.host_key().ok_or_else(|| NodeError::Protocol {
        doing: DOING,
        reason: "it shows no host key".to_owned(),
    })?;
    let (fingerprint, file) = (fingerprint(key), settings.known_hosts.clone());
    match known.check(&node.host, node.port, key) {
        Verdict::Known => Ok(session),
        Verdict::Unknown => Err(NodeError::UnknownHost {
            fingerprint,
            file,
            host: node.host.clone(),
            port: node.port,
        }),
        Verdict::Changed => Err(NodeError::ChangedHost { fingerprint, file }),
        Verdict::Revoked => Err(NodeError::RevokedHost { fingerprint, file }),
    }
}

/// The portal shows who it is.
fn let_in(session: &Session, settings: &Settings) -> Result<(), NodeError> {
    let shown = match &settings.key {
        Key::File(file) => session.userauth_pubkey_file(&settings.user, None, file, None),
        Key::Agent { socket } => with_agent(session, settings, socket),
    };
    match shown {
        Ok(()) => Ok(()),
        Err(error) if is_timeout(&error) => Err(failed(settings, "showing a key", &error)),
        Err(error) => Err(NodeError::Refused {
            user: settings.user.clone(),
            reason: error.message().to_owned(),
        }),
    }
}

fn with_agent(session: &Session, settings: &Settings, socket: &Path) -> Result<(), ssh2::Error> {
    let mut agent = session.agent()?;
    agent.set_identity_path(socket)?;
    agent.connect()?;
    agent.list_identities()?;
    let mut outcome = Err(ssh2::Error::new(ErrorCode::Session(-18), "the agent has no key"));
    for key in agent.identities()?.iter().take(MOST_KEYS) {
        outcome = agent.userauth(&settings.user, key);
        if outcome.as_ref().map_or_else(is_timeout, |()| true) {
            break;
        }
    }
    outcome
}

fn is_timeout(error: &ssh2::Error) -> bool {
    matches!(error.code(), ErrorCode::Session(code) if TIMEOUTS.contains(&code))
}

fn failed(settings: &Settings, doing: &'static str, error: &ssh2::Error) -> NodeError {
    if is_timeout(error) {
        let limit = settings.step;
        return NodeError::TooSlow { doing, limit };
    }
    NodeError::Protocol {
        doing,
        reason: error.message().to_owned(),
    }
}

fn is_image(name: &str) -> bool {
    !name.starts_with('.') && !name.contains(['/', '\0']) && name.len() > 4 && name.ends_with(".sif")
}
