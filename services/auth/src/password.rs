//! Passwords: which are good enough, how they are kept, and how they are checked without being a burden.

use std::sync::Arc;
use std::time::Duration;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{self, PasswordHasher, PasswordVerifier};
use portal_jwt::Username;
use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::hashers::{BrokenOff, Hashers};

/// Most passwords checked at once, each with 19 MiB of memory (argon2id at OWASP's floor: m = 19 MiB, t = 2, p = 1).
const MOST_AT_ONCE: usize = 4;

/// Who waits longer than this for a turn is told to come back.
const PATIENCE: Duration = Duration::from_secs(5);

/// Half of the processors at most: the other half answers everybody who is signed in already.
fn at_once() -> usize {
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    (processors / 2).clamp(1, MOST_AT_ONCE)
}

/// NIST SP 800-63B, 3.1.1.2: length is what counts; no rules about digits and signs.
const SHORTEST: usize = 10;
const LONGEST: usize = 256;
const DISTINCT: usize = 5;

/// A password that somebody wants to use from now on.
pub struct NewPassword(String);

/// Why it cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WeakPassword {
    /// Easily tried out.
    #[error("the password must have at least {SHORTEST} characters")]
    Short,
    /// Nobody types that.
    #[error("the password must have at most {LONGEST} bytes")]
    Long,
    /// The first thing that is tried.
    #[error("the password must not contain the user name")]
    ContainsName,
    /// Such as `aaaaaaaaaa`.
    #[error("the password must have at least {DISTINCT} different characters")]
    Monotonous,
}

impl std::fmt::Debug for NewPassword {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NewPassword(…)")
    }
}

impl NewPassword {
    /// Takes a password for `name`, if it is good enough.
    ///
    /// # Errors
    /// Says what is missing.
    pub fn parse(text: &str, name: &Username) -> Result<Self, WeakPassword> {
        let distinct = text.chars().collect::<std::collections::BTreeSet<_>>().len();
        if text.chars().count() < SHORTEST {
            Err(WeakPassword::Short)
        } else if text.len() > LONGEST {
            Err(WeakPassword::Long)
        } else if text.to_lowercase().contains(&name.as_str().to_lowercase()) {
            Err(WeakPassword::ContainsName)
        } else if distinct < DISTINCT {
            Err(WeakPassword::Monotonous)
        } else {
            Ok(Self(text.to_owned()))
        }
    }

    /// A password that is in use already, whatever today's rules say of it.
    pub(crate) fn as_it_is(text: String) -> Self {
        Self(text)
    }

    /// What is kept of it: a PHC string of argon2id with a random salt.
    ///
    /// # Errors
    /// When the machine gives no random bytes.
    pub fn hash(&self) -> Result<String, password_hash::Error> {
        hash(&self.0)
    }
}

fn hash(password: &str) -> Result<String, password_hash::Error> {
    Ok(Argon2::default().hash_password(password.as_bytes())?.to_string())
}

