//! Puts variables into the text of a command so that bash expands them, and never reads their values as commands.
//!
//! Values do not become part of the text. They are exported, and the text refers to them in double quotes. What remains are the
//! places where bash, or another program, reads an expanded value as code once more; a text with a variable in such a place is
//! refused, with words for its author. A number is harmless everywhere.

use std::collections::BTreeMap;

use super::words::{Command, Redirected};

/// Why a text is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WeaveError {
    /// A quote, a bracket or a brace without its other half.
    #[error("{0} has no other half")]
    Unbalanced(char),
    /// Something that has no place in a command.
    #[error("{0} cannot be used here")]
    Refused(String),
    /// A variable that would be read as code.
    #[error("${{{name}}} would be read as a command here: {hint}")]
    Code {
        /// The variable.
        name: String,
        /// What to do instead.
        hint: &'static str,
    },
}

/// Variables that there are, and whether they hold a number.
pub(crate) type Names = BTreeMap<String, bool>;

/// How deep quotes and brackets may lie in each other.
const DEEPEST: usize = 32;
/// Stands for a value in a word: no word that is looked for has it.
const VALUE: char = '\u{1a}';

/// What the place is inside of.
#[derive(Debug)]
enum Inside {
    /// `"…"`
    Quotes,
    /// `(…)` or `$(…)`, and the word outside of it, whether that is solid, and the command.
    Brackets(String, bool, Command),
    /// `${…}` of a variable that is not ours.
    Braces,
}

/// The text with its variables in place.
pub(crate) fn weave(text: &str, names: &Names) -> Result<String, WeaveError> {
    let mut weaver = Weaver {
        rest: text,
        woven: String::with_capacity(text.len()),
        inside: Vec::new(),
        word: String::new(),
        solid: false,
        within_word: false,
        command: Command::new(false),
        text: None,
        names,
    };
    while let Some(letter) = weaver.rest.chars().next() {
        weaver.step(letter)?;
    }
    weaver.end_command()?;
    match weaver.inside.last() {
        None => Ok(weaver.woven),
        Some(Inside::Quotes) => Err(WeaveError::Unbalanced('"')),
        Some(Inside::Brackets(..)) => Err(WeaveError::Unbalanced('(')),
        Some(Inside::Braces) => Err(WeaveError::Unbalanced('{')),
    }
}

struct Weaver<'t> {
    rest: &'t str,
    woven: String,
    inside: Vec<Inside>,
    /// The word so far, without its quotes.
    word: String,
    /// Something of the word is there whatever others expand to.
    solid: bool,
    /// A word has begun, be it with quotes around nothing.
    within_word: bool,
    command: Command,
    /// The text that was referred to last.
    text: Option<String>,
    names: &'t Names,
}

