//! Whatever is done to the log, the verifier finds it: every byte of every field of a hundred rows is changed, every
//! row is taken out, doubled, swapped and followed by a forged one, and every end is cut off.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests fail as tests do"
)]

use portal_audit::{Action, Broken, Entry, Happened, Head, Record, Verifier};

const ROWS: i64 = 120;

/// A log in which many kinds of things happen, with texts of many kinds.
fn log() -> Vec<Record> {
    let people = ["kim", "lee", "-", "김철수", "o'brien", "a,b;\"c\""];
    let reasons = ["", "permission_missing", "line\nbreak", "nul\0", "다른 사람의 파일"];
    let mut head = Head::default();
    let mut next = |index: usize| {
        let action = Action::ALL[index % Action::ALL.len()];
        let entry = Entry::new(action, &format!("upload:{index:016x} input-{index}.dat"))
            .by(people[index % people.len()], "cookie")
            .from(&format!("192.0.2.{index}"), &format!("0193f1c2{index:08x}"));
        let reason = reasons[index % reasons.len()];
        let entry = match index % 3 {
            0 => entry,
            1 => entry.refused(reason),
            _ => entry.failed(reason),
        };
        let record = Record::sealed(
            &head,
            Happened {
                at: format!("2026-11-22T01:02:{:02}.{index:03}Z", index % 60),
                entry,
            },
        );
        head = record.head();
        record
    };
    (0..usize::try_from(ROWS).unwrap()).map(&mut next).collect()
}

fn verified(rows: &[Record]) -> Result<Head, Broken> {
    verified_by(Verifier::default(), rows)
}

fn verified_by(mut verifier: Verifier, rows: &[Record]) -> Result<Head, Broken> {
    for row in rows {
        verifier.check(row)?;
    }
    verifier.finish()
}

/// Texts of a row, hash included.
fn texts(row: &mut Record) -> [&mut String; 10] {
    [
        &mut row.at,
        &mut row.actor,
        &mut row.method,
        &mut row.address,
        &mut row.request_id,
        &mut row.action,
        &mut row.object,
        &mut row.outcome,
        &mut row.reason,
        &mut row.hash,
    ]
}

#[test]
fn a_log_as_it_was_written_is_found_whole() {
    let rows = log();
    let head = verified(&rows).unwrap();
    assert_eq!((head.seq, &head), (ROWS, &rows.last().unwrap().head()));
    assert_eq!(verified(&[]).unwrap(), Head::default());
    for row in &rows {
        let known = Verifier::knowing(row.head());
        assert_eq!(verified_by(known, &rows).unwrap(), head, "an older head is also known");
    }
}

#[test]
fn every_changed_byte_of_every_field_is_found_at_its_row() {
    let rows = log();
    let mut mutations = 0;
    for index in 0..rows.len() {
        for field in 0..10 {
            for place in 0..texts(&mut rows[index].clone())[field].len() {
                // All bits of some rows, one of each byte of the others.
                let bits = if index % 20 == 0 {
                    0..8
                } else {
                    place % 8..place % 8 + 1
                };
                for bit in bits {
                    let mut changed = rows[index].clone();
                    let text = &mut texts(&mut changed)[field];
                    let mut bytes = text.as_bytes().to_vec();
                    bytes[place] ^= 1 << bit;
                    // Databases give what is no text as `�`, which is never recorded.
                    **text = String::from_utf8_lossy(&bytes).into_owned();
                    let before = index
                        .checked_sub(1)
                        .map(|before| rows[before].head())
                        .unwrap_or_default();
                    assert_ne!(
                        changed.hash,
                        changed.hash_after(&before.hash),
                        "row {index}, field {field}, byte {place}"
                    );
                    mutations += 1;
                    if mutations % 50 == 0 {
                        let mut all = rows.clone();
                        all[index] = changed;
                        let seq = rows[index].seq;
                        assert_eq!(verified(&all), Err(Broken::Altered { seq }));
                    }
                }
            }
        }
    }
    assert!(mutations > 20_000, "{mutations}");
}

