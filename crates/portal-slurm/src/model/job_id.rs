//! Numbers of jobs.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Slurm's number of one record: at least 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct JobId(u32);

impl JobId {
    /// The number as Slurm prints it.
    #[must_use]
    pub fn new(number: u32) -> Option<Self> {
        (number > 0).then_some(Self(number))
    }

    /// The number.
    #[must_use]
    pub fn get(self) -> u32 {
        self.0
    }
}

impl fmt::Display for JobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Not the number of a job.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a job id is a number such as 1234, 1234_7 or 1234+1")]
pub struct BadJobId;

/// Digits only: no sign, no blank.
fn number(text: &str) -> Result<u32, BadJobId> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(BadJobId);
    }
    text.parse().or(Err(BadJobId))
}

impl FromStr for JobId {
    type Err = BadJobId;

    fn from_str(text: &str) -> Result<Self, BadJobId> {
        Self::new(number(text)?).ok_or(BadJobId)
    }
}

/// A job as people write it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum JobRef {
    /// `1234`: a record, or a whole array.
    Job(JobId),
    /// `1234_7`: a task of an array.
    Task(JobId, u32),
    /// `1234+1`: a component of a heterogeneous job.
    Component(JobId, u32),
}

impl TryFrom<String> for JobRef {
    type Error = BadJobId;

    fn try_from(text: String) -> Result<Self, BadJobId> {
        text.parse()
    }
}

impl From<JobRef> for String {
    fn from(job: JobRef) -> Self {
        job.to_string()
    }
}

impl FromStr for JobRef {
    type Err = BadJobId;

    fn from_str(text: &str) -> Result<Self, BadJobId> {
        if let Some((job, task)) = text.split_once('_') {
            Ok(Self::Task(job.parse()?, number(task)?))
        } else if let Some((leader, offset)) = text.split_once('+') {
            Ok(Self::Component(leader.parse()?, number(offset)?))
        } else {
            Ok(Self::Job(text.parse()?))
        }
    }
}

impl fmt::Display for JobRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Job(job) => job.fmt(f),
            Self::Task(job, task) => write!(f, "{job}_{task}"),
            Self::Component(leader, offset) => write!(f, "{leader}+{offset}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{JobId, JobRef};

    #[test]
    fn only_numbers_are_jobs() {
        for text in ["1", "4294967295", "1234_0", "1234_7", "1234+1"] {
            assert_eq!(text.parse::<JobRef>().unwrap().to_string(), text);
        }
        for text in [
            "",
            "0",
            "-1",
            "+1",
            " 1",
            "1 ",
            "1_",
            "_1",
            "1_a",
            "1_-1",
            "1+",
            "1++1",
            "4294967296",
            "--user=kim",
            "1;2",
            "1_2_3",
            "١",
            "1\n",
            "1_[2-3]",
        ] {
            assert!(text.parse::<JobRef>().is_err(), "{text:?}");
        }
        assert!(JobId::new(0).is_none());
    }
}
