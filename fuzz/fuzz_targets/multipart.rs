//! A multipart body in pieces of any size: never a panic, and the same events however it was cut.
#![no_main]

use portal_fuzz::multipart::{Event, Multipart};
use libfuzzer_sys::fuzz_target;

/// Field names, and the bytes of each field together; `None` when the body is broken.
fn read<'a>(pieces: impl Iterator<Item = &'a [u8]>) -> Option<Vec<(String, Vec<u8>)>> {
    let mut reader = Multipart::new("multipart/form-data; boundary=XX").ok()?;
    let mut fields: Vec<(String, Vec<u8>)> = Vec::new();
    for piece in pieces {
        let fed = reader.feed(piece, |event| match event {
            Event::Begin { name, .. } => fields.push((name.to_owned(), Vec::new())),
            Event::Data(bytes) => fields.last_mut().expect("a field that began").1.extend_from_slice(bytes),
            Event::End => {}
        });
        fed.ok()?;
    }
    reader.finish().ok()?;
    Some(fields)
}

fuzz_target!(|data: &[u8]| {
    let Some((cut, body)) = data.split_first() else { return };
    let whole = read(std::iter::once(body));
    let pieces = read(body.chunks(usize::from(*cut).max(1)));
    assert_eq!(whole, pieces);
});
