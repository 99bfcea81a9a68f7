//! `portal migrate-db`

use portal_config::Source;
use portal_db::Applied;

use super::database;
use crate::failure::Failure;
use crate::output::print;

pub(crate) fn run() -> Result<(), Failure> {
    let (_, Applied(migrations)) = database::open(&Source::from_process()?)?;
    if migrations.is_empty() {
        print("The tables are up to date")
    } else {
        print(&format!("Applied: {}", migrations.join(", ")))
    }
}
