//! Jobs as lines of CSV.

use std::fmt::Write;

use portal_audit::csv::push_cell;

use super::row::JobRow;

/// Excel takes text for Latin without it, and shows Korean as noise.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// The first line.
const HEADER: &str = "id,job_id,array_job_id,array_task,task_count,name,user,account,partition,qos,state,reason,priority,\
    submit_at,eligible_at,start_at,expected_start_at,end_at,time_limit_at,time_limit_seconds,nodes,tasks,cpus,memory_bytes,\
    gpus,node_list,dependency,exit_status,exit_signal,restarts,mine\r\n";

/// What the table begins with.
pub(super) fn header() -> String {
    format!("{BYTE_ORDER_MARK}{HEADER}")
}

/// A row of the table.
pub(super) fn line(row: &JobRow) -> String {
    let mut line = String::with_capacity(512);
    text(&mut line, &row.id);
    plain(&mut line, Some(row.job_id));
    plain(&mut line, row.array_job_id);
    plain(&mut line, row.array_task);
    plain(&mut line, Some(row.task_count));
    for field in [
        &row.name,
        &row.user,
        &row.account,
        &row.partition,
        &row.qos,
        &row.state,
        &row.reason,
    ] {
        text(&mut line, field);
    }
    plain(&mut line, Some(row.priority));
    plain(&mut line, Some(&row.submit_at));
    for time in [
        &row.eligible_at,
        &row.start_at,
        &row.expected_start_at,
        &row.end_at,
        &row.time_limit_at,
    ] {
        plain(&mut line, time.as_ref());
    }
    plain(&mut line, row.time_limit_seconds);
    plain(&mut line, Some(row.nodes));
    plain(&mut line, row.tasks);
    plain(&mut line, Some(row.cpus));
    plain(&mut line, Some(row.memory_bytes));
    plain(&mut line, Some(row.gpus));
    text(&mut line, &row.node_list);
    text(&mut line, &row.dependency);
    plain(&mut line, row.exit_code.map(|code| code.status));
    plain(&mut line, row.exit_code.map(|code| code.signal));
    plain(&mut line, Some(row.restarts));
    plain(&mut line, row.mine);
    // The last comma is one too many.
    line.pop();
    line.push_str("\r\n");
    line
}

/// A cell that people wrote.
fn text(line: &mut String, field: &str) {
    push_cell(line, field);
    line.push(',');
}

/// A number or time; nothing for none.
fn plain(line: &mut String, value: Option<impl std::fmt::Display>) {
    if let Some(value) = value {
        // Writing into a String cannot fail.
        let _ = write!(line, "{value}");
    }
    line.push(',');
}

#[cfg(test)]
mod tests {
    use portal_slurm::model::JobId;

    use super::{HEADER, line};
    use crate::cluster::jobs::row::JobRow;

    #[test]
    fn a_row_has_the_columns_of_the_header_and_no_cell_is_a_formula() {
        let mut row = JobRow::of(&crate::cluster::fixtures::job(JobId::new(7).unwrap()), Some("kim"));
        assert_eq!(line(&row).matches(',').count(), HEADER.matches(',').count());
        row.name = "=HYPERLINK(\"http://x\")\n@A1".to_owned();
        let text = line(&row);
        assert!(text.contains("\"'=HYPERLINK(\"\"http://x\"\")"), "{text}");
        assert_eq!(text.lines().count(), 1);
    }
}
