//! Which of a job's files its template calls output.

use std::cell::Cell;

/// Patterns that are tried: those of a template and of a command, each of which has a bound of its own.
const MOST: usize = 400;
/// Bytes of one.
const LONGEST: usize = 256;
/// Letters that are compared for one list: some tenths of a second. A job chooses the names of its files, and whoever may write a
/// template the patterns.
const STEPS: u64 = 100_000_000;

/// The template's patterns: `*.log` is a file anywhere, `results/*.h5` one in that folder. `*` and `?` stop at a slash, `**` is any
/// number of folders, `[a-z]` and `[!a-z]` are letters of any script.
#[derive(Debug)]
pub(super) struct Patterns {
    all: Vec<Pattern>,
    left: Cell<u64>,
}

#[derive(Debug)]
struct Pattern {
    parts: Vec<Part>,
    /// Of the file's name alone, wherever it is.
    anywhere: bool,
}

#[derive(Debug)]
enum Part {
    /// `**`
    Folders,
    Name(Vec<Piece>),
}

/// What stands for letters of a name.
#[derive(Debug, PartialEq, Eq)]
enum Piece {
    Letter(char),
    Any,
    Many,
    OneOf { ranges: Vec<(char, char)>, not: bool },
}

impl Patterns {
    /// What is no pattern names nothing.
    pub(super) fn new<'a>(patterns: impl IntoIterator<Item = &'a str>) -> Self {
        let patterns = patterns.into_iter().take(MOST);
        Self {
            all: patterns.filter_map(Pattern::read).collect(),
            left: Cell::new(STEPS),
        }
    }

    /// Whether one of them means `path`. No, once they took too long.
    pub(super) fn mean(&self, path: &str) -> bool {
        let parts: Vec<Vec<char>> = path.split('/').map(|part| part.chars().collect()).collect();
        self.all.iter().any(|pattern| pattern.means(&parts, &self.left))
    }

    /// Whether they took too long.
    pub(super) fn are_spent(&self) -> bool {
        self.left.get() == 0
    }
}

impl Pattern {
    fn read(pattern: &str) -> Option<Self> {
        if pattern.len() > LONGEST {
            return None;
        }
        let anywhere = !pattern.contains('/');
        let part = |part| match part {
            "**" if !anywhere => Some(Part::Folders),
            part => pieces(part).map(Part::Name),
        };
        let mut parts = pattern.split('/').map(part).collect::<Option<Vec<_>>>()?;
        if matches!(parts.last(), Some(Part::Folders)) {
            parts.push(Part::Name(vec![Piece::Many]));
        }
        Some(Self { parts, anywhere })
    }

    fn means(&self, path: &[Vec<char>], left: &Cell<u64>) -> bool {
        let path = match path {
            [.., _] if self.anywhere => path.get(path.len() - 1..).unwrap_or_default(),
            path => path,
        };
        let is_folders = |part: &Part| matches!(part, Part::Folders);
        fits(&self.parts, path, left, is_folders, |part, name| match part {
            Part::Folders => false,
            Part::Name(pieces) => fits(
                pieces,
                name,
                left,
                |piece| *piece == Piece::Many,
                |piece, letter| piece.is(*letter),
            ),
        })
    }
}

impl Piece {
    fn is(&self, letter: char) -> bool {
        match self {
            Self::Letter(own) => *own == letter,
            Self::Any => true,
            Self::Many => false,
            Self::OneOf { ranges, not } => {
                ranges.iter().any(|(first, last)| (*first..=*last).contains(&letter)) != *not
            }
        }
    }
}

