//! `portal audit export`

use portal_audit::{Action, Record, csv};
use portal_config::Source;
use portal_db::audit::{self, Filter};
use serde_json::json;

use super::{database, operator};
use crate::arguments::ExportAudit;
use crate::failure::Failure;
use crate::output::print_piece;

/// Rows read at a time.
const ROWS: i64 = 1000;

pub(crate) fn run(export: &ExportAudit) -> Result<(), Failure> {
    let (db, _) = database::open(&Source::from_process()?)?;
    let reading = operator::did(Action::AuditRead, "audit export");
    db.run_here(|connection| audit::append(connection, &[reading]))
        .map_err(database::unreachable)?;
    let filter = Filter {
        since: export.since.clone(),
        until: export.until.clone(),
        ..Filter::default()
    };
    let line: fn(&Record) -> String = if export.csv { csv::line } else { json_line };
    let mut reads_on = !export.csv || print_piece(csv::HEADER)?;
    let mut last = None;
    while reads_on {
        let rows = db
            .run_here(|connection| audit::newer(connection, &filter, last, ROWS))
            .map_err(database::unreachable)?;
        let Some(newest) = rows.last() else {
            break;
        };
        last = Some(newest.seq);
        reads_on = print_piece(&rows.iter().map(line).collect::<String>())?;
    }
    Ok(())
}

fn json_line(record: &Record) -> String {
    format!("{}\n", json!(record))
}
