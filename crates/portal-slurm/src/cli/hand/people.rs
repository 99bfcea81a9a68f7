//! Accounts of this host.

use crate::SlurmError;
use crate::cli::run::{Call, Runner};
use crate::model::Username;

/// Numbers that distributions give to services, whatever the least number of a person is: nobody is among them, and on Debian
/// the account slurm, which may do everything on a cluster.
const SERVICES: std::ops::RangeInclusive<u32> = 61_184..=65_535;
/// `getent` says so when there is no such account.
const UNKNOWN: i32 = 2;

/// A person's account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::cli) struct Person {
    /// Its number, never 0.
    pub(super) uid: u32,
    /// Its first group.
    pub(super) gid: u32,
    /// Its home folder.
    pub(in crate::cli) home: String,
}

impl Person {
    /// Asks the host, whatever directory its accounts are in.
    ///
    /// # Errors
    /// [`SlurmError::NotAllowed`] when there is no such account, or it is not a person's.
    pub(in crate::cli) fn find(runner: &Runner, user: &Username, least_uid: u32) -> Result<Self, SlurmError> {
        let said = runner.run(&Call::new("getent").args(["passwd", user.as_str()]).fine_with(UNKNOWN))?;
        let line = String::from_utf8_lossy(&said.stdout);
        Self::read(line.trim_end(), user.as_str(), least_uid).map_err(|said| SlurmError::NotAllowed { said })
    }

    fn read(line: &str, user: &str, least_uid: u32) -> Result<Self, String> {
        let unknown = || format!("{user} has no account on this cluster");
        let fields: Vec<&str> = line.split(':').collect();
        let [name, _, uid, gid, _, home, _] = fields.as_slice() else {
            return Err(unknown());
        };
        let (Ok(uid), Ok(gid)) = (uid.parse::<u32>(), gid.parse::<u32>()) else {
            return Err(unknown());
        };
        if *name != user {
            return Err(unknown());
        }
        if uid < least_uid.max(1) || SERVICES.contains(&uid) || uid == u32::MAX || gid == 0 {
            return Err(format!("the account {user} is the system's, not a person's"));
        }
        Ok(Self {
            uid,
            gid,
            home: if home.starts_with('/') { *home } else { "/" }.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Person;

    #[test]
    fn only_people_are_people() {
        let read = |line: &str, user: &str| Person::read(line, user, 1000);
        let kim = read("kim:x:1001:100:Kim:/home/kim:/bin/bash", "kim").unwrap();
        assert_eq!((kim.uid, kim.gid, kim.home.as_str()), (1001, 100, "/home/kim"));
        for (line, user) in [
            ("", "kim"),
            ("root:x:0:0:root:/root:/bin/bash", "root"),
            ("kim:x:0:1000::/home/kim:/bin/bash", "kim"),
            ("kim:x:1001:0::/home/kim:/bin/bash", "kim"),
            ("slurm:x:64030:64030::/:/bin/false", "slurm"),
            ("www-data:x:33:33::/var/www:/bin/false", "www-data"),
            ("nobody:x:65534:65534::/:/bin/false", "nobody"),
            ("kim:x:4294967295:100::/home/kim:/bin/bash", "kim"),
            ("lee:x:1001:100::/home/lee:/bin/bash", "kim"),
            ("kim:x:-5:100::/home/kim:/bin/bash", "kim"),
        ] {
            assert!(read(line, user).is_err(), "{line}");
        }
        assert!(Person::read("kim:x:0:100::/:/", "kim", 0).is_err(), "never root");
    }
}
