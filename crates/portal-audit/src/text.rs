//! Text from anywhere, as it can be kept by every database and shown on one line.

/// What stands for a character that is not kept: ␦, "substitute".
const SUBSTITUTE: char = '\u{2426}';

/// What ends a text that was cut.
const CUT: char = '…';

/// `text` without what could begin a line, move a cursor, turn the direction of writing or upset a database, and no
/// longer than `most` bytes. Control characters are shown by their pictures (`␊` for a line's end, `␀` for NUL); `�` is
/// not kept either, so that bytes that are no text are never read as text that was recorded.
#[must_use]
pub fn on_one_line(text: &str, most: usize) -> String {
    let mut kept = String::with_capacity(text.len().min(most));
    for character in text.chars().map(harmless) {
        if kept.len() + character.len_utf8() > most {
            return cut(kept, most);
        }
        kept.push(character);
    }
    kept
}

fn cut(mut kept: String, most: usize) -> String {
    while kept.len() + CUT.len_utf8() > most && kept.pop().is_some() {}
    if CUT.len_utf8() <= most {
        kept.push(CUT);
    }
    kept
}

fn harmless(character: char) -> char {
    match character {
        // The block of pictures has those of the control characters in their order.
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(character)).unwrap_or(SUBSTITUTE),
        '\u{7f}' => '\u{2421}',
        // Controls of the second kind, separators of lines, and marks that turn the direction of writing.
        '\u{80}'..='\u{9f}' | '\u{2028}' | '\u{2029}' => SUBSTITUTE,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => SUBSTITUTE,
        '\u{feff}' | '\u{fffd}' => SUBSTITUTE,
        character => character,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_could_forge_a_line_is_shown_by_its_picture() {
        assert_eq!(on_one_line("a\r\nb\0c\u{1b}[2J\u{7f}", 100), "a␍␊b␀c␛[2J␡");
        assert_eq!(on_one_line("a\u{85}b\u{2028}c\u{202e}d\u{fffd}", 100), "a␦b␦c␦d␦");
        assert_eq!(on_one_line("김철수 <kim@example.org>", 100), "김철수 <kim@example.org>");
    }

    #[test]
    fn what_is_too_long_is_cut_between_characters_and_says_so() {
        assert_eq!(on_one_line("abcdefgh", 8), "abcdefgh");
        assert_eq!(on_one_line("abcdefghi", 8), "abcde…");
        assert_eq!(on_one_line("가나다라", 11), "가나…");
        assert_eq!(on_one_line("가나다", 9), "가나다");
        assert_eq!(on_one_line("가나", 2), "");
    }

    proptest! {
        #[test]
        fn any_text_becomes_one_harmless_line_within_its_bound(text in any::<String>(), most in 3_usize..60) {
            let kept = on_one_line(&text, most);
            prop_assert!(kept.len() <= most);
            prop_assert!(!kept.chars().any(char::is_control));
            prop_assert_eq!(kept.lines().count(), usize::from(!kept.is_empty()));
            prop_assert_eq!(on_one_line(&kept, most), kept, "a second time changes nothing");
        }
    }
}
