//! multipart/form-data (RFC 7578), read as it arrives: bytes in, events out, nothing held but a possible piece of a
//! boundary. Pure, so that it can be fuzzed and tested at every split.

use memchr::memmem::Finder;

/// Heads of parts are short; a longer one is an attack.
const LONGEST_HEAD: usize = 8 * 1024;

/// RFC 2046: at most 70 characters.
const LONGEST_BOUNDARY: usize = 70;

/// The body is not what its Content-Type says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// Not multipart/form-data, or without a boundary.
    #[error("Content-Type must be multipart/form-data with a boundary")]
    ContentType,
    /// A part's head is malformed or endless.
    #[error("a part has no readable head")]
    Head,
    /// The body ended before its closing boundary.
    #[error("it ends too early")]
    Truncated,
    /// Something else stands where a boundary must.
    #[error("a boundary is missing")]
    Boundary,
}

/// What the bytes mean, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event<'a> {
    /// A part begins.
    Begin {
        /// Its `name`.
        name: &'a str,
        /// What the person calls the file, if it is one: any text.
        file_name: Option<&'a str>,
    },
    /// Some of the part's bytes; never empty.
    Data(&'a [u8]),
    /// The part is complete.
    End,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Preamble,
    AfterBoundary,
    Head,
    Body,
    Epilogue,
}

/// A body being read.
#[derive(Debug)]
pub struct Multipart {
    // CR LF "--" boundary
    delimiter: Vec<u8>,
    finder: Finder<'static>,
    buffer: Vec<u8>,
    state: State,
}

impl Multipart {
    /// A reader for the body of a request with this `Content-Type`.
    ///
    /// # Errors
    /// When it is not multipart/form-data with a usable boundary.
    pub fn new(content_type: &str) -> Result<Self, Broken> {
        let boundary = boundary(content_type).ok_or(Broken::ContentType)?;
        let delimiter = [b"\r\n--", boundary.as_bytes()].concat();
        let finder = Finder::new(&delimiter).into_owned();
        // The first boundary may stand at the very beginning; then its line break is only imagined.
        Ok(Self {
            delimiter,
            finder,
            buffer: b"\r\n".to_vec(),
            state: State::Preamble,
        })
    }

