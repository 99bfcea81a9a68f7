//! Variables that a person gives to a job.

use serde::{Deserialize, Serialize};

use super::BadText;

/// Most variables of a job.
const MOST: usize = 100;
/// Longest value, bytes.
const LONGEST: usize = 32 << 10;
/// Longest of all together, bytes.
const LONGEST_TOGETHER: usize = 64 << 10;

/// What programs read to decide what they are, `sbatch` too, and what Slurm sets itself. The C library opens files and asks
/// hosts that some of these name, in programs too that are still root.
const RESERVED: &[&str] = &[
    "PATH",
    "HOME",
    "USER",
    "LOGNAME",
    "SHELL",
    "IFS",
    "ENV",
    "BASH_ENV",
    "TZ",
    "LANG",
    "LANGUAGE",
    "TMPDIR",
    "ALL",
    "NONE",
    "NIL",
    "LOCPATH",
    "GCONV_PATH",
    "GETCONF_DIR",
    "NLSPATH",
    "TZDIR",
    "HOSTALIASES",
    "LOCALDOMAIN",
    "RES_OPTIONS",
];
const RESERVED_BEGINNINGS: &[&str] = &[
    "SLURM",
    "SBATCH",
    "SRUN",
    "SALLOC",
    "SPANK",
    "_SLURM",
    "LD_",
    "LC_",
    "MALLOC_",
    "GLIBC_",
    "RESOLV_",
    "BASH_FUNC",
    "MUNGE",
    "PMI",
    "SUDO_",
];

/// Names and values; no name twice.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "Vec<(String, String)>", into = "Vec<(String, String)>")]
pub struct Environment(Vec<(String, String)>);

impl Environment {
    /// The variables.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl TryFrom<Vec<(String, String)>> for Environment {
    type Error = BadText;

    fn try_from(variables: Vec<(String, String)>) -> Result<Self, BadText> {
        let mut names: Vec<&str> = variables.iter().map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        let twice = names.windows(2).any(|pair| pair.first() == pair.last());
        let together: usize = variables.iter().map(|(name, value)| name.len() + value.len() + 2).sum();
        if twice || variables.len() > MOST || together > LONGEST_TOGETHER {
            return Err(BadText(
                "must be at most 100 variables, together at most 64 KiB, none twice",
            ));
        }
        if !names.iter().all(|name| is_name(name)) {
            return Err(BadText(
                "must have names of letters, digits and _, and none that decides how programs or Slurm itself work",
            ));
        }
        if variables
            .iter()
            .any(|(_, value)| value.len() > LONGEST || value.contains('\0'))
        {
            return Err(BadText("must have values of at most 32 KiB without NUL"));
        }
        Ok(Self(variables))
    }
}

impl From<Environment> for Vec<(String, String)> {
    fn from(environment: Environment) -> Self {
        environment.0
    }
}

fn is_name(name: &str) -> bool {
    let upper = name.to_ascii_uppercase();
    (1..=64).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        && !name.starts_with(|letter: char| letter.is_ascii_digit())
        && !RESERVED.contains(&upper.as_str())
        && !RESERVED_BEGINNINGS.iter().any(|beginning| upper.starts_with(beginning))
}

#[cfg(test)]
mod tests {
    use super::Environment;

    fn one(name: &str, value: &str) -> bool {
        Environment::try_from(vec![(name.to_owned(), value.to_owned())]).is_ok()
    }

    #[test]
    fn values_are_free_and_names_are_not() {
        for value in ["", "a,b", "--x", "$(id)", "줄\n바꿈", "'\"\\"] {
            assert!(one("CASE", value), "{value:?}");
        }
        for name in [
            "",
            "1A",
            "A-B",
            "A=B",
            "A B",
            "A\n",
            "가",
            "PATH",
            "path",
            "LD_PRELOAD",
            "SLURM_CONF",
            "SBATCH_EXPORT",
            "ALL",
            "none",
            "BASH_ENV",
            "LOCPATH",
            "GCONV_PATH",
            "NLSPATH",
            "TZDIR",
            "HOSTALIASES",
            "LOCALDOMAIN",
            "RES_OPTIONS",
            "RESOLV_HOST_CONF",
            "MALLOC_CHECK_",
            "GLIBC_TUNABLES",
            "LD_AUDIT",
        ] {
            assert!(!one(name, "x"), "{name:?}");
        }
        assert!(!one("A", "\0"));
        assert!(Environment::try_from(vec![("A".into(), "1".into()), ("A".into(), "2".into())]).is_err());
    }
}
