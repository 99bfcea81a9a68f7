//! The log as a table for spreadsheets (RFC 4180).

use crate::Record;
use crate::text::on_one_line;

/// The first line.
pub const HEADER: &str = "seq,at,actor,method,address,request_id,action,object,outcome,reason,hash\r\n";

/// No field of a record that was written by us is longer.
const LONGEST_CELL: usize = 4096;

/// A row. Cells are quoted, one row is one line whatever stands in it, and none is a formula to a spreadsheet.
#[must_use]
pub fn line(record: &Record) -> String {
    let mut line = record.seq.to_string();
    for field in [
        &record.at,
        &record.actor,
        &record.method,
        &record.address,
        &record.request_id,
        &record.action,
        &record.object,
        &record.outcome,
        &record.reason,
        &record.hash,
    ] {
        line.push(',');
        push_cell(&mut line, field);
    }
    line.push_str("\r\n");
    line
}

/// Adds a cell that people wrote: quoted, on one line, and no formula to a spreadsheet.
pub fn push_cell(line: &mut String, field: &str) {
    let text = on_one_line(field, LONGEST_CELL);
    line.push('"');
    if is_formula(&text) {
        // What spreadsheets take as "this is text".
        line.push('\'');
    }
    line.push_str(&text.replace('"', "\"\""));
    line.push('"');
}

/// What a spreadsheet may compute instead of show; full-width forms are the same to those of East Asia.
fn is_formula(text: &str) -> bool {
    let text = text.trim_start();
    const FULL_WIDTH: [char; 4] = ['\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'];
    text != "-" && (text.starts_with(['=', '+', '-', '@', '|', '%']) || text.starts_with(FULL_WIDTH))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Action, Entry, Happened, Head};

    fn row(object: &str) -> Record {
        let happened = Happened {
            at: "2026-11-22T01:02:03.004Z".to_owned(),
            entry: Entry::new(Action::AccessRefuse, "-").by("kim", "bearer"),
        };
        Record {
            object: object.to_owned(),
            hash: "00".to_owned(),
            ..Record::sealed(&Head::default(), happened)
        }
    }

    #[test]
    fn a_row_is_one_line_whatever_stands_in_it() {
        let line = line(&row("a\"b,c\r\nd"));
        let expected = "1,\"2026-11-22T01:02:03.004Z\",\"kim\",\"bearer\",\"-\",\"-\",\"access.refuse\",\
                        \"a\"\"b,c␍␊d\",\"ok\",\"\",\"00\"\r\n";
        assert_eq!(line, expected);
        assert_eq!(HEADER.split(',').count(), line.split("\",\"").count() + 1);
    }

    #[test]
    fn no_cell_is_a_formula() {
        for formula in ["=1+1", "+1", "-2+3", "@SUM(A1)", " =1", "\t=1", "\u{ff1d}1", "|calc"] {
            let line = line(&row(formula));
            let cell = line.split("\",\"").nth(6).unwrap();
            assert!(cell.starts_with(['\'', '␉']), "{formula}: {cell}");
        }
        assert!(line(&row("-")).contains(",\"-\",\"ok\""));
    }
}
