//! The portal's hand on the cluster where the portal itself has no rights: a small process that is root, listens on a Unix
//! socket to the portal's account only, and does what [`Errand`] names, each as the person it is for.
//!
//! It believes nothing that it is told: what comes is read into the types that hold sound values only, and who a person is it
//! asks the host itself.

use std::io;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use portal_config::names::{SLURM_HELPER_PEER, SLURM_HELPER_SOCKET};
use portal_config::{Invalid, SlurmSettings, Source};
use portal_slurm::cli::helper::{Answer, Errand, Kind, receive, send};
use portal_slurm::cli::{Call, SlurmCommands};
use portal_slurm::model::Username;

/// Errands under way at once; commands have a lower bound of their own.
const MOST: usize = 64;
/// The portal says at once what it wants, and takes the answer at once.
const PATIENCE: Duration = Duration::from_secs(10);
/// Owner and group may connect; who they are is looked at besides.
const SOCKET_MODE: u32 = 0o660;

/// What the helper is told.
#[derive(Debug, Clone)]
pub struct HelperSettings {
    /// Where it listens.
    pub socket: PathBuf,
    /// Whose processes it listens to.
    pub peer: Username,
    /// How commands are run.
    pub slurm: SlurmSettings,
}

impl HelperSettings {
    /// Reads them.
    ///
    /// # Errors
    /// Names the first wrong variable.
    pub fn load(source: &Source) -> Result<Self, Invalid> {
        Ok(Self {
            socket: source.read(&SLURM_HELPER_SOCKET, |text| match PathBuf::from(text) {
                path if path.is_absolute() => Ok(path),
                _ => Err("expected the absolute path of the socket to listen on".to_owned()),
            })?,
            peer: source.read(&SLURM_HELPER_PEER, |text| {
                text.parse().or(Err("expected the name of an account".to_owned()))
            })?,
            slurm: SlurmSettings::load(source)?,
        })
    }
}

/// Why it does not begin.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// It could become nobody else.
    #[error("it has to run as root, to become the people that it acts for")]
    NotRoot,
    /// It would listen to nobody.
    #[error("SLURM_HELPER_PEER: there is no account {peer} on this host")]
    NoPeer {
        /// Who it should listen to.
        peer: Username,
    },
    /// It cannot listen.
    #[error("cannot listen on {}: {source}; see SLURM_HELPER_SOCKET", socket.display())]
    Socket {
        /// Where.
        socket: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// It listens.
#[derive(Debug)]
pub struct Helper {
    listener: UnixListener,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    slurm: SlurmCommands,
    peer: u32,
    under_way: AtomicUsize,
}

impl Helper {
    /// Listens; whoever connects from now on is served by [`Helper::serve`].
    ///
    /// # Errors
    /// Says what is missing.
    pub fn start(settings: &HelperSettings) -> Result<Self, StartError> {
        if !rustix::process::geteuid().is_root() {
            return Err(StartError::NotRoot);
        }
        let slurm = SlurmCommands::set_up_as_root(&settings.slurm);
        let peer = uid_of(&slurm, &settings.peer).ok_or_else(|| StartError::NoPeer {
            peer: settings.peer.clone(),
        })?;
        let listener = listen(&settings.socket).map_err(|source| StartError::Socket {
            socket: settings.socket.clone(),
            source,
        })?;
        tracing::info!(
            "listening on {} to processes of {} ({peer})",
            settings.socket.display(),
            settings.peer
        );
        Ok(Self {
            listener,
            shared: Arc::new(Shared {
                slurm,
                peer,
                under_way: AtomicUsize::new(0),
            }),
        })
    }

    /// Serves until the process ends.
    pub fn serve(self) {
        for connection in self.listener.incoming() {
            let connection = match connection {
                Ok(connection) => connection,
                Err(error) => {
                    tracing::warn!(error = &error as &dyn std::error::Error, "somebody could not be let in");
                    continue;
                }
            };
            let shared = Arc::clone(&self.shared);
            let work = move || shared.hear(connection);
            if let Err(error) = std::thread::Builder::new().spawn(work) {
                let error = &error as &dyn std::error::Error;
                tracing::error!(error, "no thread for an errand; it is dropped");
            }
        }
    }
}

impl Shared {
    fn hear(&self, mut portal: UnixStream) {
        let place = self.under_way.fetch_add(1, Ordering::AcqRel);
        if let Err(error) = self.attend(&mut portal, place < MOST) {
            tracing::warn!(error = &error as &dyn std::error::Error, "an errand was not understood");
        }
        self.under_way.fetch_sub(1, Ordering::AcqRel);
    }

    fn attend(&self, portal: &mut UnixStream, has_room: bool) -> io::Result<()> {
        portal.set_read_timeout(Some(PATIENCE))?;
        portal.set_write_timeout(Some(PATIENCE))?;
        let caller = rustix::net::sockopt::socket_peercred(&*portal)?;
        if caller.uid.as_raw() != self.peer {
            tracing::warn!("a process of account {} was turned away", caller.uid.as_raw());
            return send(portal, &badly("this helper listens to the portal only"));
        }
        if !has_room {
            return send(portal, &badly("too many errands at once"));
        }
        let errand: Errand = match receive(portal) {
            Ok(errand) => errand,
            Err(error) => {
                send(portal, &badly("the errand is none of those that are done here"))?;
                return Err(error);
            }
        };
        send(portal, &self.run(&errand))
    }

    fn run(&self, errand: &Errand) -> Answer {
        let began = Instant::now();
        let result = errand.run(&self.slurm);
        let (verb, user) = (errand.verb(), errand.user());
        let duration_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
        match &result {
            Ok(_) => tracing::info!(
                errand.verb = verb,
                errand.user = user,
                duration_ms,
                "{verb} as {user}: done"
            ),
            Err(error) => tracing::info!(
                errand.verb = verb,
                errand.user = user,
                duration_ms,
                error = error as &dyn std::error::Error,
                "{verb} as {user}: not done"
            ),
        }
        Answer::from(result)
    }
}

fn badly(said: &str) -> Answer {
    Answer::Badly {
        kind: Kind::NotAllowed,
        said: said.to_owned(),
    }
}

fn uid_of(slurm: &SlurmCommands, name: &Username) -> Option<u32> {
    let said = slurm
        .runner()
        .run(&Call::new("getent").args(["passwd", name.as_str()]))
        .ok()?;
    let line = String::from_utf8(said.stdout).ok()?;
    let mut fields = line.split(':');
    if fields.next() != Some(name.as_str()) {
        return None;
    }
    fields.nth(1)?.parse().ok()
}

/// Listens where nobody else does. What a helper before left behind is cleared away.
fn listen(socket: &Path) -> io::Result<UnixListener> {
    if UnixStream::connect(socket).is_ok() {
        return Err(io::Error::new(io::ErrorKind::AddrInUse, "another helper listens there"));
    }
    match std::fs::remove_file(socket) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        Ok(()) | Err(_) => {}
    }
    let listener = UnixListener::bind(socket)?;
    std::fs::set_permissions(socket, std::fs::Permissions::from_mode(SOCKET_MODE))?;
    Ok(listener)
}