#[test]
fn every_changed_number_is_found() {
    let rows = log();
    for index in 0..rows.len() {
        for bit in 0..64 {
            let mut all = rows.clone();
            all[index].seq ^= 1 << bit;
            assert!(verified(&all).is_err(), "row {index}, bit {bit}");
            // The database would give it in another place.
            all.sort_by_key(|row| row.seq);
            assert!(verified(&all).is_err(), "row {index}, bit {bit}, in its new place");
        }
    }
}

#[test]
fn every_row_that_is_taken_out_is_found() {
    let rows = log();
    for index in 0..rows.len() - 1 {
        let mut all = rows.clone();
        let taken = all.remove(index).seq;
        let expected = Broken::Missing {
            expected: taken,
            found: taken + 1,
        };
        assert_eq!(verified(&all), Err(expected));
        // Also when those that follow are numbered anew.
        for row in &mut all[index..] {
            row.seq -= 1;
        }
        assert_eq!(verified(&all), Err(Broken::Altered { seq: taken }));
    }
}

#[test]
fn every_row_that_is_put_in_is_found() {
    let rows = log();
    for index in 0..=rows.len() {
        let before = index
            .checked_sub(1)
            .map(|before| rows[before].head())
            .unwrap_or_default();
        let forged = Record::sealed(
            &before,
            Happened {
                at: "2026-11-22T01:02:03.004Z".to_owned(),
                entry: Entry::new(Action::FileDelete, "forged").by("lee", "bearer"),
            },
        );
        for twice in [&forged, &rows[index.min(rows.len() - 1)]] {
            let mut all = rows.clone();
            all.insert(index, twice.clone());
            if index < rows.len() {
                assert!(verified(&all).is_err(), "row {index}");
                // Also when those that follow are numbered anew.
                for row in &mut all[index + 1..] {
                    row.seq += 1;
                }
                assert!(verified(&all).is_err(), "row {index}");
            }
        }
    }
    let negative = Record {
        seq: -1,
        ..rows[0].clone()
    };
    let all: Vec<_> = std::iter::once(negative).chain(rows).collect();
    assert_eq!(verified(&all).unwrap_err().seq(), -1);
}

#[test]
fn all_rows_that_change_places_are_found() {
    let rows = log();
    for one in 0..rows.len() {
        for other in one + 1..rows.len() {
            let mut all = rows.clone();
            all.swap(one, other);
            assert!(verified(&all).is_err(), "{one} and {other}");
            // Also when each takes the number of its new place.
            (all[one].seq, all[other].seq) = (all[other].seq, all[one].seq);
            assert!(verified(&all).is_err(), "{one} and {other}, numbered anew");
        }
    }
}

#[test]
fn an_end_that_was_cut_off_is_found_by_a_head_that_was_kept() {
    let rows = log();
    let known = rows.last().unwrap().head();
    for length in 0..rows.len() {
        let cut = &rows[..length];
        assert!(verified(cut).is_ok(), "it leaves no trace in the log itself");
        let last = i64::try_from(length).unwrap();
        assert_eq!(
            verified_by(Verifier::knowing(known.clone()), cut),
            Err(Broken::CutOff { last, known: ROWS })
        );
    }
}

#[test]
fn a_log_that_was_written_anew_is_found_by_a_head_that_was_kept() {
    let rows = log();
    let known = rows[50].head();
    // Somebody takes one row out and computes all hashes after it anew.
    let mut head = Head::default();
    let mut anew = Vec::new();
    for row in rows.iter().filter(|row| row.seq != 40) {
        let mut row = row.clone();
        row.seq = head.seq + 1;
        row.hash = row.hash_after(&head.hash);
        head = row.head();
        anew.push(row);
    }
    assert!(verified(&anew).is_ok());
    let found = verified_by(Verifier::knowing(known), &anew).unwrap_err();
    assert!(matches!(found, Broken::AnotherRow { seq: 51, .. }), "{found}");
}