/// A password could not be checked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unchecked {
    /// Too many at once.
    #[error("too many passwords are being checked")]
    Busy,
    /// What is kept of the password cannot be read.
    #[error("the stored password hash cannot be used")]
    Stored(#[source] password_hash::Error),
    /// A defect.
    #[error(transparent)]
    BrokenOff(#[from] BrokenOff),
}

/// Passwords cannot be hashed on this machine.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unusable {
    /// No random bytes.
    #[error("no password can be hashed")]
    Hash(#[from] password_hash::Error),
    /// No threads.
    #[error("no thread can be started")]
    Threads(#[from] std::io::Error),
}

/// Checks passwords beside the event loop, a few at a time.
pub(crate) struct Passwords {
    hashers: Hashers,
    turns: Arc<Semaphore>,
    patience: Duration,
    /// Nobody's: an unknown name costs the same time as a wrong password.
    nobody: Arc<str>,
}

impl Passwords {
    pub(crate) fn new() -> Result<Self, Unusable> {
        let at_once = at_once();
        Ok(Self {
            hashers: Hashers::start(at_once)?,
            turns: Arc::new(Semaphore::new(at_once)),
            patience: PATIENCE,
            nobody: hash("nobody has this password")?.into(),
        })
    }

    /// What is kept of a new password; hashed in turn with the checks, since it costs as much.
    pub(crate) async fn keep(&self, password: NewPassword) -> Result<String, Unchecked> {
        let turn = timeout(self.patience, Arc::clone(&self.turns).acquire_owned()).await;
        let Ok(Ok(turn)) = turn else {
            return Err(Unchecked::Busy);
        };
        let hash = move || {
            let _turn = turn;
            password.hash()
        };
        self.hashers.run(hash).await?.map_err(Unchecked::Stored)
    }

    /// Whether `password` belongs to `kept`; never, but just as slowly, without one.
    pub(crate) async fn check(&self, kept: Option<&str>, password: String) -> Result<bool, Unchecked> {
        let known = kept.is_some();
        let kept: Arc<str> = kept.map_or_else(|| Arc::clone(&self.nobody), Arc::from);
        let turn = timeout(self.patience, Arc::clone(&self.turns).acquire_owned()).await;
        let Ok(Ok(turn)) = turn else {
            return Err(Unchecked::Busy);
        };
        let check = move || {
            let _turn = turn;
            matches(&kept, &password)
        };
        Ok(self.hashers.run(check).await?? && known)
    }
}

/// Whether a password was kept under other terms than today's, and should be hashed anew when it is next typed.
pub(crate) fn is_outdated(kept: &str) -> bool {
    let Ok(kept) = PasswordHash::new(kept) else {
        return true;
    };
    let today = Argon2::default();
    let number = |name: &str| kept.params.get_decimal(name);
    let params = today.params();
    kept.algorithm.as_str() != "argon2id"
        || number("m") != Some(params.m_cost())
        || number("t") != Some(params.t_cost())
        || number("p") != Some(params.p_cost())
}

fn matches(kept: &str, password: &str) -> Result<bool, Unchecked> {
    let kept = PasswordHash::new(kept).map_err(|error| Unchecked::Stored(error.into()))?;
    match Argon2::default().verify_password(password.as_bytes(), &kept) {
        Ok(()) => Ok(true),
        Err(password_hash::Error::PasswordInvalid) => Ok(false),
        Err(error) => Err(Unchecked::Stored(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(text: &str) -> Option<WeakPassword> {
        NewPassword::parse(text, &"kim".parse().unwrap()).err()
    }

    #[test]
    fn length_counts_and_not_signs() {
        assert_eq!(verdict("correct horse battery"), None);
        assert_eq!(verdict("비밀번호는 길수록 좋다"), None);
        assert_eq!(verdict("short"), Some(WeakPassword::Short));
        assert_eq!(verdict(&"abcdefgh".repeat(33)), Some(WeakPassword::Long));
        assert_eq!(verdict("my name is Kim!"), Some(WeakPassword::ContainsName));
        assert_eq!(verdict("abababababab"), Some(WeakPassword::Monotonous));
    }

    #[test]
    fn what_is_kept_is_argon2id_at_owasps_floor_with_a_salt() {
        let password = NewPassword::parse("correct horse battery", &"kim".parse().unwrap()).unwrap();
        let kept = password.hash().unwrap();
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
        assert_ne!(kept, password.hash().unwrap());
        assert!(!format!("{password:?}").contains("horse"));
    }

    #[tokio::test]
    async fn only_the_right_password_of_somebody_matches() {
        let passwords = Passwords::new().unwrap();
        let kept = hash("right").unwrap();
        assert!(passwords.check(Some(&kept), "right".into()).await.unwrap());
        assert!(!passwords.check(Some(&kept), "wrong".into()).await.unwrap());
        let nobodys = "nobody has this password".to_owned();
        assert!(!passwords.check(None, nobodys).await.unwrap());
        let broken = passwords.check(Some("not a hash"), "right".into()).await;
        assert!(matches!(broken, Err(Unchecked::Stored(_))));
    }

    #[tokio::test]
    async fn whoever_gets_no_turn_is_told_so() {
        let passwords = Passwords {
            hashers: Hashers::start(1).unwrap(),
            turns: Arc::new(Semaphore::new(0)),
            patience: Duration::from_millis(1),
            nobody: "".into(),
        };
        assert!(matches!(passwords.check(None, "x".into()).await, Err(Unchecked::Busy)));
    }
}