/// None where a bracket is not closed.
fn pieces(part: &str) -> Option<Vec<Piece>> {
    let mut pieces = Vec::new();
    let mut letters = part.chars().peekable();
    while let Some(letter) = letters.next() {
        pieces.push(match letter {
            '*' => Piece::Many,
            '?' => Piece::Any,
            '[' => {
                let not = letters.next_if(|letter| matches!(letter, '!' | '^')).is_some();
                let mut ranges = Vec::new();
                loop {
                    match letters.next()? {
                        // The first one is a letter: no set is empty.
                        ']' if !ranges.is_empty() => break,
                        '-' if !ranges.is_empty() && letters.peek() != Some(&']') => {
                            let (_, last) = ranges.last_mut()?;
                            *last = letters.next()?;
                        }
                        letter => ranges.push((letter, letter)),
                    }
                }
                Piece::OneOf { ranges, not }
            }
            letter => Piece::Letter(letter),
        });
    }
    Some(pieces)
}

/// Whether the pattern fits all of the text. Only the last star that was met can have to take more, so the time is at most the
/// product of both lengths.
fn fits<P, T>(
    pattern: &[P],
    text: &[T],
    left: &Cell<u64>,
    is_star: impl Fn(&P) -> bool,
    is: impl Fn(&P, &T) -> bool,
) -> bool {
    let (mut at, mut read) = (0, 0);
    // What stands behind the star, and where that was tried last.
    let mut star = None;
    while let Some(one) = text.get(read) {
        let Some(rest) = left.get().checked_sub(1) else {
            return false;
        };
        left.set(rest);
        match (pattern.get(at), star) {
            (Some(part), _) if is_star(part) => {
                at += 1;
                star = Some((at, read));
            }
            (Some(part), _) if is(part, one) => {
                at += 1;
                read += 1;
            }
            (_, Some((behind, tried))) => {
                star = Some((behind, tried + 1));
                at = behind;
                read = tried + 1;
            }
            (_, None) => return false,
        }
    }
    pattern.iter().skip(at).all(is_star)
}

#[cfg(test)]
mod tests {
    use super::Patterns;

    #[test]
    fn outputs_are_what_the_template_calls_so() {
        let mean = |pattern: &str, path: &str| Patterns::new([pattern]).mean(path);
        for (pattern, path) in [
            ("*.log", "a.log"),
            ("*.log", "work/b.log"),
            ("work/*.h5", "work/x.h5"),
            ("a/**/z", "a/z"),
            ("a/**/z", "a/b/c/z"),
            ("**/z", "z"),
            ("a/**", "a/b/c"),
            ("**", "a/b"),
            ("a/**/b/**/z", "a/x/b/b/y/z"),
            ("결과?.csv", "out/결과가.csv"),
            ("[가-힣]*.dat", "물.dat"),
            ("[!0-9]x", "ax"),
            ("[]-]", "-"),
            ("[a-]", "-"),
            ("{a}\\", "{a}\\"),
            ("*ab*c", "ababxc"),
        ] {
            assert!(mean(pattern, path), "{pattern} {path}");
        }
        for (pattern, path) in [
            ("*.log", "a.logs"),
            ("work/*.h5", "work/deep/x.h5"),
            ("work/*.h5", "x.h5"),
            ("a/**", "a"),
            ("a/**/z", "b/z"),
            ("[", "["),
            ("[a", "a"),
            ("[!0-9]x", "1x"),
            ("?", "ab"),
            ("", "a"),
            ("a?b/x", "a/b/x"),
        ] {
            assert!(!mean(pattern, path), "{pattern} {path}");
        }
        assert!(!mean(&"*".repeat(257), "a"));
    }

    #[test]
    fn hostile_patterns_and_names_end() {
        // A matcher that tries all ways to read it would be at it for longer than the cluster stands.
        let patterns = Patterns::new([format!("{}b/x", "*a".repeat(60)).as_str()]);
        assert!(!patterns.mean(&format!("{}/x", "a".repeat(250))));
        assert!(!patterns.are_spent());

        let hostile = format!("**/{}", format!("*{}b", "a".repeat(100)).repeat(2));
        let patterns = Patterns::new(vec![hostile.as_str(); 400]);
        let name = vec!["a".repeat(250); 8].join("/");
        (0..2000).for_each(|number| assert!(!patterns.mean(&format!("{name}/{number}"))));
        assert!(patterns.are_spent());
        assert!(!Patterns::new(["*"]).are_spent());
    }
}
