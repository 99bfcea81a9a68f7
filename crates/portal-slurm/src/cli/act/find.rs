//! Finds a job whose number was lost.

use crate::SlurmError;
use crate::cli::hand::Hand;
use crate::cli::run::{Call, Runner};
use crate::model::{JobId, Username};
use crate::submission::Marker;

/// The job of `user` with this marker: in the queue (where Slurm keeps ended jobs for some minutes), else in accounting.
pub(in crate::cli) fn find(
    runner: &Runner,
    hand: &Hand,
    user: &Username,
    marker: &Marker,
) -> Result<Option<JobId>, SlurmError> {
    let whose = match hand {
        Hand::Service => "--me".to_owned(),
        Hand::SetUser { .. } | Hand::Sudo { .. } | Hand::Helper(_) => format!("--user={user}"),
    };
    let queue = Call::new("squeue").args([
        whose.as_str(),
        "--states=all",
        "--noheader",
        "--array",
        // The number of the array, or of the job; a marker has no blank.
        "--format=%F %k",
    ]);
    let said = runner.run(&queue)?;
    if let Some(job) = search(&String::from_utf8_lossy(&said.stdout), ' ', marker) {
        return Ok(Some(job));
    }
    let mut accounting = Call::new("sacct").args([
        "--noheader",
        "--parsable2",
        "--allocations",
        "--duplicates",
        "--starttime=now-2days",
        "--format=JobID,Comment",
    ]);
    if !matches!(hand, Hand::Service) {
        accounting = accounting.arg(whose);
    }
    match runner.run(&accounting) {
        Ok(said) => Ok(search(&String::from_utf8_lossy(&said.stdout), '|', marker)),
        Err(SlurmError::NotConfigured { .. } | SlurmError::NoCommand { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

fn search(lines: &str, separator: char, marker: &Marker) -> Option<JobId> {
    let (id, _) = lines
        .lines()
        .filter_map(|line| line.split_once(separator))
        .find(|(_, comment)| comment.trim_end() == marker.as_str())?;
    id.split(['_', '+', '.']).next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::search;

    #[test]
    fn only_the_whole_marker_is_the_marker() {
        let marker = "hpc-portal:kim:7".parse().unwrap();
        assert_eq!(
            search("12 hpc-portal:kim:70\n13 (null)\n14 x hpc-portal:kim:7\n", ' ', &marker),
            None
        );
        assert_eq!(search("12 \n15 hpc-portal:kim:7\n", ' ', &marker).unwrap().get(), 15);
        assert_eq!(search("16_[1-3]|hpc-portal:kim:7\n", '|', &marker).unwrap().get(), 16);
    }
}