impl Weaver<'_> {
    fn step(&mut self, letter: char) -> Result<(), WeaveError> {
        match letter {
            '#' if self.begins_word() => return self.comment(),
            '`' => return Err(refused("` (write $(…))")),
            other if other.is_control() && !matches!(other, '\n' | '\t') => return Err(refused("a control character")),
            _ => {}
        }
        match self.inside.last() {
            Some(Inside::Quotes) => self.in_quotes(letter),
            Some(Inside::Braces) => self.in_braces(letter),
            Some(Inside::Brackets(..)) | None => self.plainly(letter),
        }
    }

    fn in_quotes(&mut self, letter: char) -> Result<(), WeaveError> {
        match letter {
            '\\' => self.escape(),
            '$' => self.dollar(true),
            '"' => {
                self.inside.pop();
                self.syntax(1);
                Ok(())
            }
            _ => {
                self.copy(1);
                Ok(())
            }
        }
    }

    fn in_braces(&mut self, letter: char) -> Result<(), WeaveError> {
        match letter {
            '\'' | '"' | '\\' => Err(refused("a quote within ${…}")),
            '$' => self.dollar(true),
            '}' => {
                self.inside.pop();
                self.syntax(1);
                Ok(())
            }
            // A number of letters to skip, or a place in a list: names in there are read without a dollar.
            _ if !name_at(self.rest).is_empty() => {
                let name = name_at(self.rest);
                if self.is_text(name) {
                    return Err(code(name, "write it outside of ${…}"));
                }
                self.copy(name.len());
                Ok(())
            }
            _ => {
                self.copy(1);
                Ok(())
            }
        }
    }

    fn plainly(&mut self, letter: char) -> Result<(), WeaveError> {
        match letter {
            '\\' => self.escape(),
            '\'' => self.literal(1, false),
            '"' => {
                self.solid = true;
                self.enter(Inside::Quotes, 1)
            }
            '$' => self.dollar(false),
            '<' if self.rest.starts_with("<<") => Err(refused("<<")),
            '(' if self.rest.starts_with("((") => {
                self.end_word()?;
                self.calculation(2)
            }
            '(' => {
                self.end_word()?;
                self.bracket(1)
            }
            ')' => self.close_bracket(),
            ' ' | '\t' => {
                self.end_word()?;
                self.syntax(1);
                self.within_word = false;
                Ok(())
            }
            '<' | '>' | '\n' | ';' | '|' | '&' => self.operator(letter),
            _ => {
                self.solid = true;
                self.copy(1);
                Ok(())
            }
        }
    }

    fn operator(&mut self, letter: char) -> Result<(), WeaveError> {
        self.end_word()?;
        // `2>&1` and `&>` end no command.
        let redirects = matches!(letter, '<' | '>') || self.rest.starts_with("&>");
        let goes_on = letter == '&' && self.woven.ends_with(['<', '>']);
        self.syntax(1);
        self.within_word = false;
        if redirects {
            self.command.redirect(Redirected::File);
        } else if goes_on {
            self.command.redirect(Redirected::Handle);
        } else if !(goes_on || letter == '|' && self.woven.ends_with(">|")) {
            self.end_command()?;
            self.command = Command::new(letter == '|' && !self.rest.starts_with('|') && !self.woven.ends_with("||"));
        }
        Ok(())
    }

    /// A backslash, and what it makes plain.
    fn escape(&mut self) -> Result<(), WeaveError> {
        match self.rest.chars().nth(1) {
            None => Err(WeaveError::Unbalanced('\\')),
            // The line goes on.
            Some('\n') => {
                self.woven.push_str("\\\n");
                self.rest = self.rest.get(2..).unwrap_or_default();
                Ok(())
            }
            Some(control) if control.is_control() => Err(refused("a control character")),
            Some(_) => {
                self.solid = true;
                self.syntax(1);
                self.copy(1);
                Ok(())
            }
        }
    }

    /// `'…'` or `$'…'`, whose text begins behind so many letters: as it is. A script in there finds the variables exported.
    fn literal(&mut self, start: usize, escapes: bool) -> Result<(), WeaveError> {
        let mut letters = self.rest.char_indices().skip(start);
        while let Some((place, letter)) = letters.next() {
            match letter {
                '\\' if escapes => drop(letters.next()),
                '\0' => break,
                '\'' => {
                    let (taken, rest) = self.rest.split_at(place + 1);
                    self.script(taken.get(start..place).unwrap_or_default())?;
                    self.word.push_str(taken.get(start..place).unwrap_or_default());
                    self.woven.push_str(taken);
                    (self.rest, self.within_word, self.solid) = (rest, true, true);
                    return Ok(());
                }
                _ => {}
            }
        }
        Err(WeaveError::Unbalanced('\''))
    }

    /// What is in single quotes may be a script itself, and refer to texts in a place where it runs them. It may be written for
    /// another interpreter too: whatever else is wrong with it is not our business.
    fn script(&self, text: &str) -> Result<(), WeaveError> {
        if !self.command.takes_scripts() {
            return Ok(());
        }
        match weave(text, self.names) {
            Err(error @ WeaveError::Code { .. }) => Err(error),
            _ => Ok(()),
        }
    }

    fn dollar(&mut self, quoted: bool) -> Result<(), WeaveError> {
        let behind = self.rest.get(1..).unwrap_or_default();
        if behind.starts_with("((") {
            return self.calculation(3);
        }
        if behind.starts_with('[') {
            return Err(refused("$[…] (write $((…)))"));
        }
        if behind.starts_with('(') {
            return self.bracket(2);
        }
        if behind.starts_with('\'') && !quoted {
            return self.literal(2, true);
        }
        if let Some(inner) = behind.strip_prefix('{') {
            let name = name_at(inner);
            let then = inner.get(name.len()..).unwrap_or_default();
            if self.names.contains_key(name) {
                return match then.strip_prefix('}') {
                    Some(rest) => self.variable(name.to_owned(), name.len() + 3, rest, quoted),
                    None => Err(WeaveError::Refused(format!("${{{name}…}} other than ${{{name}}}"))),
                };
            }
            if inner.starts_with('!') || then.starts_with('@') {
                return Err(refused("${!…} or ${…@…}"));
            }
            return self.enter(Inside::Braces, 2);
        }
        let name = name_at(behind);
        if self.names.contains_key(name) {
            let rest = behind.get(name.len()..).unwrap_or_default();
            return self.variable(name.to_owned(), name.len() + 1, rest, quoted);
        }
        // `$HOME`, `$?`; or a dollar that is one.
        let special = usize::from(behind.starts_with(|letter: char| "@*#?$!-".contains(letter)));
        let length = name.len().max(special);
        self.solid |= length == 0;
        self.copy(1 + length);
        Ok(())
    }

    /// A reference to one of ours, `length` bytes long, with `then` behind it.
    fn variable(&mut self, name: String, length: usize, then: &str, quoted: bool) -> Result<(), WeaveError> {
        if self.is_text(&name) {
            let ends =
                |rest: &str| rest.is_empty() || rest.starts_with([' ', '\t', '\n', ';', '|', '&', ')', '<', '>']);
            let behind = if quoted { then.strip_prefix('"') } else { Some(then) };
            let alone = self.word.is_empty() && behind.is_some_and(ends);
            let hint = if self.inside.iter().any(|inside| matches!(inside, Inside::Braces)) {
                Some("write it outside of ${…}")
            } else {
                self.command.objects(&self.word, alone)
            };
            if let Some(hint) = hint {
                return Err(code(&name, hint));
            }
            self.text = Some(name.clone());
        }
        let quote = if quoted { "" } else { "\"" };
        for part in [quote, "${", &name, "}", quote] {
            self.woven.push_str(part);
        }
        self.word.push(VALUE);
        (self.within_word, self.solid) = (true, true);
        self.rest = self.rest.get(length..).unwrap_or_default();
        Ok(())
    }

    /// `((…))`, which begins with so many letters: numbers only, be it by bare names. Quotes and commands have no place in there.
    fn calculation(&mut self, start: usize) -> Result<(), WeaveError> {
        let inner = self.rest.get(start..).unwrap_or_default();
        let end = inner.find("))").ok_or(WeaveError::Unbalanced('('))?;
        let inner = inner.get(..end).unwrap_or_default();
        if inner.contains(['\'', '"', '`', '\\', '\n', '[', '#', '@']) || inner.contains("$(") || inner.contains("${!")
        {
            return Err(refused("anything but numbers in ((…))"));
        }
        if let Some(name) = self.text_in(inner) {
            return Err(code(name, "calculations are for numbers"));
        }
        let letters = start + inner.chars().count() + 2;
        self.syntax(letters);
        self.word.push(VALUE);
        self.solid = true;
        Ok(())
    }

    /// A comment, to the end of its line.
    fn comment(&mut self) -> Result<(), WeaveError> {
        let line = self.rest.split('\n').next().unwrap_or_default();
        if line.contains(|letter: char| letter.is_control() && letter != '\t') {
            return Err(refused("a control character"));
        }
        self.syntax(line.chars().count());
        self.within_word = false;
        Ok(())
    }

    fn bracket(&mut self, letters: usize) -> Result<(), WeaveError> {
        let command = std::mem::replace(&mut self.command, Command::new(false));
        let outside = Inside::Brackets(std::mem::take(&mut self.word), std::mem::take(&mut self.solid), command);
        self.enter(outside, letters)?;
        self.within_word = false;
        Ok(())
    }

    fn close_bracket(&mut self) -> Result<(), WeaveError> {
        self.end_command()?;
        let Some(Inside::Brackets(word, solid, command)) = self.inside.pop() else {
            return Err(WeaveError::Unbalanced(')'));
        };
        (self.word, self.solid, self.command) = (word, solid, command);
        self.command.redirect(Redirected::No);
        self.syntax(1);
        self.word.push(VALUE);
        Ok(())
    }

    fn enter(&mut self, inside: Inside, letters: usize) -> Result<(), WeaveError> {
        if self.inside.len() >= DEEPEST {
            return Err(refused("such deep nesting"));
        }
        self.inside.push(inside);
        self.syntax(letters);
        Ok(())
    }

    /// Takes so many letters over that are part of the word.
    fn copy(&mut self, letters: usize) {
        let before = self.woven.len();
        self.syntax(letters);
        self.word.push_str(self.woven.get(before..).unwrap_or_default());
    }

    /// Takes so many letters over that are not.
    fn syntax(&mut self, letters: usize) {
        let end = self.rest.char_indices().nth(letters);
        let (taken, rest) = self.rest.split_at(end.map_or(self.rest.len(), |(end, _)| end));
        self.woven.push_str(taken);
        (self.rest, self.within_word) = (rest, true);
    }

    fn end_word(&mut self) -> Result<(), WeaveError> {
        if self.word.is_empty() && !self.solid {
            return Ok(());
        }
        let word = std::mem::take(&mut self.word);
        if self.command.calculates(&word)
            && let Some(name) = self.text_in(&word)
        {
            return Err(code(name, "calculations are for numbers"));
        }
        self.command.word(word, self.solid);
        self.solid = false;
        Ok(())
    }

    fn end_command(&mut self) -> Result<(), WeaveError> {
        self.end_word()?;
        match &self.text {
            Some(name) if self.command.runs_its_input() => Err(code(name, "a shell would run what it reads")),
            _ => Ok(()),
        }
    }

    /// A word may begin here, and quotes are not open.
    fn begins_word(&self) -> bool {
        !self.within_word && !matches!(self.inside.last(), Some(Inside::Quotes | Inside::Braces))
    }

    /// The variable of this name is one of ours, and not a number.
    fn is_text(&self, name: &str) -> bool {
        self.names.get(name).is_some_and(|number| !number)
    }

    /// The first name of such a variable in a text, with a dollar or without.
    fn text_in<'n>(&self, text: &'n str) -> Option<&'n str> {
        let mut names = text.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
        names.find(|name| self.is_text(name))
    }
}

fn code(name: &str, hint: &'static str) -> WeaveError {
    let name = name.to_owned();
    WeaveError::Code { name, hint }
}

/// The name of a variable at the beginning of a text.
fn name_at(text: &str) -> &str {
    let end = text.find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
    text.get(..end.unwrap_or(text.len())).unwrap_or_default()
}

fn refused(what: &str) -> WeaveError {
    WeaveError::Refused(what.to_owned())
}
