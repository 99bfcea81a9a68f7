//! For whom the portal's own account has submitted a job.

use std::sync::Arc;

use super::run::{Call, Runner};
use crate::SlurmError;
use crate::submission::Marker;

/// The account that commands run as.
pub(super) fn own_account(runner: &Runner) -> Result<Arc<str>, SlurmError> {
    let said = runner.run(&Call::new("id").arg("-un"))?;
    Ok(String::from_utf8_lossy(&said.stdout).trim().into())
}

/// A job of our own account is the person's whose name is in its marker; nobody else can submit as that account.
pub(super) fn give(user: &mut Arc<str>, comment: &str, own: &str) {
    if **user != *own {
        return;
    }
    if let Ok(marker) = comment.parse::<Marker>() {
        *user = marker.user().into();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::give;

    #[test]
    fn only_our_own_accounts_jobs_are_given_away() {
        let whose = |user: &str, comment: &str| {
            let mut user: Arc<str> = user.into();
            give(&mut user, comment, "hpc-portal");
            user.to_string()
        };
        assert_eq!(whose("hpc-portal", "hpc-portal:kim:0193"), "kim");
        assert_eq!(whose("hpc-portal", "nightly"), "hpc-portal");
        assert_eq!(whose("mallory", "hpc-portal:kim:0193"), "mallory");
    }
}
