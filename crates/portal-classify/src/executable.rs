//! Programs, told by their first bytes, whatever their name.

/// Machine code or byte code that something could be made to run.
///
/// Scripts are not among these: a `#!` line is what users upload to a cluster all day. Neither is WebAssembly, which
/// nothing on a node runs by itself, nor Python's byte code, which the contract lists as a script.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Executable {
    /// Linux and most other Unix systems: programs, shared libraries (`.so`, `lib.so.1`), objects, core dumps.
    Elf,
    /// Windows and DOS programs and libraries.
    Windows,
    /// macOS programs and libraries, for one processor or ("fat") several.
    MachO,
    /// A compiled Java class.
    JavaClass,
}

impl Executable {
    /// Recognises a program by its first bytes.
    #[must_use]
    pub fn in_head(head: &[u8]) -> Option<Self> {
        match head.first_chunk::<4>()? {
            b"\x7fELF" => Some(Self::Elf),
            b"\xfe\xed\xfa\xce" | b"\xfe\xed\xfa\xcf" | b"\xce\xfa\xed\xfe" | b"\xcf\xfa\xed\xfe" => Some(Self::MachO),
            b"\xca\xfe\xba\xbe" | b"\xca\xfe\xba\xbf" | b"\xbe\xba\xfe\xca" | b"\xbf\xba\xfe\xca" => cafe_babe(head),
            [b'M', b'Z', ..] if is_windows(head) => Some(Self::Windows),
            _ => None,
        }
    }

    /// What a person calls it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Elf => "ELF program or library",
            Self::Windows => "Windows program or library",
            Self::MachO => "Mach-O program or library",
            Self::JavaClass => "Java class",
        }
    }

    /// Its MIME type.
    #[must_use]
    pub const fn mime_type(self) -> &'static str {
        match self {
            Self::Elf => "application/x-executable",
            Self::Windows => "application/vnd.microsoft.portable-executable",
            Self::MachO => "application/x-mach-binary",
            Self::JavaClass => "application/java-vm",
        }
    }
}

/// Java classes and fat Mach-O files begin with the same four bytes.
///
/// A fat file goes on with the number of processors it serves, never more than a few; a class with its version, minor
/// number first, the major one being 45 or more (JVM specification, section 4.1). `file(1)` divides them the same way.
fn cafe_babe(head: &[u8]) -> Option<Executable> {
    let next = head.get(4..8).and_then(|bytes| <[u8; 4]>::try_from(bytes).ok())?;
    let number = if head.starts_with(b"\xca") {
        u32::from_be_bytes(next)
    } else {
        u32::from_le_bytes(next)
    };
    match number {
        0 => None,
        1..45 => Some(Executable::MachO),
        _ if head.starts_with(b"\xca\xfe\xba\xbe") && number & 0xffff >= 45 => Some(Executable::JavaClass),
        _ => None,
    }
}

/// "MZ" alone is two letters that any text may begin with: something of the header behind them has to be sound.
///
/// That is the `PE` mark at the offset the header names; or an offset behind the bytes we have, which no linker makes
/// and which could hide the mark; or the sizes of a plain DOS program.
fn is_windows(head: &[u8]) -> bool {
    let word = |at: usize| {
        head.get(at..at + 2)?
            .first_chunk::<2>()
            .map(|bytes| u16::from_le_bytes(*bytes))
    };
    let Some(mark_at) = head.get(60..64).and_then(|bytes| <[u8; 4]>::try_from(bytes).ok()) else {
        return false;
    };
    if crate::content::is_text(head) {
        return false;
    }
    let mark_at = usize::try_from(u32::from_le_bytes(mark_at)).unwrap_or(usize::MAX);
    let marked = head
        .get(mark_at..)
        .map(|rest| [b"PE", b"NE", b"LE", b"LX"].iter().any(|mark| rest.starts_with(*mark)));
    // The last page has at most 512 bytes, there is at least one page, and the header has its 32 bytes or more.
    let plain_dos = word(2).is_some_and(|bytes| bytes <= 512)
        && word(4).is_some_and(|pages| pages > 0)
        && word(8).is_some_and(|paragraphs| (2..0x1000).contains(&paragraphs));
    match marked {
        Some(true) => true,
        Some(false) => plain_dos,
        None => plain_dos || head.len() >= crate::HEAD_LEN && mark_at < (64 << 20),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn windows_program() -> Vec<u8> {
        let mut head = vec![0; 512];
        head[..2].copy_from_slice(b"MZ");
        head[60] = 128;
        head[128..132].copy_from_slice(b"PE\0\0");
        head
    }

    #[test]
    fn programs_are_known_by_their_bytes() {
        let cases: &[(&[u8], Option<Executable>)] = &[
            (b"\x7fELF\x02\x01\x01\0", Some(Executable::Elf)),
            (b"\x7fELF", Some(Executable::Elf)),
            (b"\x7fEL", None),
            (&windows_program(), Some(Executable::Windows)),
            (b"MZ", None),
            (
                b"MZ is what the zone is called, and this text is long enough to have a header",
                None,
            ),
            (b"\xcf\xfa\xed\xfe\x07\0\0\x01", Some(Executable::MachO)),
            (b"\xfe\xed\xfa\xce\0\0\0\x07", Some(Executable::MachO)),
            (b"\xca\xfe\xba\xbe\0\0\0\x02", Some(Executable::MachO)),
            (b"\xca\xfe\xba\xbf\0\0\0\x02", Some(Executable::MachO)),
            (b"\xca\xfe\xba\xbe\0\0\0\x34", Some(Executable::JavaClass)),
            (b"\xca\xfe\xba\xbe\0\x03\0\x2d", Some(Executable::JavaClass)),
            (b"\xca\xfe\xba\xbe\0\x03\0\x01", None),
            (b"\xca\xfe\xba\xbe", None),
            (b"#!/bin/bash\nsrun ./solver\n", None),
            (b"\0asm\x01\0\0\0", None),
            (b"", None),
        ];
        for (head, expected) in cases {
            assert_eq!(
                Executable::in_head(head),
                *expected,
                "{:?}",
                head.get(..head.len().min(16))
            );
        }
    }

    #[test]
    fn a_windows_program_cannot_hide_its_mark_far_behind() {
        let mut head = vec![0_u8; crate::HEAD_LEN];
        head[..2].copy_from_slice(b"MZ");
        head[60..64].copy_from_slice(&100_000_u32.to_le_bytes());
        assert_eq!(Executable::in_head(&head), Some(Executable::Windows));
    }

    #[test]
    fn a_plain_dos_program_needs_no_mark() {
        let mut head = vec![0_u8; 256];
        head[..10].copy_from_slice(b"MZ\x90\0\x03\0\0\0\x04\0");
        assert_eq!(Executable::in_head(&head), Some(Executable::Windows));
    }
}
