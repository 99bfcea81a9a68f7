//! The keys of hosts, as OpenSSH keeps them in `known_hosts`: names, wildcards, hashed names, ports, revoked keys.
//!
//! libssh2 has a reader too, which knows no wildcards and no revoked keys, and cannot say which kinds of keys it has of a host;
//! without that, a host with keys of two kinds may show the one that is not in the file.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::{Digest, Sha256};

/// Kinds of keys that are known here, and what SSH calls their signatures. The old RSA with SHA-1 is none of them.
const ALGORITHMS: [(&str, &str); 5] = [
    ("ssh-ed25519", "ssh-ed25519"),
    ("ecdsa-sha2-nistp256", "ecdsa-sha2-nistp256"),
    ("ecdsa-sha2-nistp384", "ecdsa-sha2-nistp384"),
    ("ecdsa-sha2-nistp521", "ecdsa-sha2-nistp521"),
    ("ssh-rsa", "rsa-sha2-512,rsa-sha2-256"),
];

/// A file of known hosts.
#[derive(Debug, Clone, Default)]
pub struct KnownHosts {
    lines: Vec<Line>,
}

#[derive(Debug, Clone)]
struct Line {
    revoked: bool,
    hosts: String,
    kind: String,
    key: Vec<u8>,
}

/// What a key that a host shows is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is the one that is known.
    Known,
    /// Nothing is known of this host.
    Unknown,
    /// Other ones are known.
    Changed,
    /// It must not be used any more.
    Revoked,
}

impl KnownHosts {
    /// Reads the text of a file; lines that are not understood are passed over, as OpenSSH does.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        Self {
            lines: text.lines().filter_map(Line::parse).collect(),
        }
    }

    /// What is to be thought of this key. On another port than 22, a host goes by the name `[host]:port`.
    #[must_use]
    pub fn check(&self, host: &str, port: u16, key: &[u8]) -> Verdict {
        let name = name(host, port);
        if self
            .lines
            .iter()
            .any(|line| line.revoked && line.key == key && line.is_for(&name))
        {
            return Verdict::Revoked;
        }
        let mut verdict = Verdict::Unknown;
        for line in self.of(&name) {
            if line.key == key {
                return Verdict::Known;
            }
            verdict = Verdict::Changed;
        }
        verdict
    }

    /// The signatures to ask the host for: those that its known keys make, in SSH's words with commas; none when none is known.
    #[must_use]
    pub fn algorithms(&self, host: &str, port: u16) -> Option<String> {
        let name = name(host, port);
        let known = ALGORITHMS
            .iter()
            .filter(|(kind, _)| self.of(&name).any(|line| line.kind == *kind));
        let all: Vec<_> = known.map(|(_, algorithms)| *algorithms).collect();
        (!all.is_empty()).then(|| all.join(","))
    }

    fn of(&self, name: &str) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(move |line| !line.revoked && line.is_for(name))
    }
}

/// A key as `ssh-keygen -l` shows it.
pub(crate) fn fingerprint(key: &[u8]) -> String {
    format!("SHA256:{}", STANDARD_NO_PAD.encode(Sha256::digest(key)))
}

fn name(host: &str, port: u16) -> String {
    let host = host.to_ascii_lowercase();
    if port == 22 { host } else { format!("[{host}]:{port}") }
}

impl Line {
    fn parse(line: &str) -> Option<Self> {
        let mut words = line.split_ascii_whitespace();
        let mut first = words.next().filter(|word| !word.starts_with('#'))?;
        let revoked = first == "@revoked";
        // Hosts that show certificates are not dealt with here.
        if first == "@cert-authority" {
            return None;
        }
        if revoked {
            first = words.next()?;
        }
        let kind = words.next()?.to_owned();
        let key = STANDARD.decode(words.next()?).ok()?;
        let hosts = first.to_ascii_lowercase();
        let hosts = if first.starts_with("|1|") {
            first.to_owned()
        } else {
            hosts
        };
        Some(Self {
            revoked,
            hosts,
            kind,
            key,
        })
    }

    fn is_for(&self, name: &str) -> bool {
        if let Some(hashed) = self.hosts.strip_prefix("|1|") {
            return is_hash_of(hashed, name);
        }
        let mut matches = false;
        for pattern in self.hosts.split(',') {
            match pattern.strip_prefix('!') {
                Some(pattern) if fits(pattern.as_bytes(), name.as_bytes()) => return false,
                Some(_) => {}
                None => matches |= fits(pattern.as_bytes(), name.as_bytes()),
            }
        }
        matches
    }
}

/// `salt|hash`: HMAC-SHA1 of the name.
fn is_hash_of(hashed: &str, name: &str) -> bool {
    let check = || {
        let (salt, hash) = hashed.split_once('|')?;
        let (salt, hash) = (STANDARD.decode(salt).ok()?, STANDARD.decode(hash).ok()?);
        let mut mac = Hmac::<Sha1>::new_from_slice(&salt).ok()?;
        mac.update(name.as_bytes());
        mac.verify_slice(&hash).ok()
    };
    check().is_some()
}