    /// Reads some more of the body and hands what it means to `event`.
    ///
    /// # Errors
    /// When the body is broken; nothing after that can be read.
    pub fn feed(&mut self, bytes: &[u8], mut event: impl FnMut(Event<'_>)) -> Result<(), Broken> {
        self.buffer.extend_from_slice(bytes);
        while self.step(&mut event)? {}
        Ok(())
    }

    /// The body ended.
    ///
    /// # Errors
    /// When it ended too early.
    pub fn finish(&self) -> Result<(), Broken> {
        if self.state == State::Epilogue {
            Ok(())
        } else {
            Err(Broken::Truncated)
        }
    }

    /// Goes on as far as the buffer allows; false when more bytes are needed.
    fn step(&mut self, event: &mut impl FnMut(Event<'_>)) -> Result<bool, Broken> {
        match self.state {
            State::Preamble => match self.finder.find(&self.buffer) {
                Some(at) => {
                    self.take(at + self.delimiter.len());
                    self.state = State::AfterBoundary;
                    Ok(true)
                }
                None => {
                    self.take(self.buffer.len().saturating_sub(self.delimiter.len() - 1));
                    Ok(false)
                }
            },
            State::AfterBoundary => self.after_boundary(),
            State::Head => self.head(event),
            State::Body => Ok(self.body(event)),
            State::Epilogue => {
                self.buffer.clear();
                Ok(false)
            }
        }
    }

    fn after_boundary(&mut self) -> Result<bool, Broken> {
        if self.buffer.starts_with(b"--") {
            self.state = State::Epilogue;
            return Ok(true);
        }
        // Transport padding: blanks before the line break (RFC 2046).
        let blanks = self
            .buffer
            .iter()
            .take_while(|byte| matches!(byte, b' ' | b'\t'))
            .count();
        match self.buffer.get(blanks..) {
            Some([b'\r', b'\n', ..]) => {
                // The line break stays: a part may have no header lines at all.
                self.take(blanks);
                self.state = State::Head;
                Ok(true)
            }
            Some([] | [b'\r'] | [b'-']) if blanks < LONGEST_HEAD => Ok(false),
            _ => Err(Broken::Boundary),
        }
    }

    fn head(&mut self, event: &mut impl FnMut(Event<'_>)) -> Result<bool, Broken> {
        let Some(end) = memchr::memmem::find(&self.buffer, b"\r\n\r\n") else {
            return if self.buffer.len() > LONGEST_HEAD {
                Err(Broken::Head)
            } else {
                Ok(false)
            };
        };
        let head = self
            .buffer
            .get(..end.min(LONGEST_HEAD + 1))
            .filter(|head| head.len() <= LONGEST_HEAD);
        let head = head
            .and_then(|head| std::str::from_utf8(head).ok())
            .ok_or(Broken::Head)?;
        let name = parameter(head, "name").ok_or(Broken::Head)?.to_owned();
        let file_name = file_name(head);
        self.take(end + 4);
        self.state = State::Body;
        event(Event::Begin {
            name: &name,
            file_name: file_name.as_deref(),
        });
        Ok(true)
    }

    fn body(&mut self, event: &mut impl FnMut(Event<'_>)) -> bool {
        let boundary = self.finder.find(&self.buffer);
        // Without a boundary, all but what may be the beginning of one is data.
        let end = boundary.unwrap_or_else(|| self.buffer.len().saturating_sub(self.delimiter.len() - 1));
        if let Some(data) = self.buffer.get(..end).filter(|data| !data.is_empty()) {
            event(Event::Data(data));
        }
        match boundary {
            Some(at) => {
                event(Event::End);
                self.take(at + self.delimiter.len());
                self.state = State::AfterBoundary;
                true
            }
            None => {
                self.take(end);
                false
            }
        }
    }

    fn take(&mut self, bytes: usize) {
        self.buffer.drain(..bytes.min(self.buffer.len()));
    }
}

/// The boundary of `multipart/form-data; boundary=…`, quoted or not.
fn boundary(content_type: &str) -> Option<&str> {
    let (kind, parameters) = content_type.split_once(';')?;
    if !kind.trim().eq_ignore_ascii_case("multipart/form-data") {
        return None;
    }
    let boundary = parameters.split(';').find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("boundary").then_some(value.trim())
    })?;
    let boundary = boundary
        .strip_prefix('"')
        .and_then(|inner| inner.strip_suffix('"'))
        .unwrap_or(boundary);
    let legal =
        (1..=LONGEST_BOUNDARY).contains(&boundary.len()) && boundary.bytes().all(|b| (b' '..=b'~').contains(&b));
    legal.then_some(boundary)
}

/// The `filename*` or `filename` of a part, as browsers and programs write them.
fn file_name(head: &str) -> Option<String> {
    let decoded = |text: &str| {
        let text = percent_encoding::percent_decode_str(text);
        text.decode_utf8().ok().map(std::borrow::Cow::into_owned)
    };
    // RFC 5987: UTF-8'<language>'<name>.
    let extended = parameter(head, "filename*").and_then(|value| {
        let (charset, rest) = value.split_once('\'')?;
        let (_, name) = rest.split_once('\'')?;
        charset.eq_ignore_ascii_case("utf-8").then(|| decoded(name)).flatten()
    });
    // Browsers write these three so, and nothing else (HTML, 4.10.21.8).
    let plain = || {
        let name = parameter(head, "filename")?;
        Some(name.replace("%22", "\"").replace("%0D", "\r").replace("%0A", "\n"))
    };
    extended.or_else(plain)
}

/// A parameter of a part's `Content-Disposition: form-data; name="…"`.
fn parameter<'a>(head: &'a str, wanted: &str) -> Option<&'a str> {
    let disposition = head.split("\r\n").find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.trim()
            .eq_ignore_ascii_case("content-disposition")
            .then_some(value.trim())
    })?;
    let rest = disposition
        .get(..9)
        .filter(|kind| kind.eq_ignore_ascii_case("form-data"))
        .and(disposition.get(9..))?;
    // `filename="…; name=x"` must not be taken for the name, so quotes are walked over.
    let mut quoted = false;
    let mut parameters = rest.split(|c: char| {
        quoted ^= c == '"';
        c == ';' && !quoted
    });
    parameters.find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let value = value.trim();
        let value = value
            .strip_prefix('"')
            .and_then(|inner| inner.strip_suffix('"'))
            .unwrap_or(value);
        name.trim().eq_ignore_ascii_case(wanted).then_some(value)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TYPE: &str = "multipart/form-data; boundary=XX";

    /// The parts, read in pieces of `piece` bytes.
    fn read(body: &[u8], piece: usize) -> Result<Vec<(String, Vec<u8>)>, Broken> {
        let mut reader = Multipart::new(TYPE).unwrap();
        let mut parts: Vec<(String, Vec<u8>)> = Vec::new();
        let mut open = false;
        for bytes in body.chunks(piece.max(1)) {
            reader.feed(bytes, |event| match event {
                Event::Begin { name, .. } => {
                    assert!(!std::mem::replace(&mut open, true));
                    parts.push((name.to_owned(), Vec::new()));
                }
                Event::Data(data) => parts.last_mut().unwrap().1.extend_from_slice(data),
                Event::End => assert!(std::mem::replace(&mut open, false)),
            })?;
        }
        reader.finish().map(|()| parts)
    }

    fn body(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let mut body = Vec::new();
        for (name, data) in parts {
            body.extend_from_slice(
                format!("--XX\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n").as_bytes(),
            );
            body.extend_from_slice(data);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--XX--\r\n");
        body
    }

    #[test]
    fn parts_come_out_as_they_went_in() {
        let body = body(&[("upload_id", b"abc"), ("chunk", b"\r\n--X\r\n--XY"), ("empty", b"")]);
        let expected = read(&body, body.len()).unwrap();
        assert_eq!(expected[1].1, b"\r\n--X\r\n--XY");
        assert_eq!(expected[2], ("empty".to_owned(), Vec::new()));
        for piece in 1..body.len() {
            assert_eq!(read(&body, piece).unwrap(), expected, "in pieces of {piece}");
        }
    }

    #[test]
    fn broken_bodies_are_refused() {
        let whole = body(&[("chunk", b"data")]);
        assert_eq!(read(&whole[..whole.len() - 6], 7), Err(Broken::Truncated));
        assert_eq!(read(b"", 1), Err(Broken::Truncated));
        assert_eq!(read(b"--XX\r\nX-Other: 1\r\n\r\n--XX--", 5), Err(Broken::Head));
        assert_eq!(read(b"--XXjunk\r\n", 5), Err(Broken::Boundary));
        let endless = [b"--XX\r\n".as_slice(), &vec![b'h'; 20_000]].concat();
        assert_eq!(read(&endless, 1000), Err(Broken::Head));
    }

    #[test]
    fn content_types_without_a_boundary_are_refused() {
        for wrong in [
            "",
            "multipart/form-data",
            "multipart/form-data; boundary=",
            "application/json; boundary=x",
            "multipart/mixed; boundary=x",
        ] {
            assert!(Multipart::new(wrong).is_err(), "{wrong}");
        }
        assert!(Multipart::new("Multipart/Form-Data; charset=utf-8; boundary=\"a b\"").is_ok());
        assert!(Multipart::new(&format!("multipart/form-data; boundary={}", "x".repeat(71))).is_err());
    }

    #[test]
    fn a_name_inside_a_file_name_is_not_the_name() {
        let head = "Content-Disposition: form-data; filename=\"x; name=evil\"; name=\"chunk\"\r\nContent-Type: a/b";
        assert_eq!(parameter(head, "name"), Some("chunk"));
        assert_eq!(parameter("Content-Disposition: attachment; name=x", "name"), None);
    }

    #[test]
    fn files_are_called_what_people_call_them() {
        let name = |rest: &str| file_name(&format!("Content-Disposition: form-data; name=\"f\"{rest}"));
        assert_eq!(name("").as_deref(), None);
        assert_eq!(name("; filename=\"a b; c.msh\"").as_deref(), Some("a b; c.msh"));
        assert_eq!(
            name("; filename=\"해석 %22x%22 100%.msh\"").as_deref(),
            Some("해석 \"x\" 100%.msh")
        );
        assert_eq!(
            name("; filename=\"x\"; filename*=utf-8''%ED%95%B4.msh").as_deref(),
            Some("해.msh")
        );
        assert_eq!(name("; filename=\"x\"; filename*=latin1''%ED").as_deref(), Some("x"));
    }

    proptest! {
        #[test]
        fn any_bytes_in_any_pieces_mean_the_same(data in prop::collection::vec(any::<u8>(), 0..300), piece in 1..50_usize) {
            let whole = [b"--XX\r\nContent-Disposition: form-data; name=a\r\n\r\n".as_slice(), &data].concat();
            prop_assert_eq!(read(&whole, piece), read(&whole, whole.len()));
            prop_assert_eq!(read(&data, piece), read(&data, data.len().max(1)));
        }

        #[test]
        fn any_data_without_the_delimiter_is_kept(data in prop::collection::vec(prop::sample::select(b"\r\n-Xa".to_vec()), 0..60), piece in 1..9_usize) {
            let encoded = body(&[("chunk", &data)]);
            let contains = memchr::memmem::find(&[data.as_slice(), b"\r\n"].concat(), b"\r\n--XX").is_some();
            if !contains {
                prop_assert_eq!(read(&encoded, piece).unwrap(), vec![("chunk".to_owned(), data)]);
            }
        }
    }
}