/// `*` is any number of letters, `?` is one. Takes time in proportion to the product of both lengths at most.
fn fits(pattern: &[u8], text: &[u8]) -> bool {
    let (mut at, mut from) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while let Some(letter) = text.get(from) {
        match pattern.get(at) {
            Some(b'*') => {
                star = Some((at, from));
                at += 1;
            }
            Some(wanted) if wanted == letter || *wanted == b'?' => (at, from) = (at + 1, from + 1),
            _ => match star {
                Some((place, taken)) => {
                    star = Some((place, taken + 1));
                    (at, from) = (place + 1, taken + 1);
                }
                None => return false,
            },
        }
    }
    pattern
        .get(at..)
        .unwrap_or_default()
        .iter()
        .all(|letter| *letter == b'*')
}

#[cfg(test)]
mod tests {
    use super::{KnownHosts, Verdict, fits};

    const FILE: &str = "\
        # a comment\n\
        cn001,10.0.0.1 ssh-ed25519 AAAA one\n\
        cn0?? ssh-rsa BBBB\n\
        gpu*,!gpu9 ecdsa-sha2-nistp256 CCCC\n\
        [login]:2222 ssh-ed25519 DDDD\n\
        @revoked * ssh-ed25519 EEEE\n\
        @cert-authority * ssh-ed25519 FFFF\n\
        |1|AAECAwQFBgcICQoLDA0ODxAREhM=|xxxx ssh-ed25519 AAAA\n\
        broken\n\
        cn007 ssh-ed25519 not-base64!\n";

    fn check(host: &str, port: u16, key: &str) -> Verdict {
        use base64::Engine;
        let key = base64::engine::general_purpose::STANDARD.decode(key).unwrap();
        KnownHosts::parse(FILE).check(host, port, &key)
    }

    #[test]
    fn a_key_is_known_unknown_changed_or_revoked() {
        assert_eq!(check("cn001", 22, "AAAA"), Verdict::Known);
        assert_eq!(check("CN001", 22, "AAAA"), Verdict::Known);
        assert_eq!(check("10.0.0.1", 22, "AAAA"), Verdict::Known);
        assert_eq!(check("cn001", 22, "BBBB"), Verdict::Known, "by the wildcard");
        assert_eq!(check("cn001", 22, "CCCC"), Verdict::Changed);
        assert_eq!(check("cn002", 22, "AAAA"), Verdict::Changed);
        assert_eq!(
            check("cn001", 2222, "AAAA"),
            Verdict::Unknown,
            "another port is another host"
        );
        assert_eq!(check("login", 2222, "DDDD"), Verdict::Known);
        assert_eq!(check("login", 22, "DDDD"), Verdict::Unknown);
        assert_eq!(check("gpu1", 22, "CCCC"), Verdict::Known);
        assert_eq!(check("gpu9", 22, "CCCC"), Verdict::Unknown);
        assert_eq!(check("cn001", 22, "EEEE"), Verdict::Revoked);
        assert_eq!(check("other", 22, "FFFF"), Verdict::Unknown);
        assert_eq!(
            check("cn007", 22, "AAAA"),
            Verdict::Changed,
            "the broken line does not count, the wildcard does"
        );
    }

    #[test]
    fn hashed_names_are_found() {
        // ssh-keygen -H of "cn001 ssh-ed25519 AAAA" with the salt 0123456789 0123456789.
        use base64::Engine;
        use hmac::{Hmac, KeyInit, Mac};
        let standard = base64::engine::general_purpose::STANDARD;
        let mut mac = Hmac::<sha1::Sha1>::new_from_slice(b"01234567890123456789").unwrap();
        mac.update(b"cn001");
        let (salt, hash) = (
            standard.encode(b"01234567890123456789"),
            standard.encode(mac.finalize().into_bytes()),
        );
        let hosts = KnownHosts::parse(&format!("|1|{salt}|{hash} ssh-ed25519 AAAA"));
        assert_eq!(hosts.check("cn001", 22, &[0, 0, 0]), Verdict::Known);
        assert_eq!(hosts.check("cn002", 22, &[0, 0, 0]), Verdict::Unknown);
    }

    #[test]
    fn the_kinds_of_keys_that_are_known_are_asked_for() {
        let hosts = KnownHosts::parse(FILE);
        let asked = |host| hosts.algorithms(host, 22);
        assert_eq!(asked("cn001").as_deref(), Some("ssh-ed25519,rsa-sha2-512,rsa-sha2-256"));
        assert_eq!(asked("gpu2").as_deref(), Some("ecdsa-sha2-nistp256"));
        assert_eq!(asked("other"), None);
    }

    #[test]
    fn wildcards_fit_as_a_whole() {
        for (pattern, text, fit) in [
            ("*", "", true),
            ("a*c", "abcbc", true),
            ("a*c", "abcb", false),
            ("?", "", false),
            ("**a", "bba", true),
            ("", "a", false),
            ("a?", "ab", true),
        ] {
            assert_eq!(fits(pattern.as_bytes(), text.as_bytes()), fit, "{pattern} {text}");
        }
    }
}
